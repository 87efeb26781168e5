// Whether time went on as it should between two looks at the clocks.

export interface Clocks {
  /** The clock on the wall, epoch ms; somebody may set it. */
  readonly wall: number;
  /** One that nobody sets, ms; on some systems it stands still while the computer sleeps. */
  readonly steady: number;
  /** IANA name of the zone. */
  readonly zone: string;
}

/** The wall clock may be nudged this much, in ms, by whoever keeps it right, without anybody noticing. */
const NUDGED = 2_000;
/** A look that comes this much too late, in ms, means that the computer slept, where nobody announces it. */
const SLEPT = 45_000;

export function readClocks(): Clocks {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { wall: Date.now(), steady: performance.now(), zone: timeZone };
}

/** True when the clock was set, the zone changed, or the computer slept. `interval`: ms there should have been. */
export function hasJumped(before: Clocks, now: Clocks, interval: number): boolean {
  const wall = now.wall - before.wall;
  const steady = now.steady - before.steady;
  return Math.abs(wall - steady) > NUDGED || steady > interval + SLEPT || now.zone !== before.zone;
}
