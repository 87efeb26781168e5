// Before and after, and what is said about it, written by hand.
import { describe, expect, test } from 'vitest';
import { detectChanges } from '../../../../main/core/changes/changes.ts';
import type { CalendarObject, Change } from '../../../../main/core/model.ts';
import type { Reader } from '../../../../main/core/time/time-wording.ts';
import { differencesOf, headline, sentence } from '../../../../main/core/changes/wording.ts';
import { guests } from './change-table/guests.ts';
import { invitations } from './change-table/invitations.ts';
import { morePrograms } from './change-table/more-programs.ts';
import { noise } from './change-table/noise.ts';
import { occurrences } from './change-table/occurrences.ts';
import { programs } from './change-table/programs.ts';
import { rewriting } from './change-table/rewriting.ts';
import { serieses } from './change-table/series.ts';
import { singleWords } from './change-table/single-words.ts';
import { singles } from './change-table/singles.ts';
import { EMA, NOW, type Pair } from './change-table/table.ts';
import { traps } from './change-table/traps.ts';
import { withTheirSeries } from './change-table/with-their-series.ts';

const READER: Reader = { now: NOW, zone: 'Europe/Berlin', locale: 'de-DE', language: 'en' };
const TABLES: Readonly<Record<string, readonly Pair[]>> = {
  'single events': singles,
  'words of single events': singleWords,
  'guests and answers': guests,
  'invitations, and who did it': invitations,
  series: serieses,
  'single occurrences': occurrences,
  'single occurrences with their series': withTheirSeries,
  'what nobody notices': noise,
  'the same, written again': rewriting,
  'as programs write it': programs,
  'as more programs write it': morePrograms,
  'what went wrong elsewhere': traps,
};
const LEAST = 150;

function changesOf({ before, after, writer, isShared = false }: Pair): readonly Change[] {
  let ids = 0;
  const version = (ical: string | null, etag: string): CalendarObject | null =>
    ical === null
      ? null
      : { href: '/cal/one.ics', etag, ical, ...(etag === '"2"' && writer ? { writer } : {}) };
  return detectChanges(version(before, '"1"'), version(after, '"2"'), {
    calendarId: 'a:1',
    now: NOW,
    zone: READER.zone,
    self: EMA,
    joinPatterns: [],
    isOwnCalendar: !isShared,
    newId: () => `id${(ids += 1)}`,
  });
}

function lineOf(change: Change): string {
  const side = (text: string) => text || '-';
  const rows = differencesOf(change, READER).map(
    ({ label, before, after }) => `${label}: ${side(before)} → ${side(after)}`,
  );
  const words = [headline(change, READER), sentence(change, 'Team', READER), ...rows.slice(0, 1)].join(' | ');
  return `${change.own ? 'own ' : ''}${change.kind} ${change.scope}: ${[words, ...rows.slice(1)].join('; ')}`;
}

describe.each(Object.entries(TABLES))('%s', (_name, pairs) => {
  test.each(pairs.map((pair) => [pair.name, pair] as const))('%s', (_pair, pair) => {
    expect(changesOf(pair).map(lineOf)).toEqual(pair.told);
  });
});

test('the table is as long as it has to be, and no pair stands in it twice', () => {
  const pairs = Object.values(TABLES).flat();
  console.log(`${pairs.length} pairs looked at`);
  expect(pairs.length).toBeGreaterThanOrEqual(LEAST);
  const texts = pairs.map(({ before, after, writer, isShared }) =>
    JSON.stringify([before, after, writer, isShared]),
  );
  expect(new Set(texts).size).toBe(pairs.length);
  expect(pairs.filter(({ before, after }) => before === after)).toEqual([]);
});
