import { describe, expect, test } from 'vitest';
import { readLine } from '../../../../main/core/ical/ical-values.ts';
import { answerOfSelf, guestOf, isSelf, personOf } from '../../../../main/core/ical/people.ts';

const person = (line: string) => personOf(readLine(line));
const guest = (line: string) => guestOf(readLine(line));
const ana = { addresses: ['ana@example.org'], principals: ['/ana/'], username: 'ana', name: 'Ana' };

describe('a person', () => {
  test.each([
    ['ATTENDEE;CN=Ana:mailto:ana@example.org', { address: 'ana@example.org', name: 'Ana' }],
    ['ATTENDEE:MAILTO:Ana@Example.ORG', { address: 'ana@example.org', name: '' }],
    ['ATTENDEE;CN="ana@example.org":mailto:ana@example.org', { address: 'ana@example.org', name: '' }],
    ['ATTENDEE;CN=Ana:invalid:nomail', { address: 'invalid:nomail', name: 'Ana' }],
    ['ATTENDEE;CN=Ana;EMAIL=Ana@example.org:/principals/ana/', { address: 'ana@example.org', name: 'Ana' }],
    ['ATTENDEE;EMAIL=other@example.org:mailto:ana@example.org', { address: 'ana@example.org', name: '' }],
  ])('is known by their address: %s', (line, expected) => expect(person(line)).toEqual(expected));

  test('without a name or an address is nobody', () => expect(person('ATTENDEE:mailto:')).toBeNull());
});

test('a guest’s answer, whatever its spelling; one that means nothing here is none yet', () => {
  const answer = (partstat: string) =>
    guest(`ATTENDEE;PARTSTAT=${partstat}:mailto:a@example.org`)?.participation;
  expect(['Accepted', 'DECLINED', 'tentative', 'DELEGATED', 'X-MAYBE'].map(answer)).toEqual([
    'accepted',
    'declined',
    'tentative',
    'delegated',
    'needs-action',
  ]);
});

test('oneself is found among guests by any of one’s addresses', () => {
  const guests = [
    'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ben@example.org',
    'ATTENDEE;PARTSTAT=TENTATIVE:mailto:ANA@example.org',
  ];
  expect(
    answerOfSelf(
      guests.flatMap((line) => guest(line) ?? []),
      ana,
    ),
  ).toBe('tentative');
  expect(answerOfSelf([], ana)).toBeNull();
  expect(isSelf({ address: '', name: 'Ana' }, ana)).toBe(false);
});
