import { describe, expect, test } from 'vitest';
import type { Language } from '../../../../main/core/messages/index.ts';
import type { Occurrence } from '../../../../main/core/model.ts';
import { reminderToast, type Manner } from '../../../../main/core/reminders/reminder-toast.ts';
import { rowId } from '../../../../main/core/window/row-id.ts';
import type { ToastView } from '../../../../main/core/alerts/toast-view.ts';
import { ringing, wholeDay } from '../../../support/reminder-facts.ts';

const PLAIN: Manner = { isPrivate: false, isQuiet: false, isInsistent: false, person: '' };
const MEETING = ringing('2026-11-24T10:00:00Z', { minutes: 90, place: 'Room 2' });

interface Telling extends Partial<Manner> {
  readonly language?: Language;
  readonly locale?: string;
}

function toastAt(
  now: string,
  occurrence: Occurrence,
  { language = 'en', locale = 'en-GB', ...manner }: Telling = {},
): ToastView {
  const due = { toastId: 'toast', occurrence, alarmIds: [], bells: [], repetitions: [] };
  const reader = { now: Date.parse(now), zone: 'UTC', locale, language };
  return reminderToast(due, reader, { ...PLAIN, ...manner });
}

/** [now, event, English, German]. */
const TITLES: readonly (readonly [string, Occurrence, string, string])[] = [
  ['2026-11-24T09:50:00Z', MEETING, 'Stand-up in 10 minutes', 'Stand-up in 10 Minuten'],
  ['2026-11-24T09:59:00Z', MEETING, 'Stand-up in 1 minute', 'Stand-up in 1 Minute'],
  ['2026-11-24T10:00:00Z', MEETING, 'Stand-up now', 'Stand-up jetzt'],
  ['2026-11-24T10:00:12Z', MEETING, 'Stand-up now', 'Stand-up jetzt'],
  ['2026-11-24T10:01:00Z', MEETING, 'Stand-up began 1 min ago', 'Stand-up hat vor 1 Min. begonnen'],
  ['2026-11-24T10:03:00Z', MEETING, 'Stand-up began 3 min ago', 'Stand-up hat vor 3 Min. begonnen'],
  ['2026-11-24T11:05:00Z', MEETING, 'Stand-up began at 10:00', 'Stand-up hat um 10:00 begonnen'],
  ['2026-11-24T12:00:00Z', MEETING, 'Stand-up is over', 'Stand-up ist vorbei'],
  ['2026-11-24T09:00:00Z', MEETING, 'Stand-up in 60 minutes', 'Stand-up in 60 Minuten'],
  ['2026-11-24T08:59:00Z', MEETING, 'Stand-up today at 10:00', 'Stand-up heute um 10:00'],
  ['2026-11-23T10:00:00Z', MEETING, 'Stand-up tomorrow at 10:00', 'Stand-up morgen um 10:00'],
  ['2026-11-17T10:00:00Z', MEETING, 'Stand-up on Tue 24', 'Stand-up am Di 24.'],
  ['2026-11-24T09:00:00Z', wholeDay('2026-11-24'), 'Holiday today', 'Holiday heute'],
  ['2026-11-23T18:00:00Z', wholeDay('2026-11-24'), 'Holiday tomorrow', 'Holiday morgen'],
  ['2026-11-20T18:00:00Z', wholeDay('2026-11-24'), 'Holiday on Tue 24', 'Holiday am Di 24.'],
  ['2026-11-25T08:00:00Z', wholeDay('2026-11-24'), 'Holiday is over', 'Holiday ist vorbei'],
];

describe('the title of a reminder', () => {
  test.each(TITLES)('at %s', (now, occurrence, english, german) => {
    expect(toastAt(now, occurrence).title).toBe(english);
    expect(toastAt(now, occurrence, { language: 'de', locale: 'de-DE' }).title).toBe(german);
  });

  test('of what lasts for days says when it began', () => {
    const when = { at: 'day', startDate: '2026-11-22', endDate: '2026-11-27' } as const;
    expect(toastAt('2026-11-24T09:00:00Z', wholeDay('2026-11-22', { when })).title).toBe(
      'Holiday began on Sun 22',
    );
    const trip = ringing('2026-11-22T10:00:00Z', { minutes: 4000 });
    expect(toastAt('2026-11-24T09:00:00Z', trip).title).toBe('Stand-up began on Sun 22');
  });

  test('is clean, short and never empty, whatever strangers wrote', () => {
    const hostile = '{title}\n\u202eevil ' + 'x'.repeat(500);
    const { title } = toastAt('2026-11-24T09:50:00Z', { ...MEETING, title: hostile });
    expect(title).toMatch(/^\{title\} evil x+… in 10 minutes$/);
    expect(title.length).toBeLessThan(110);
    expect(toastAt('2026-11-24T09:50:00Z', { ...MEETING, title: '' }).title).toBe('(no title) in 10 minutes');
  });
});

describe('a reminder', () => {
  const NOW = '2026-11-24T09:30:00Z';

  test('says time, place and whose calendar it is in', () => {
    expect(toastAt(NOW, MEETING).lines).toEqual(['10:00–11:30', 'Room 2']);
    expect(toastAt(NOW, { ...MEETING, place: '' }, { person: 'Ana' }).lines).toEqual(['10:00–11:30', 'Ana']);
    expect(toastAt('2026-11-23T09:30:00Z', MEETING).lines[0]).toBe('Tue 24, 10:00–11:30');
  });

  test('is silent, insistent and about one row as it is told to be', () => {
    const toast = toastAt(NOW, MEETING, { isQuiet: true, isInsistent: true });
    expect(toast).toMatchObject({
      about: 'reminder',
      isUrgent: false,
      isInsistent: true,
      rowId: rowId(MEETING),
    });
    expect(toastAt(NOW, MEETING)).toMatchObject({ isUrgent: true, isInsistent: false });
  });

  test('says neither title, place nor person when somebody else may see it', () => {
    const toast = toastAt(NOW, { ...MEETING, title: 'Secret' }, { isPrivate: true, person: 'Ana' });
    expect(toast.title).toBe('Your next event in 30 minutes');
    expect(JSON.stringify(toast)).not.toMatch(/Secret|Room 2|Ana/);
  });

  test('offers to join where there is somewhere to, and the snoozes that make sense', () => {
    const buttons = (occurrence: Occurrence) =>
      toastAt(NOW, occurrence).actions.map(({ label, isMore }) => `${isMore ? 'more: ' : ''}${label}`);
    expect(buttons({ ...MEETING, join: 'https://meet.example.org/daily' })).toEqual([
      'Join',
      'Snooze 5 min',
      'Dismiss',
      'more: Until 5 min before',
      'more: Until it begins',
      'more: Open',
    ]);
    expect(buttons(wholeDay('2026-11-24'))).toEqual([
      'Snooze 5 min',
      'Dismiss',
      'more: Until tomorrow 08:00',
      'more: Open',
    ]);
  });
});
