import { beforeEach, describe, expect, test } from 'vitest';
import { acknowledgeOnServer, type Dismissed } from '../../../main/conductor/acknowledging.ts';
import type { ObjectWrite } from '../../../main/conductor/write-object.ts';
import { BelfryError } from '../../../main/core/errors.ts';
import { parseCalendar } from '../../../main/core/ical/ical.ts';
import type { CalendarObject } from '../../../main/core/model.ts';
import type { Written } from '../../../main/core/sync/replica-ports.ts';
import { settle } from '../../support/fake-clock.ts';
import { fakeWorld, type FakeWorld } from '../../support/fake-world.ts';
import { object } from '../../support/ical-text.ts';
import { aCalendar } from '../../support/model-facts.ts';
import { ReminderBench } from '../../support/reminder-bench.ts';
import { ringing } from '../../support/reminder-facts.ts';

const ALARM = ['BEGIN:VALARM', 'UID:one', 'ACTION:DISPLAY', 'TRIGGER:-PT10M', 'END:VALARM'];
const AT = Date.parse('2026-11-24T09:51:00Z');

function version(etag: string, ...lines: readonly string[]): CalendarObject {
  return { ...object('DTSTART:20261124T100000Z', ...lines, ...ALARM), href: '/work/stand-up.ics', etag };
}

const [alarm] = parseCalendar(version('"1"').ical).master?.alarms ?? [];
const DISMISSED: Dismissed = {
  calendarId: 'work',
  href: '/work/stand-up.ics',
  recurrenceId: '',
  alarmIds: [alarm?.id ?? ''],
  at: AT,
};

describe('acknowledging on the server', () => {
  let world: FakeWorld;
  let held: CalendarObject | null;
  let writes: ObjectWrite[];
  /** What each write ends with; what the pull after it brought is in `held` by then. */
  let answers: (() => Written)[];

  beforeEach(() => {
    world = fakeWorld();
    held = version('"1"');
    writes = [];
    answers = [];
    world.store.object = async () => held;
  });

  const acknowledge = (): Promise<void> =>
    acknowledgeOnServer(
      DISMISSED,
      async (_calendar, write) => {
        writes.push(write);
        return answers.shift()?.() ?? { kind: 'written' };
      },
      world,
    );

  test('replaces the version that was read, by one line', async () => {
    await acknowledge();
    const before = held?.ical ?? '';
    expect(writes).toEqual([
      {
        do: 'change',
        href: '/work/stand-up.ics',
        etag: '"1"',
        ical: before.replace('END:VALARM', 'ACKNOWLEDGED:20261124T095100Z\r\nEND:VALARM'),
      },
    ]);
  });

  test('is tried once more on what somebody else wrote meanwhile', async () => {
    answers = [
      () => {
        held = version('"2"', 'LOCATION:elsewhere');
        return { kind: 'conflict' };
      },
    ];
    await acknowledge();
    expect(writes.map((write) => write.do === 'change' && write.etag)).toEqual(['"1"', '"2"']);
    expect(writes[1]?.do === 'change' && writes[1].ical).toContain('LOCATION:elsewhere');
  });

  test('is not fought over', async () => {
    answers = [() => ({ kind: 'conflict' }), () => ({ kind: 'conflict' })];
    await acknowledge();
    expect(writes).toHaveLength(2);
  });

  test('does nothing more when another device was faster, or the event is gone', async () => {
    answers = [
      () => {
        const { ical, ...rest } = version('"2"');
        held = { ...rest, ical: ical.replace('END:VALARM', 'ACKNOWLEDGED:20261124T095200Z\r\nEND:VALARM') };
        return { kind: 'conflict' };
      },
    ];
    await acknowledge();
    held = null;
    await acknowledge();
    expect(writes).toHaveLength(1);
  });

  test('that is refused, or fails, is only written down', async () => {
    answers = [
      () => ({ kind: 'refused', reason: 'read-only' }),
      () => {
        throw new BelfryError('offline', { reason: 'network' });
      },
    ];
    await acknowledge();
    await acknowledge();
    expect(writes).toHaveLength(2);
    expect(world.log.lines.map(({ scope, level }) => `${level} ${scope}`)).toEqual([
      'info acknowledge',
      'warn acknowledge',
    ]);
  });
});

describe('a dismissed reminder', () => {
  const dismiss = async (
    wanted: boolean,
    writable = true,
    alarms = alarm ? [alarm] : [],
  ): Promise<ReminderBench> => {
    const bench = new ReminderBench();
    bench.prefer({ acknowledgeOnServer: wanted, defaultReminder: 10 });
    bench.world.settings.saveCalendar(aCalendar({ writable }));
    bench.world.store.object = async () => version('"1"');
    bench.occurrences = [ringing('2026-11-24T10:00:00Z', { alarms })];
    await bench.look();
    await bench.world.clock.advance(11 * 60_000);
    await bench.press('dismiss');
    await settle();
    await bench.bells.stop();
    return bench;
  };

  test('is acknowledged where that is wanted and can be written', async () => {
    const { sent } = await dismiss(true);
    expect(sent.map(({ calendarId, write }) => [calendarId, write.do])).toEqual([['work', 'change']]);
    expect(sent[0]?.write.do === 'change' && sent[0].write.ical).toContain('ACKNOWLEDGED:20261124T095100Z');
  });

  test('stays on this computer otherwise', async () => {
    expect((await dismiss(false)).sent).toEqual([]);
    expect((await dismiss(true, false)).sent).toEqual([]);
  });

  test('of an event without an alarm leaves the event alone', async () => {
    const bench = await dismiss(true, true, []);
    expect(bench.shown).toHaveLength(1);
    expect(bench.sent).toEqual([]);
  });
});
