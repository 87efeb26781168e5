import { describe, expect, test } from 'vitest';
import type { Change } from '../../../main/core/model.ts';
import { toastsFor } from '../../../main/core/toasts.ts';
import { continued, covers, joinWaves } from '../../../main/core/waves.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const READER = { now: NOW, zone: 'UTC', locale: 'en-GB' };
const WORK = {
  id: 'a:work',
  accountId: 'a',
  url: 'https://cal.example.org/work/',
  name: 'Work',
  color: '#336699',
  shown: true,
  alerts: true,
  writable: true,
  person: '',
};

function created(uid: string, hour = 10): Change {
  const startsAt = Date.parse('2026-11-25T00:00:00Z') + hour * 3_600_000;
  return {
    id: `change-${uid}-${hour}`,
    calendarId: WORK.id,
    uid,
    kind: 'created',
    scope: 'event',
    recurrenceId: '',
    before: null,
    after: {
      title: `Meeting ${uid}`,
      place: '',
      when: { at: 'time', startsAt, endsAt: startsAt + 1_800_000 },
      recurrence: '',
      cancelled: false,
    },
    detectedAt: NOW,
  };
}

const say = (changes: readonly Change[]) => toastsFor(changes, [WORK], READER);
const titles = (untold: readonly Change[], lately: readonly Change[]) =>
  joinWaves(untold, lately, say).map((toast) => toast.title);
const many = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => created(String(from + i)));

describe('waves of an import', () => {
  test('the second wave is told together with the first', () => {
    expect(titles(many(2, 20), many(1, 1))).toEqual(['20 events added to Work']);
  });

  test('a wave too small to be a crowd by itself joins one', () => {
    expect(titles(many(20, 20), many(1, 19))).toEqual(['20 events added to Work']);
  });

  test('what was told before is covered by the crowd, so that it can be taken down', () => {
    const [first] = say(many(1, 1));
    const [crowd] = joinWaves(many(2, 20), many(1, 1), say);
    expect(first && crowd && covers(crowd, first)).toBe(true);
    expect(first && crowd && covers(first, crowd)).toBe(false);
  });

  test('a few events one after the other stay pieces of news', () => {
    expect(titles(many(2, 2), many(1, 1))).toEqual(['New: Meeting 2']);
    expect(titles(many(3, 3), many(1, 2))).toEqual(['New: Meeting 3']);
  });

  test('two edits of one event are not joined', () => {
    const moved: Change = { ...created('1'), id: 'moved', kind: 'changed', before: created('1', 12).after };
    expect(titles([moved], [created('1')])).toEqual(['Meeting 1 moved']);
  });

  test('a crowd of another kind is left alone', () => {
    const deleted: Change = { ...created('99'), kind: 'deleted', before: created('99').after, after: null };
    expect(titles([deleted], many(1, 20))).toEqual(['Meeting 99 deleted']);
  });
});

describe('what a wave continues', () => {
  const at = (second: number) => ({ at: NOW + second * 1_000 });

  test('waves that follow each other closely', () => {
    expect(continued([at(0), at(3), at(6)], NOW + 9_000)).toEqual([at(0), at(3), at(6)]);
  });

  test('nothing after a pause', () => {
    expect(continued([at(0), at(3)], NOW + 9_000)).toEqual([]);
    expect(continued([], NOW)).toEqual([]);
  });

  test('not what was told more than a minute ago', () => {
    expect(continued([at(0), at(58)], NOW + 61_000)).toEqual([at(58)]);
  });
});
