// Whatever happens to the link, in whatever order: random walks through its machine, performed as the adapter performs it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { next, type Link, type LinkEvent } from '../../../../main/core/sync/link.ts';
import { backOff, STREAM_BACK_OFF } from '../../../../wire/back-off.ts';

interface Step {
  readonly event: LinkEvent;
  /** Milliseconds since the step before, backwards too: clocks are set. */
  readonly later: number;
  readonly random: number;
}

const nodes = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'));
const bare = fc.constantFrom('start', 'wake', 'timer', 'network', 'credentials', 'deaf', 'stop');
const event: fc.Arbitrary<LinkEvent> = fc.oneof(
  bare.map((type) => ({ type })),
  nodes.map((denied) => ({ type: 'listening' as const, denied })),
  fc.constantFrom('offline', 'protocol', 'busy').map((because) => ({ type: 'lost' as const, because })),
  fc
    .constantFrom('unauthorized', 'conflict', 'untrusted')
    .map((because) => ({ type: 'refused' as const, because })),
);
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const later = fc.oneof(fc.nat(120_000), fc.integer({ min: -86_400_000, max: 86_400_000 }));
const walk = fc.array(fc.record({ event, later, random }), { maxLength: 60 });

/** Every step with the state before and after it. */
function walked(steps: readonly Step[]): readonly {
  readonly before: Link;
  readonly event: LinkEvent;
  readonly after: Link;
  readonly now: number;
}[] {
  let link: Link = { at: 'off' };
  let now = 1_700_000_000_000;
  return steps.map(({ event, later, random }) => {
    now += later;
    const before = link;
    link = next(link, event, (attempt) => now + backOff(attempt, random), now);
    return { before, event, after: link, now };
  });
}

/** The timers a state wants, as many as there are. */
const TIMERS: Readonly<Record<Link['at'], number>> = {
  off: 0,
  connecting: 0,
  listening: 0,
  probing: 1,
  waiting: 1,
  refused: 0,
};

test('every wait ends within the bounds of the back-off, and is numbered', () => {
  fc.assert(
    fc.property(walk, (steps) => {
      for (const { before, after, now } of walked(steps)) {
        if (after.at !== 'waiting' || after === before) continue;
        expect(after.attempt).toBeGreaterThanOrEqual(1);
        expect(after.until).toBeGreaterThanOrEqual(now);
        const longest = after.attempt === 1 ? STREAM_BACK_OFF.first : STREAM_BACK_OFF.longest;
        expect(after.until - now).toBeLessThanOrEqual(longest);
      }
    }),
  );
});

test('only a state that wants a timer heeds one', () => {
  fc.assert(
    fc.property(walk, (steps) => {
      for (const { before, event, after } of walked(steps)) {
        expect(TIMERS).toHaveProperty(after.at);
        if (event.type === 'timer') expect(after === before).toBe(TIMERS[before.at] === 0);
      }
    }),
  );
});

test('a refusal ends by new credentials, an unknown certificate on another network too', () => {
  fc.assert(
    fc.property(walk, (steps) => {
      for (const { before, event, after } of walked(steps)) {
        if (before.at !== 'refused') continue;
        const isElsewhere =
          before.because === 'untrusted' && (event.type === 'wake' || event.type === 'network');
        if (event.type === 'credentials' || isElsewhere)
          expect(after).toEqual({ at: 'connecting', attempt: 1 });
        else expect(after).toBe(before);
      }
    }),
  );
});

test('stopped it stays, until it is started or the machine wakes', () => {
  fc.assert(
    fc.property(walk, (steps) => {
      for (const { before, event, after } of walked(steps)) {
        if (event.type === 'stop') expect(['off', 'refused']).toContain(after.at);
        if (before.at === 'off' && after.at !== 'off') expect(['start', 'wake']).toContain(event.type);
      }
    }),
  );
});

test('it listens only to what an attempt or a session confirmed, and knows what was refused last', () => {
  fc.assert(
    fc.property(walk, (steps) => {
      for (const { before, event, after } of walked(steps)) {
        if (after.at !== 'listening' || after === before) continue;
        expect(event.type).toBe('listening');
        expect(['connecting', 'listening', 'probing']).toContain(before.at);
        if (event.type === 'listening') expect(after.denied).toBe(event.denied);
      }
    }),
  );
});

test('left alone it always wants something: an answer, a timer, or a person', () => {
  fc.assert(
    fc.property(walk, random, (steps, chance) => {
      const last = walked(steps).at(-1);
      if (!last || last.after.at === 'off' || last.after.at === 'refused') return;
      // What the adapter brings about by itself: timers go off, attempts succeed.
      let link: Link = last.after;
      const confirmed: LinkEvent = { type: 'listening', denied: [] };
      for (let turn = 0; turn < 3 && link.at !== 'listening'; turn += 1) {
        const due: LinkEvent = TIMERS[link.at] > 0 ? { type: 'timer' } : confirmed;
        link = next(link, due, (attempt) => last.now + backOff(attempt, chance), last.now);
      }
      expect(link.at).toBe('listening');
    }),
  );
});
