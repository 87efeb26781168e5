import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../../support/fake-clock.ts';
import { aCalendar } from '../../support/model-facts.ts';
import { ReminderBench } from '../../support/reminder-bench.ts';
import { anAlarm, ringing, wholeDay } from '../../support/reminder-facts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bench: ReminderBench;
beforeEach(() => {
  bench = new ReminderBench();
});
afterEach(() => bench.bells.stop());

const STANDUP = ringing('2026-11-24T10:00:00Z', { place: 'Room 2' });

describe('a reminder', () => {
  test('rings to the second, once', async () => {
    bench.occurrences = [ringing('2026-11-24T10:00:07Z')];
    await bench.look();
    await bench.world.clock.advance(2 * HOUR);
    expect(bench.log).toEqual(['09:50:07 Stand-up in 10 minutes']);
    expect(bench.world.log.errors).toEqual([]);
  });

  test('says what, when and where, and how to answer', async () => {
    bench.occurrences = [{ ...STANDUP, join: 'https://meet.example.org/daily' }];
    await bench.look();
    await bench.world.clock.advance(10 * MINUTE);
    expect(bench.shown[0]).toMatchObject({
      title: 'Stand-up in 10 minutes',
      lines: ['10:00–10:30', 'Room 2'],
      about: 'reminder',
      isUrgent: true,
      isInsistent: false,
    });
    expect(bench.shown[0]?.actions.map(({ id }) => id)).toEqual([
      'join',
      'snooze-5',
      'dismiss',
      'snooze-start',
      'open',
    ]);
  });

  test('rings for each of two meetings a minute apart', async () => {
    bench.occurrences = [STANDUP, ringing('2026-11-24T10:01:00Z', { uid: 'b', title: 'Review' })];
    await bench.look();
    await bench.world.clock.advance(HOUR);
    expect(bench.log).toEqual(['09:50:00 Stand-up in 10 minutes', '09:51:00 Review in 10 minutes']);
    expect(bench.world.display.up.size).toBe(2);
  });

  test('of an event that comes while the program runs needs no more than a look', async () => {
    await bench.look();
    await bench.world.clock.advance(9 * MINUTE + 30_000);
    bench.occurrences = [STANDUP];
    await bench.look();
    await bench.world.clock.advance(30_000);
    expect(bench.log).toEqual(['09:50:00 Stand-up in 10 minutes']);
  });

  test('is looked for each quarter of an hour by itself, with one timer', async () => {
    await bench.look();
    expect(bench.world.clock.waits).toHaveLength(1);
    await bench.world.clock.advance(HOUR);
    expect(bench.asked).toHaveLength(5);
    expect(bench.world.clock.waits).toHaveLength(1);
  });

  test('of the same event takes the place of the one before', async () => {
    bench.occurrences = [{ ...STANDUP, alarms: [anAlarm(10), anAlarm(5)] }];
    await bench.look();
    await bench.world.clock.advance(HOUR);
    expect(bench.log).toEqual(['09:50:00 Stand-up in 10 minutes', '09:55:00 Stand-up in 5 minutes']);
    expect(bench.world.display.up.size).toBe(1);
  });

  test('does not ring after the end, and the end leaves no timer', async () => {
    bench.occurrences = [STANDUP];
    await bench.look();
    await bench.bells.stop();
    bench.bells.check();
    await bench.world.clock.advance(HOUR);
    expect(bench.log).toEqual([]);
    expect(bench.world.clock.waits).toEqual([]);
  });
});

describe('sleep', () => {
  test('delays a reminder until it ends, if the event is not over by then', async () => {
    const short = ringing('2026-11-24T09:55:00Z', { uid: 'b', title: 'Short', minutes: 5 });
    bench.occurrences = [STANDUP, short];
    await bench.look();
    bench.world.clock.jump(23 * MINUTE);
    bench.bells.nudge();
    await settle();
    expect(bench.log).toEqual(['10:03:00 Stand-up began 3 min ago']);
  });

  test('that nobody tells of is noticed within a minute', async () => {
    bench.occurrences = [STANDUP];
    await bench.look();
    bench.world.clock.jump(30 * MINUTE);
    await bench.world.clock.advance(MINUTE);
    expect(bench.log).toEqual(['10:11:00 Stand-up began 11 min ago']);
  });

  test('does not make a pile of one event’s alarms', async () => {
    bench.occurrences = [{ ...STANDUP, alarms: [anAlarm(15, { repeat: 3, every: 2 * MINUTE }), anAlarm(5)] }];
    await bench.look();
    bench.world.clock.jump(20 * MINUTE);
    bench.bells.nudge();
    await settle();
    await bench.world.clock.advance(HOUR);
    expect(bench.log).toEqual(['10:00:00 Stand-up now']);
  });

  test('of the whole computer counts from when it last kept watch', async () => {
    bench.occurrences = [ringing('2026-11-24T10:00:00Z', { alarms: [anAlarm(180)] })];
    const before = new ReminderBench();
    await before.bells.stop();
    // Three hours before is 07:00: news of it would be too old, but nobody was there to hear it.
    bench.world.settings.saveAwakeAt(Date.parse('2026-11-23T17:00:00Z'));
    bench.bells = bench.newBells();
    await bench.look();
    expect(bench.log).toEqual(['09:40:00 Stand-up in 20 minutes']);
  });
});

describe('time jumps', () => {
  test('a clock put back rings nothing twice', async () => {
    bench.occurrences = [STANDUP];
    await bench.look();
    await bench.world.clock.advance(10 * MINUTE);
    bench.world.clock.jump(-30 * MINUTE);
    await bench.world.clock.advance(2 * HOUR);
    expect(bench.log).toHaveLength(1);
  });

  test('a clock put forward rings what it jumped over', async () => {
    bench.occurrences = [STANDUP];
    await bench.look();
    bench.world.clock.jump(25 * MINUTE);
    await bench.world.clock.advance(MINUTE);
    expect(bench.log).toEqual(['10:06:00 Stand-up began 6 min ago']);
  });

  test('in another zone a whole day rings by the clock there, also when that is past', async () => {
    bench = new ReminderBench(new Map(), '2026-11-24T05:00:00Z');
    bench.world.clock.place = 'Europe/Prague';
    bench.occurrences = [wholeDay('2026-11-24', { alarms: [anAlarm(-540)] })];
    await bench.look();
    await bench.world.clock.advance(HOUR);
    expect(bench.log).toEqual([]);
    bench.world.clock.place = 'Asia/Tokyo';
    await bench.world.clock.advance(MINUTE);
    expect(bench.log).toEqual(['06:01:00 Holiday today']);
    bench.world.clock.place = 'Europe/Prague';
    await bench.world.clock.advance(6 * HOUR);
    expect(bench.log).toHaveLength(1);
  });
});

describe('a toast that is up', () => {
  const rung = async (): Promise<string> => {
    bench.occurrences = [STANDUP];
    await bench.look();
    await bench.world.clock.advance(10 * MINUTE);
    return bench.shown[0]?.id ?? '';
  };

  test.each<readonly [string, () => void]>([
    ['deleted', () => (bench.occurrences = [])],
    ['cancelled', () => (bench.occurrences = [{ ...STANDUP, cancelled: true }])],
    ['declined', () => (bench.occurrences = [{ ...STANDUP, mine: 'declined' }])],
    ['moved to another day', () => (bench.occurrences = [ringing('2026-11-25T10:00:00Z')])],
    [
      'dismissed on another device',
      () => {
        const acknowledgedAt = Date.parse('2026-11-24T09:50:00Z');
        bench.occurrences = [{ ...STANDUP, alarms: [anAlarm(10, { acknowledgedAt })] }];
      },
    ],
    [
      'in a calendar that does not remind any more',
      () => bench.world.settings.saveCalendar(aCalendar({ reminds: false })),
    ],
  ])('goes when its event is %s', async (_what, change) => {
    const id = await rung();
    change();
    await bench.look();
    expect(bench.world.display.closed).toEqual([id]);
    expect(bench.world.display.up.size).toBe(0);
  });

  test('is replaced when its event moves to where it is due as well', async () => {
    const id = await rung();
    bench.occurrences = [ringing('2026-11-24T09:55:00Z')];
    await bench.look();
    expect(bench.shown.map((toast) => toast.id)).toEqual([id, id]);
    expect(bench.shown[1]?.title).toBe('Stand-up in 5 minutes');
    expect(bench.world.display.closed).toEqual([]);
  });

  test('stays when something else changes, and after its event', async () => {
    await rung();
    bench.occurrences = [{ ...STANDUP, title: 'Daily', alarms: [anAlarm(10, { id: 'anew' })] }];
    await bench.look();
    await bench.world.clock.advance(3 * HOUR);
    bench.occurrences = [];
    await bench.look();
    expect(bench.shown).toHaveLength(1);
    expect(bench.world.display.closed).toEqual([]);
  });
});
