import { describe, expect, test } from 'vitest';
import { changesView, type InboxFacts } from '../../../../main/core/window/inbox.ts';
import type { RecordedChange } from '../../../../main/core/model.ts';
import { rowId } from '../../../../main/core/window/row-id.ts';
import {
  aCalendar,
  anOccurrence,
  aRecordedChange,
  aSnapshot,
  NO_DETAILS,
} from '../../../support/model-facts.ts';

// Tuesday 24 November 2026, 09:48 in Prague.
const NOW = Date.parse('2026-11-24T08:48:00Z');
const reader = { now: NOW, zone: 'Europe/Prague', locale: 'en-GB' };
const HOUR = 3_600_000;
const team = aCalendar({ name: 'Team' });
const tuesday = aSnapshot({
  when: {
    at: 'time',
    startsAt: Date.parse('2026-11-17T13:00:00Z'),
    endsAt: Date.parse('2026-11-17T14:00:00Z'),
  },
});
const wednesday = aSnapshot({ when: { at: 'time', startsAt: NOW + 25 * HOUR, endsAt: NOW + 26 * HOUR } });
const review = anOccurrence(wednesday);
const moved = aRecordedChange({
  id: 'moved',
  kind: 'changed',
  before: tuesday,
  after: wednesday,
  detectedAt: NOW,
});
const EVERYTHING = { calendar: '', person: '', words: '', unreadOnly: false };

function inbox(changes: readonly RecordedChange[], facts: Partial<InboxFacts> = {}) {
  const unread = changes.filter((change) => !change.read).length;
  return changesView(
    {
      page: { changes, more: false, unread, people: [] },
      latest: changes,
      filter: EVERYTHING,
      calendars: [team],
      occurrences: [review],
      invitations: new Set(),
      keepDays: 90,
      overlap: () => '',
      ...facts,
    },
    reader,
  );
}

describe('a change', () => {
  test('says what happened, what it was before, and where to look', () => {
    const [group] = inbox([moved]).groups;
    expect(group).toMatchObject({
      title: 'Design review',
      calendarName: 'Team',
      unread: true,
      rowId: rowId(review),
    });
    expect(group?.rows).toEqual([
      {
        id: 'moved',
        unread: true,
        title: 'Design review',
        sentence: 'Moved',
        warning: '',
        time: '09:48',
        calendarName: 'Team',
        color: team.color,
        differences: [{ label: 'When', before: 'Tue 17, 14:00–15:00', after: 'Wed 25, 10:48–11:48' }],
        rowId: rowId(review),
      },
    ]);
  });

  test('points nowhere when the agenda does not show it', () => {
    const rowOf = (facts: Partial<InboxFacts>) => inbox([moved], facts).groups[0]?.rowId;
    expect(rowOf({ occurrences: [] })).toBe('');
    expect(rowOf({ calendars: [{ ...team, shown: false }] })).toBe('');
    const yesterday = anOccurrence(
      aSnapshot({ when: { at: 'time', startsAt: NOW - 24 * HOUR, endsAt: NOW - 23 * HOUR } }),
    );
    expect(rowOf({ occurrences: [yesterday] })).toBe('');
  });

  test('warns of what it overlaps until it is read', () => {
    const overlap = () => 'Overlaps “Call the bank” (10:30)';
    expect(inbox([moved], { overlap }).groups[0]?.rows[0]?.warning).toBe('Overlaps “Call the bank” (10:30)');
    expect(inbox([{ ...moved, read: true }], { overlap }).groups[0]?.rows[0]?.warning).toBe('');
  });
});

describe('groups', () => {
  const created = aRecordedChange({ id: 'created', read: true, after: tuesday, detectedAt: NOW - HOUR });
  const other = aRecordedChange({
    id: 'other',
    uid: 'lunch',
    href: '/work/lunch.ics',
    after: aSnapshot({ title: 'Lunch' }),
  });

  test('hold all that happened to one event, where its newest change stands', () => {
    const view = inbox([moved, other, created]);
    expect(view.groups.map((group) => group.rows.map((row) => row.id))).toEqual([
      ['moved', 'created'],
      ['other'],
    ]);
    expect(view.groups.map((group) => group.unread)).toEqual([true, true]);
  });

  test('stay the same group when more happens', () => {
    expect(inbox([created]).groups[0]?.id).toBe(inbox([moved, created]).groups[0]?.id);
  });

  test('know whether an answer is wanted', () => {
    expect(inbox([moved], { invitations: new Set([rowId(review)]) }).groups[0]?.invitationId).toBe(
      rowId(review),
    );
    expect(inbox([moved]).groups[0]?.invitationId).toBe('');
  });

  test('of a calendar carry its name, also when it is gone', () => {
    const gone = aRecordedChange({
      id: 'gone',
      kind: 'calendar-removed',
      scope: 'calendar',
      uid: '',
      href: '',
      after: null,
      details: { ...NO_DETAILS, calendarName: 'Old plans' },
    });
    expect(inbox([gone], { calendars: [] }).groups[0]).toMatchObject({
      title: 'Old plans',
      calendarName: 'Old plans',
    });
  });
});

test('the newest unread ones are told whatever is looked for', () => {
  const filtered = inbox([], { latest: [moved, { ...moved, id: 'read', read: true }] });
  expect(filtered.latestUnread.map((row) => row.id)).toEqual(['moved']);
});

test('people can be looked for by address, or by name where no address is known', () => {
  const people = [
    { address: 'ana@example.org', name: 'Ana' },
    { address: '', name: 'Ben' },
  ];
  const view = inbox([], { page: { changes: [], more: true, unread: 3, people } });
  expect(view).toMatchObject({
    unread: 3,
    more: true,
    kept: 'Kept for 90 days',
    people: [
      { id: 'ana@example.org', name: 'Ana' },
      { id: 'ben', name: 'Ben' },
    ],
  });
});
