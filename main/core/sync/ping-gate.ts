// How many pulls pings may cause: the first of a burst at once, a bounded number under a flood, and one more when it is
// over, so that nothing is missed. One gate for each host; it counts each node and the host as a whole.

/** An allowance that fills up by itself. All in milliseconds of filling. */
interface Allowance {
  /** Time that fills it from nothing. */
  readonly full: number;
  /** What one pull takes. */
  readonly cost: number;
}

/** Ten at once, then one each 2 s: somebody who edits quickly is still followed. */
const NODE: Allowance = { full: 20_000, cost: 2_000 };
/** Sixty at once, for many calendars can move together, then one a second. */
const HOST: Allowance = { full: 60_000, cost: 1_000 };
/** Pings refused between two pulls that are no editing any more, but a flood. */
const FLOOD = 100;
/** How long a flood closes the gate, ms: one pull a minute, and whoever floods gains nothing. */
const CLOSED = 60_000;

/** How much of an allowance is left. */
interface Bucket {
  /** Milliseconds of filling, as of `at`; below 0 while a flood keeps it closed. */
  readonly left: number;
  /** Epoch ms. */
  readonly at: number;
  /** Pings since the last pull that were too many; no more than `FLOOD`. */
  readonly refused: number;
}

export interface PingGate {
  /** Those that are not full. */
  readonly nodes: ReadonlyMap<string, Bucket>;
  readonly host: Bucket;
}

export type PingDecision =
  | { readonly kind: 'pull' }
  /**
   * Too many: this one is not followed. At `until`, epoch ms, a pull is allowed again (of this node, or of any on the host): ask
   * then, once for however many were ignored, and what they announced is seen.
   */
  | { readonly kind: 'ignore'; readonly until: number; readonly because: 'node' | 'host' };

interface Passage {
  readonly gate: PingGate;
  readonly decision: PingDecision;
}

/** A gate nothing has passed yet. */
export function openGate(now: number): PingGate {
  return { nodes: new Map(), host: fullBucket(HOST, now) };
}

/**
 * What to do with a ping of `node` at `now` (epoch ms), and the gate after it. In any span of T seconds at most 10 + T / 2 of
 * a node and 60 + T of the host pass; in a flood of a hundred refused ones between two pulls, one a minute.
 */
export function pinged(gate: PingGate, node: string, now: number): Passage {
  const ofNode = filled(gate.nodes.get(node) ?? fullBucket(NODE, now), NODE, now);
  const ofHost = filled(gate.host, HOST, now);
  if (ofNode.left < NODE.cost) {
    const bucket = refused(ofNode, NODE);
    const after = { nodes: withNode(gate, node, bucket, now), host: ofHost };
    return { gate: after, decision: { kind: 'ignore', until: allowedAt(bucket, NODE), because: 'node' } };
  }
  if (ofHost.left < HOST.cost) {
    const host = refused(ofHost, HOST);
    const after = { nodes: withNode(gate, node, ofNode, now), host };
    return { gate: after, decision: { kind: 'ignore', until: allowedAt(host, HOST), because: 'host' } };
  }
  const after = { nodes: withNode(gate, node, taken(ofNode, NODE), now), host: taken(ofHost, HOST) };
  return { gate: after, decision: { kind: 'pull' } };
}

function fullBucket({ full }: Allowance, at: number): Bucket {
  return { left: full, at, refused: 0 };
}

// A clock that was set back fills nothing, and takes nothing away: it goes on from where it is now.
function filled(bucket: Bucket, { full }: Allowance, now: number): Bucket {
  return { ...bucket, left: Math.min(full, bucket.left + Math.max(0, now - bucket.at)), at: now };
}

function taken(bucket: Bucket, { cost }: Allowance): Bucket {
  return { ...bucket, left: bucket.left - cost, refused: 0 };
}

// Closed once for all the pings of a flood, else it would be closed for ever.
function refused(bucket: Bucket, { cost }: Allowance): Bucket {
  const count = Math.min(FLOOD, bucket.refused + 1);
  const isFlood = count === FLOOD && bucket.refused < FLOOD;
  return { ...bucket, left: isFlood ? cost - CLOSED : bucket.left, refused: count };
}

function allowedAt({ at, left }: Bucket, { cost }: Allowance): number {
  return at + cost - left;
}

// A full one is as good as none, and the map stays as small as what is going on.
function withNode(gate: PingGate, node: string, bucket: Bucket, now: number): PingGate['nodes'] {
  const others = [...gate.nodes].filter(([, other]) => filled(other, NODE, now).left < NODE.full);
  return new Map([...others, [node, bucket]]);
}
