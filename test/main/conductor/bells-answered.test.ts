import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BelfryError } from '../../../main/core/errors.ts';
import { aCalendar, anAccount } from '../../support/model-facts.ts';
import { ReminderBench } from '../../support/reminder-bench.ts';
import { anAlarm, ringing } from '../../support/reminder-facts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bench: ReminderBench;
beforeEach(() => {
  bench = new ReminderBench();
});
afterEach(() => bench.bells.stop());

const STANDUP = ringing('2026-11-24T10:00:00Z', { place: 'Room 2' });

describe('an answer', () => {
  const ring = async (facts: Partial<typeof STANDUP> = {}): Promise<void> => {
    bench.occurrences = [{ ...STANDUP, ...facts }];
    await bench.look();
    await bench.world.clock.advance(10 * MINUTE);
  };

  test('of snoozing brings it again, as often as it is put off', async () => {
    await ring();
    await bench.press('snooze-5');
    await bench.world.clock.advance(5 * MINUTE);
    await bench.press('snooze-5');
    await bench.world.clock.advance(HOUR);
    expect(bench.log).toEqual([
      '09:50:00 Stand-up in 10 minutes',
      '09:55:00 Stand-up in 5 minutes',
      '10:00:00 Stand-up now',
    ]);
  });

  test('of snoozing until the start brings it then', async () => {
    await ring();
    await bench.press('snooze-start');
    await bench.world.clock.advance(HOUR);
    expect(bench.log).toEqual(['09:50:00 Stand-up in 10 minutes', '10:00:00 Stand-up now']);
  });

  test('of snoozing is remembered by the next run of the program', async () => {
    await ring();
    await bench.press('snooze-5');
    await bench.bells.stop();
    const next = new ReminderBench(bench.noted, '2026-11-24T09:52:00Z');
    next.occurrences = [STANDUP];
    await next.look();
    await next.world.clock.advance(HOUR);
    expect(next.log).toEqual(['09:55:00 Stand-up in 5 minutes']);
    await next.bells.stop();
  });

  test('of dismissing ends its repetitions too', async () => {
    await ring({ alarms: [anAlarm(10, { repeat: 3, every: 2 * MINUTE })] });
    await bench.press('dismiss');
    await bench.world.clock.advance(HOUR);
    expect(bench.log).toHaveLength(1);
    expect(bench.sent).toEqual([]);
  });

  test('of joining opens the address', async () => {
    await ring({ join: 'https://meet.example.org/daily' });
    await bench.press('join');
    expect(bench.world.display.opened).toEqual(['https://meet.example.org/daily']);
    expect([...bench.noted.values()].map(({ state }) => state)).toEqual(['over']);
  });

  test('of opening shows the event', async () => {
    await ring();
    await bench.press('open');
    expect(bench.world.display.revealed).toEqual([{ rowId: bench.shown[0]?.rowId, changeIds: [] }]);
  });
});

describe('how it is shown', () => {
  const rung = async () => {
    bench.occurrences = [STANDUP];
    await bench.look();
    await bench.world.clock.advance(10 * MINUTE);
    return bench.shown[0];
  };

  test('silently in quiet hours', async () => {
    bench.prefer({ quietHours: { on: true, from: '08:00', to: '12:00' } });
    expect(await rung()).toMatchObject({ title: 'Stand-up in 10 minutes', isUrgent: false });
  });

  test('silently while the desktop asks not to disturb', async () => {
    bench.world.attention.now = { doNotDisturb: true, locked: false };
    expect((await rung())?.isUrgent).toBe(false);
  });

  test('without title and place while presenting, or while the screen is locked', async () => {
    bench.prefer({ presenting: true });
    expect(await rung()).toMatchObject({ title: 'Your next event in 10 minutes', lines: ['10:00–10:30'] });
    bench.prefer({ presenting: false });
    bench.world.attention.now = { doNotDisturb: false, locked: true };
    bench.occurrences = [ringing('2026-11-24T10:05:00Z', { uid: 'b' })];
    await bench.look();
    await bench.world.clock.advance(10 * MINUTE);
    expect(bench.shown.at(-1)?.title).toBe('Your next event in 10 minutes');
  });

  test('with its title on a locked screen where that is wanted', async () => {
    bench.world.attention.now = { doNotDisturb: false, locked: true };
    bench.prefer({ hideWhenLocked: false });
    expect((await rung())?.title).toBe('Stand-up in 10 minutes');
  });

  test('above everything where that is wanted, in the reader’s language', async () => {
    bench.prefer({ hardToMiss: true, language: 'de' });
    expect(await rung()).toMatchObject({ title: 'Stand-up in 10 Minuten', isInsistent: true });
  });

  test('not at all while muted, and caught up after', async () => {
    bench.prefer({ mutedUntil: Date.parse('2026-11-24T10:10:00Z') });
    bench.occurrences = [STANDUP, ringing('2026-11-24T10:00:00Z', { uid: 'b', title: 'Short', minutes: 5 })];
    await bench.look();
    await bench.world.clock.advance(HOUR);
    expect(bench.log).toEqual(['10:10:00 Stand-up began 10 min ago']);
  });

  test('nor by the next run of the program before the mute ends', async () => {
    bench = new ReminderBench(new Map(), '2026-11-24T08:30:00Z');
    bench.prefer({ mutedUntil: Date.parse('2026-11-24T10:10:00Z') });
    bench.world.settings.saveAwakeAt(Date.parse('2026-11-24T08:30:00Z'));
    bench.bells = bench.newBells();
    bench.occurrences = [ringing('2026-11-24T10:00:00Z', { alarms: [anAlarm(120)] })];
    await bench.look();
    await bench.world.clock.advance(3 * HOUR);
    expect(bench.log).toEqual(['10:10:00 Stand-up began 10 min ago']);
  });

  test('whose calendar it is in, when that is another person’s', async () => {
    bench.world.settings.saveAccount(anAccount(), [aCalendar({ person: 'Ana' })]);
    expect((await rung())?.lines).toEqual(['10:00–10:30', 'Room 2', 'Ana']);
  });
});

describe('trouble', () => {
  test('a process that dies between noting and showing does not ring twice', async () => {
    bench.occurrences = [STANDUP];
    bench.world.display.toast = () => new Promise(() => {});
    await bench.look();
    await bench.world.clock.advance(10 * MINUTE);
    expect([...bench.noted.values()].map(({ state }) => state)).toEqual(['rung']);
    const next = new ReminderBench(bench.noted, '2026-11-24T09:50:01Z');
    next.occurrences = [STANDUP];
    await next.look();
    await next.world.clock.advance(HOUR);
    expect(next.log).toEqual([]);
    await next.bells.stop();
    bench = new ReminderBench();
  });

  test('a process that dies before noting rings at the next start', async () => {
    bench.occurrences = [STANDUP];
    bench.world.store.saveBells = () => new Promise(() => {});
    await bench.look();
    await bench.world.clock.advance(10 * MINUTE);
    expect(bench.shown).toEqual([]);
    const next = new ReminderBench(bench.noted, '2026-11-24T09:50:01Z');
    next.occurrences = [STANDUP];
    await next.look();
    expect(next.log).toEqual(['09:50:01 Stand-up in 10 minutes']);
    await next.bells.stop();
    bench = new ReminderBench();
  });

  test('a desktop that shows nothing is asked again each minute, while that is of use', async () => {
    bench.occurrences = [STANDUP];
    bench.world.display.refuses = true;
    await bench.look();
    await bench.world.clock.advance(13 * MINUTE);
    expect(bench.log).toEqual([]);
    bench.world.display.refuses = false;
    await bench.world.clock.advance(HOUR);
    expect(bench.log).toEqual(['09:54:00 Stand-up in 6 minutes']);
    expect(bench.world.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(4);
  });

  test('and given up after the event', async () => {
    bench.occurrences = [STANDUP];
    bench.world.display.refuses = true;
    await bench.look();
    await bench.world.clock.advance(2 * HOUR);
    expect([...bench.noted.values()].map(({ state }) => state)).toEqual(['rung']);
  });

  test('a full disk keeps nothing from ringing, and nothing rings twice', async () => {
    bench.occurrences = [STANDUP];
    bench.beforeSaving = () => {
      throw new BelfryError('storage', { reason: 'disk-full' });
    };
    await bench.look();
    await bench.world.clock.advance(20 * MINUTE);
    expect(bench.log).toEqual(['09:50:00 Stand-up in 10 minutes']);
    expect(bench.world.log.errors.map(({ scope }) => scope)).toContain('bells');
    bench.beforeSaving = () => {};
    await bench.press('dismiss');
    expect([...bench.noted.values()].map(({ state }) => state)).toEqual(['over']);
  });

  test('a store that answers nothing is asked again', async () => {
    bench.occurrences = [STANDUP];
    const { store } = bench.world;
    const found = store.ringing.bind(store);
    store.ringing = () => Promise.reject(new BelfryError('storage', { reason: 'busy' }));
    await bench.look();
    expect(bench.world.log.errors).toHaveLength(1);
    store.ringing = found;
    await bench.world.clock.advance(HOUR);
    expect(bench.log).toEqual(['09:50:00 Stand-up in 10 minutes']);
  });

  test('the log says nothing of what events are about', async () => {
    bench.occurrences = [{ ...STANDUP, title: 'Secret', place: 'Hidden' }];
    bench.world.display.refuses = true;
    await bench.look();
    await bench.world.clock.advance(HOUR);
    expect(JSON.stringify(bench.world.log.lines)).not.toMatch(/Secret|Hidden|stand-up/);
  });
});
