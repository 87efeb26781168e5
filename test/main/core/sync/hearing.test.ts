import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deafAt,
  deafness,
  heard,
  type Hearing,
  type HearingEvent,
} from '../../../../main/core/sync/hearing.ts';

const MINUTE = 60_000;
const NOW = 1_700_000_000_000;
const HEARTBEAT = { node: 'heartbeat', minutes: 10 };
const NOTHING: Hearing = { since: NOW, lastPing: null, lastHeartbeat: null, missed: 0 };
const MISSED: HearingEvent = { type: 'looked', foundUnannounced: true };
const QUIET: HearingEvent = { type: 'looked', foundUnannounced: false };

const after = (events: readonly HearingEvent[], from = NOTHING): Hearing => events.reduce(heard, from);

describe('heartbeats', () => {
  test('may be missing for two periods and no longer, counted from the beginning', () => {
    expect(deafness(NOTHING, HEARTBEAT, NOW + 20 * MINUTE - 1)).toBe(null);
    expect(deafness(NOTHING, HEARTBEAT, NOW + 20 * MINUTE)).toBe('heartbeat');
    expect(deafAt(NOTHING, HEARTBEAT, NOW)).toBe(NOW + 20 * MINUTE);
  });

  test.each(['heartbeat', 'ping'] as const)('a %s starts the silence anew, and heals', (type) => {
    const hearing = heard(NOTHING, { type, at: NOW + 19 * MINUTE });
    expect(deafness(hearing, HEARTBEAT, NOW + 39 * MINUTE - 1)).toBe(null);
    expect(deafness(hearing, HEARTBEAT, NOW + 39 * MINUTE)).toBe('heartbeat');
    expect(deafAt(hearing, HEARTBEAT, NOW + 20 * MINUTE)).toBe(NOW + 39 * MINUTE);
    const healed = heard(hearing, { type, at: NOW + 50 * MINUTE });
    expect(deafness(healed, HEARTBEAT, NOW + 50 * MINUTE)).toBe(null);
  });

  test('are not expected where none are promised', () => {
    expect(deafness(NOTHING, null, NOW + 1e12)).toBe(null);
    expect(deafAt(NOTHING, null, NOW)).toBe(null);
  });

  test('are a sign only if they come daily, and never faster than each minute', () => {
    const rare = { node: 'heartbeat', minutes: 1_441 };
    expect(deafness(NOTHING, rare, NOW + 1e12)).toBe(null);
    expect(deafAt(NOTHING, rare, NOW)).toBe(null);
    expect(deafAt(NOTHING, { ...rare, minutes: 1_440 }, NOW)).toBe(NOW + 2_880 * MINUTE);
    expect(deafAt(NOTHING, { ...rare, minutes: 1e-9 }, NOW)).toBe(NOW + 2 * MINUTE);
  });

  test('that waited while nothing could be heard get half a minute to arrive', () => {
    const resumedAt = NOW + 60 * MINUTE;
    expect(deafAt(NOTHING, HEARTBEAT, resumedAt)).toBe(resumedAt + 30_000);
  });
});

describe('clocks and sleep', () => {
  test('after sleep silence is counted from waking', () => {
    const woken = heard(NOTHING, { type: 'listening', at: NOW + 500 * MINUTE });
    expect(deafness(woken, HEARTBEAT, NOW + 519 * MINUTE)).toBe(null);
    expect(deafAt(woken, HEARTBEAT, NOW + 500 * MINUTE)).toBe(NOW + 520 * MINUTE);
  });

  test('a clock that is set back neither makes it deaf nor keeps it from becoming so', () => {
    const back = NOW - 365 * 24 * 60 * MINUTE;
    const before = after([{ type: 'heartbeat', at: NOW }]);
    expect(deafness(before, HEARTBEAT, back)).toBe(null);
    expect(deafAt(before, HEARTBEAT, back)).toBe(back + 20 * MINUTE);
    const counted = heard(before, { type: 'listening', at: back });
    expect(counted).toEqual({ since: back, lastPing: back, lastHeartbeat: back, missed: 0 });
    expect(deafness(counted, HEARTBEAT, back + 20 * MINUTE)).toBe('heartbeat');
    const pinged = heard(before, { type: 'ping', at: back });
    expect(deafness(pinged, HEARTBEAT, back + 20 * MINUTE)).toBe('heartbeat');
  });
});

describe('changes nobody announced', () => {
  test('are believed at the third look, whether a heartbeat is promised or not', () => {
    expect(deafness(after([MISSED, MISSED]), null, NOW)).toBe(null);
    expect(deafness(after([MISSED, MISSED, MISSED]), null, NOW)).toBe('missed');
    expect(deafness(after([MISSED, MISSED, MISSED]), HEARTBEAT, NOW)).toBe('missed');
  });

  test('are not made up for by looks that found nothing', () => {
    expect(deafness(after([MISSED, QUIET, MISSED, QUIET, MISSED]), null, NOW)).toBe('missed');
    expect(heard(NOTHING, QUIET)).toBe(NOTHING);
  });

  test('are a race if their ping comes, and it heals what was deaf', () => {
    const ping: HearingEvent = { type: 'ping', at: NOW };
    expect(deafness(after([MISSED, MISSED, ping, MISSED, MISSED]), null, NOW)).toBe(null);
    expect(deafness(after([MISSED, MISSED, MISSED, ping]), null, NOW)).toBe(null);
  });

  test.each(['heartbeat', 'listening'] as const)('are not disproved by %s', (type) => {
    const hearing = after([MISSED, MISSED, MISSED, { type, at: NOW }]);
    expect(deafness(hearing, HEARTBEAT, NOW)).toBe('missed');
  });
});

test('silence ends when it is said to, whatever was heard by whatever clock', () => {
  const at = fc.integer({ min: NOW - 1e10, max: NOW + 1e10 });
  const type = fc.constantFrom('listening', 'ping', 'heartbeat');
  const minutes = fc.double({ min: 1e-6, max: 1_440, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.record({ type, at })), minutes, at, (events, period, now) => {
      const heartbeat = { node: 'heartbeat', minutes: period };
      const hearing = after(events);
      const due = deafAt(hearing, heartbeat, now);
      // A timer can always be set for it, and it is not the busy kind.
      expect(due).toBeGreaterThanOrEqual(now + 30_000);
      expect(due).toBeLessThanOrEqual(now + 2 * 1_440 * MINUTE);
      const isAhead = Math.max(hearing.since, hearing.lastPing ?? 0) > now;
      if (!isAhead) expect(deafness(hearing, heartbeat, due ?? 0)).toBe('heartbeat');
    }),
  );
});
