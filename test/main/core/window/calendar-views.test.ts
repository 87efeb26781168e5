import { expect, test } from 'vitest';
import { calendarViews } from '../../../../main/core/window/calendar-views.ts';
import { BelfryError } from '../../../../main/core/errors.ts';
import type { Calendar } from '../../../../main/core/model.ts';
import { aCalendar } from '../../../support/model-facts.ts';

const ENGLISH = { language: 'en' } as const;

function facts(id: string, rest: Partial<Calendar> = {}) {
  const calendar = aCalendar({ id, accountId: 'a1', name: id, color: '#2f7de1', ...rest });
  return { calendar, trouble: null, badObjects: 0 };
}

test("one's own calendars come first, in the order given; then those of each person, by name", () => {
  const views = calendarViews(
    [
      facts('z', { person: 'Zoë' }),
      facts('home'),
      facts('e1', { person: 'Émile' }),
      facts('a', { person: 'Fay' }),
      facts('e2', { person: 'Émile', writable: false }),
      facts('attic'),
    ],
    ENGLISH,
  );
  expect(views.map(({ id, person }) => [id, person])).toEqual([
    ['home', ''],
    ['attic', ''],
    ['e1', 'Émile'],
    ['e2', 'Émile'],
    ['a', 'Fay'],
    ['z', 'Zoë'],
  ]);
  expect(views.map((v) => v.writable)).toEqual([true, true, true, false, true, true]);
});

test('a calendar carries its mark and what of it could not be read, and nothing of its address', () => {
  const [view] = calendarViews(
    [{ ...facts('home'), trouble: new BelfryError('forbidden'), badObjects: 3 }],
    ENGLISH,
  );
  expect(view).toEqual({
    id: 'home',
    name: 'home',
    color: '#2f7de1',
    shown: true,
    alerts: true,
    reminds: true,
    person: '',
    writable: true,
    problem: 'may not be read',
    unreadable: '3 events could not be read',
  });
  const words = (badObjects: number) =>
    calendarViews([{ ...facts('home'), badObjects }], ENGLISH)[0]?.unreadable;
  expect([words(0), words(1), words(2)]).toEqual([
    '',
    '1 event could not be read',
    '2 events could not be read',
  ]);
});
