// Invitations, and who is behind a change.
import { ANA, ben, edit, me, MEETING, minus, OWN_MEETING, plus, REVIEW, type Pair } from './table.ts';

const WANTED = plus(REVIEW, ANA, me(), ben());
const WITHOUT_ME = plus(REVIEW, ANA, ben());
const MOVED = ['20261124T150000', '20261124T160000'] as const;
const PLACE = ['Room 4.12', 'Room 2'] as const;
const EXTENDED = 'When: Tue 24, 14:00–15:00 → 14:00–16:00';

export const invitations: readonly Pair[] = [
  {
    name: 'an invitation',
    before: null,
    after: WANTED,
    told: [
      'invited event: Invitation: Design review | Ana Petrović invites you, in Team | When: - → Tue 24, 14:00–15:00; Where: - → Room 4.12; Guests: - → Ben Ude; Notes: - → Bring the drafts of the new start page.',
    ],
  },
  {
    name: 'an invitation answered already, on the phone',
    before: null,
    after: MEETING,
    told: [
      'created event: New: Design review | New in Team, by Ana Petrović | When: - → Tue 24, 14:00–15:00; Where: - → Room 4.12; Guests: - → Ben Ude; Notes: - → Bring the drafts of the new start page.',
    ],
  },
  {
    name: 'an invitation by somebody without a name',
    before: null,
    after: edit(
      WANTED,
      [ANA, 'ORGANIZER:mailto:Ana@Example.org'],
      ['DESCRIPTION', 'COMMENT'],
      [ben(), 'COMMENT:x'],
    ),
    told: [
      'invited event: Invitation: Design review | ana@example.org invites you, in Team | When: - → Tue 24, 14:00–15:00; Where: - → Room 4.12',
    ],
  },
  {
    name: 'a meeting of one’s own',
    before: null,
    after: OWN_MEETING,
    told: [
      'created event: New: Design review | New in Team | When: - → Tue 24, 14:00–15:00; Where: - → Room 4.12; Guests: - → Ben Ude and Cem Aksoy; Notes: - → Bring the drafts of the new start page.',
    ],
  },
  {
    name: 'added to a meeting that was known',
    before: WITHOUT_ME,
    after: WANTED,
    told: [
      'invited event: Invitation: Design review | Ana Petrović invites you, in Team | When: - → Tue 24, 14:00–15:00; Where: - → Room 4.12',
    ],
  },
  {
    name: 'put oneself on the list, elsewhere',
    before: WITHOUT_ME,
    after: plus(WITHOUT_ME, me('ACCEPTED')),
    told: [],
  },
  {
    name: 'taken off',
    before: WANTED,
    after: WITHOUT_ME,
    told: [
      'uninvited event: You were taken off Design review | You were taken off by Ana Petrović | When: Tue 24, 14:00–15:00 → -',
    ],
  },
  {
    name: 'taken off after one had declined',
    before: edit(WANTED, [me(), me('DECLINED')]),
    after: WITHOUT_ME,
    told: [],
  },
  {
    name: 'an invitation in Ana’s own calendar is hers to answer',
    before: null,
    after: minus(WANTED, 'DESCRIPTION'),
    isShared: true,
    told: [
      'created event: New: Design review | New in Team | When: - → Tue 24, 14:00–15:00; Where: - → Room 4.12; Guests: - → Ben Ude',
    ],
  },
  {
    name: 'moved by the organizer, as the server brought it',
    before: MEETING,
    after: edit(MEETING, MOVED),
    told: [`changed event: Design review extended | Extended by Ana Petrović | ${EXTENDED}`],
  },
  {
    name: 'relocated by the organizer',
    before: MEETING,
    after: edit(MEETING, PLACE),
    told: [
      'changed event: Design review: new place | New place, by Ana Petrović | Where: Room 4.12 → Room 2',
    ],
  },
  {
    name: 'renamed by the organizer',
    before: MEETING,
    after: edit(MEETING, ['SUMMARY:Design', 'SUMMARY:Code']),
    told: [
      'changed event: “Design review” is now “Code review” | Renamed by Ana Petrović | Title: Design review → Code review',
    ],
  },
  {
    name: 'cancelled by the organizer',
    before: MEETING,
    after: plus(MEETING, 'STATUS:CANCELLED'),
    told: [
      'cancelled event: Design review cancelled | Cancelled by Ana Petrović | When: Tue 24, 14:00–15:00 → -',
    ],
  },
  {
    name: 'notes may be one’s own, even in the organizer’s meeting',
    before: MEETING,
    after: minus(MEETING, 'DESCRIPTION'),
    told: [
      'changed event: Design review: no notes any more | No notes any more | Notes: Bring the drafts of the new start page. → -',
    ],
  },
  {
    name: 'whoever deleted it, it does not say',
    before: MEETING,
    after: null,
    told: [
      'deleted event: Design review deleted | Deleted | When: Tue 24, 14:00–15:00 → -; Where: Room 4.12 → -',
    ],
  },
  {
    name: 'of a meeting one is no guest of, the server brings nothing: somebody wrote it',
    before: WITHOUT_ME,
    after: edit(WITHOUT_ME, MOVED),
    told: [`changed event: Design review extended | Extended | ${EXTENDED}`],
  },
  {
    name: 'in another person’s calendar nobody knows who moved it',
    before: MEETING,
    after: edit(MEETING, MOVED),
    isShared: true,
    told: [`changed event: Design review extended | Extended | ${EXTENDED}`],
  },
  {
    name: 'the server says who wrote it',
    before: REVIEW,
    after: edit(REVIEW, MOVED),
    writer: { name: 'Cem Aksoy', principal: '/principals/cem/' },
    told: [`changed event: Design review extended | Extended by Cem Aksoy | ${EXTENDED}`],
  },
  {
    name: 'the server says who wrote it, and knows better than the text',
    before: MEETING,
    after: edit(MEETING, MOVED),
    writer: { name: 'Cem Aksoy', principal: '/principals/cem/' },
    told: [`changed event: Design review extended | Extended by Cem Aksoy | ${EXTENDED}`],
  },
  {
    name: 'a new event of somebody’s in a shared calendar',
    before: null,
    after: minus(minus(REVIEW, 'DESCRIPTION'), 'LOCATION'),
    writer: { name: 'Cem Aksoy', principal: '/principals/cem/' },
    isShared: true,
    told: ['created event: New: Design review | New in Team, by Cem Aksoy | When: - → Tue 24, 14:00–15:00'],
  },
  {
    name: 'it was oneself, on another device',
    before: REVIEW,
    after: edit(REVIEW, MOVED),
    writer: { name: 'Somebody', principal: '/principals/ema/' },
    told: [`own changed event: Design review extended | Extended | ${EXTENDED}`],
  },
  {
    name: 'it was oneself, and only the name says so',
    before: REVIEW,
    after: edit(REVIEW, PLACE),
    writer: { name: 'ema', principal: '' },
    told: ['own changed event: Design review: new place | New place | Where: Room 4.12 → Room 2'],
  },
  {
    name: 'somebody of the same name, of whom the server says that it is another',
    before: REVIEW,
    after: edit(REVIEW, PLACE),
    writer: { name: 'Ema Berg', principal: '/principals/ema2/' },
    told: ['changed event: Design review: new place | New place, by Ema Berg | Where: Room 4.12 → Room 2'],
  },
  {
    name: 'a writer without a name',
    before: REVIEW,
    after: edit(REVIEW, PLACE),
    writer: { name: '', principal: '/principals/77/' },
    told: ['changed event: Design review: new place | New place | Where: Room 4.12 → Room 2'],
  },
];
