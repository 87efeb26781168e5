import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openGate, pinged, type PingDecision, type PingGate } from '../../../../main/core/sync/ping-gate.ts';

const NOW = 1_700_000_000_000;

interface Ping {
  readonly node: string;
  readonly at: number;
}

/** What becomes of each ping, in order. */
function decided(pings: readonly Ping[], gate: PingGate = openGate(NOW)) {
  let now = gate;
  const decisions: readonly (Ping & { readonly decision: PingDecision })[] = pings.map((ping) => {
    const passage = pinged(now, ping.node, ping.at);
    now = passage.gate;
    return { ...ping, decision: passage.decision };
  });
  return { gate: now, decisions, pulls: decisions.filter(({ decision }) => decision.kind === 'pull') };
}

/** `count` pings spread over `span` milliseconds, going round the nodes. */
function flood(count: number, span: number, nodes: readonly string[], start = NOW): readonly Ping[] {
  return Array.from({ length: count }, (_, index) => ({
    node: nodes[index % nodes.length] ?? '',
    at: start + Math.floor((index * span) / count),
  }));
}

/** What one look at everything on the host is owed under. */
const ALL = '';

/**
 * Follows a flood as the conductor does: what was ignored is owed once for each node, or once for all when it was too much for
 * the host, and asked again when its time has come. Gives the pulls that came of it after the flood.
 */
function settled(pings: readonly Ping[]): { readonly during: number; readonly later: readonly Ping[] } {
  const { gate, decisions, pulls } = decided(pings);
  let now = gate;
  const owed = new Map<string, { readonly node: string; readonly at: number }>();
  const owe = (node: string, decision: PingDecision): void => {
    if (decision.kind === 'ignore')
      owed.set(decision.because === 'host' ? ALL : node, { node, at: decision.until });
  };
  for (const { node, decision } of decisions) {
    owed.delete(node);
    owe(node, decision);
  }
  const later: Ping[] = [];
  while (owed.size > 0) {
    const [key, { node, at }] = [...owed].reduce((first, other) =>
      other[1].at < first[1].at ? other : first,
    );
    const passage = pinged(now, node, at);
    now = passage.gate;
    owed.delete(key);
    if (passage.decision.kind === 'pull') later.push({ node: key, at });
    else {
      expect(passage.decision.until).toBeGreaterThan(at);
      owe(node, passage.decision);
    }
  }
  return { during: pulls.length, later };
}

describe('what passes', () => {
  test('the first of each node, at once', () => {
    const nodes = Array.from({ length: 60 }, (_, index) => `node-${index}`);
    expect(decided(flood(60, 0, nodes)).pulls).toHaveLength(60);
  });

  test('a person who edits all day, every two seconds', () => {
    expect(decided(flood(5_000, 5_000 * 2_000, ['node'])).pulls).toHaveLength(5_000);
  });

  test('an import after many quick edits is followed two seconds later at most', () => {
    const edits = flood(20, 5_000, ['node']);
    const { later } = settled([...edits, ...flood(20, 200, ['node'], NOW + 5_000)]);
    expect(later).toHaveLength(1);
    expect(later[0]?.at).toBeLessThanOrEqual(NOW + 5_200 + 2_000);
  });

  test('a burst of ten; the rest of a flood of 10,000 in 10 s does not, and one pull catches up', () => {
    const { during, later } = settled(flood(10_000, 10_000, ['node']));
    expect(during).toBe(10);
    expect(later).toHaveLength(1);
    // Ten pings came within the first 9 ms, a hundred more in the next 100: those closed the gate for a minute.
    expect(later[0]?.at).toBe(NOW + 109 + 60_000);
  });

  test('of a flood over 300 nodes no more than sixty, and one look a minute later catches up with all others', () => {
    const nodes = Array.from({ length: 300 }, (_, index) => `node-${index}`);
    const { during, later } = settled(flood(10_000, 10_000, nodes));
    expect(during).toBe(60);
    expect(later.map(({ node }) => node)).toEqual([ALL]);
    expect(later[0]?.at).toBeLessThanOrEqual(NOW + 10_000 + 60_000);
  });

  test('of a flood that does not end, one a minute', () => {
    const { pulls } = decided(flood(360_000, 3_600_000, ['node']));
    expect(pulls.length).toBeLessThanOrEqual(10 + 60 + 1);
    expect(pulls.length).toBeGreaterThanOrEqual(58);
  });

  test('of pings that come ten a second for an hour and are no flood yet, one each two seconds', () => {
    const { pulls } = decided(flood(36_000, 3_600_000, ['node']));
    expect(pulls.length).toBeLessThanOrEqual(10 + 1_800);
    expect(pulls.length).toBeGreaterThanOrEqual(1_700);
  });

  test('a flooded node does not close the gate for the others', () => {
    const { gate } = decided(flood(10_000, 10_000, ['loud']));
    expect(pinged(gate, 'calm', NOW + 10_000).decision).toEqual({ kind: 'pull' });
  });

  test('what is ignored says of whom it is too much', () => {
    const loud = decided(flood(11, 0, ['loud'])).decisions.at(-1);
    expect(loud?.decision).toEqual({ kind: 'ignore', until: NOW + 2_000, because: 'node' });
    const nodes = Array.from({ length: 61 }, (_, index) => `node-${index}`);
    const crowd = decided(flood(61, 0, nodes)).decisions.at(-1);
    expect(crowd?.decision).toEqual({ kind: 'ignore', until: NOW + 1_000, because: 'host' });
  });

  test('a hundred that were too many close it for a minute', () => {
    const loud = decided(flood(110, 0, ['loud'])).decisions.at(-1);
    expect(loud?.decision).toEqual({ kind: 'ignore', until: NOW + 60_000, because: 'node' });
    const nodes = Array.from({ length: 160 }, (_, index) => `node-${index}`);
    const crowd = decided(flood(160, 0, nodes)).decisions.at(-1);
    expect(crowd?.decision).toEqual({ kind: 'ignore', until: NOW + 60_000, because: 'host' });
  });
});

test('nodes that have been calm for a while are not kept', () => {
  const nodes = Array.from({ length: 50 }, (_, index) => `node-${index}`);
  const { gate } = decided(flood(50, 0, nodes));
  expect(gate.nodes.size).toBe(50);
  expect([...pinged(gate, 'other', NOW + 10_000).gate.nodes.keys()]).toEqual(['other']);
});

test('a clock that is set back does not lock the gate', () => {
  const { gate } = decided(flood(10_000, 10_000, ['node']));
  const back = NOW - 365 * 86_400_000;
  const { decision, gate: after } = pinged(gate, 'node', back);
  expect(decision.kind).toBe('ignore');
  if (decision.kind === 'ignore') {
    expect(decision.until).toBeLessThanOrEqual(back + 60_000);
    expect(pinged(after, 'node', decision.until).decision).toEqual({ kind: 'pull' });
  }
});

// Any pings of up to five nodes, in bursts and after pauses.
const pings = fc
  .array(
    fc.record({
      node: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      pause: fc.oneof(fc.nat(20), fc.nat(20_000)),
    }),
    {
      maxLength: 400,
      size: 'max',
    },
  )
  .map((steps) => {
    let at = NOW;
    return steps.map(({ node, pause }) => ({ node, at: (at += pause) }));
  });

/** By how many more than `burst` and one each `every` ms the worst span of these instants holds. */
function excess(instants: readonly number[], burst: number, every: number): number {
  let worst = -burst;
  for (const [index, first] of instants.entries())
    for (let last = index; last < instants.length; last += 1)
      worst = Math.max(worst, last - index + 1 - burst - ((instants[last] ?? first) - first) / every);
  return worst;
}

test('in any span of any pings at most 10 and one each 2 s of a node pass, and 60 and one a second of the host', () => {
  fc.assert(
    fc.property(pings, (some) => {
      const { pulls } = decided(some);
      const instants = (of: readonly Ping[]) => of.map(({ at }) => at);
      expect(excess(instants(pulls), 60, 1_000)).toBeLessThanOrEqual(0);
      for (const node of ['a', 'b', 'c', 'd', 'e'])
        expect(excess(instants(pulls.filter((pull) => pull.node === node)), 10, 2_000)).toBeLessThanOrEqual(
          0,
        );
    }),
  );
});

test('whatever is ignored is caught up with by one later pull of each node or a look, within two minutes', () => {
  fc.assert(
    fc.property(pings, (some) => {
      const { later } = settled(some);
      const end = some.at(-1)?.at ?? NOW;
      const ignored = new Map<string, number>();
      for (const { node, at, decision } of decided(some).decisions)
        if (decision.kind === 'ignore') ignored.set(node, at);
        else ignored.delete(node);
      for (const [node, since] of ignored) {
        const catching = later.filter((pull) => (pull.node === node || pull.node === ALL) && pull.at > since);
        expect(catching.length).toBeGreaterThanOrEqual(1);
        expect(catching.filter((pull) => pull.node === node).length).toBeLessThanOrEqual(1);
      }
      for (const { at } of later) expect(at).toBeLessThanOrEqual(end + 120_000);
    }),
  );
});

test('however the clock jumps, the wait it names is never longer than a minute, and ends', () => {
  const jump = fc.oneof(fc.nat(50), fc.integer({ min: -1e10, max: 1e10 }));
  fc.assert(
    fc.property(fc.array(jump, { maxLength: 200, size: 'max' }), (jumps) => {
      let gate = openGate(NOW);
      let now = NOW;
      for (const by of jumps) {
        now += by;
        const { decision, gate: after } = pinged(gate, 'node', now);
        gate = after;
        if (decision.kind === 'pull') continue;
        expect(decision.until).toBeGreaterThan(now);
        expect(decision.until).toBeLessThanOrEqual(now + 60_000);
        expect(pinged(gate, 'node', decision.until).decision).toEqual({ kind: 'pull' });
      }
    }),
  );
});
