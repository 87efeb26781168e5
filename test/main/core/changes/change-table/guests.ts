// Who comes, who does not any more, and what they answer.
import { ben, cem, edit, guest, me, MEETING, minus, OWN_MEETING, plus, type Pair } from './table.ts';

const ROOM = 'ATTENDEE;CN=Room 4.12;CUTYPE=ROOM;PARTSTAT=NEEDS-ACTION:mailto:room412@example.org';
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => guest(`Guest ${i + 1}`, `guest${i + 1}@example.org`));

export const guests: readonly Pair[] = [
  {
    name: 'one more guest',
    before: MEETING,
    after: plus(MEETING, cem()),
    told: ['changed event: Design review: Cem Aksoy was added | Cem Aksoy added | Guests: - → Cem Aksoy'],
  },
  {
    name: 'one more guest without a name',
    before: MEETING,
    after: plus(MEETING, 'ATTENDEE:mailto:dana@example.org'),
    told: [
      'changed event: Design review: dana@example.org was added | dana@example.org added | Guests: - → dana@example.org',
    ],
  },
  {
    name: 'two more guests',
    before: MEETING,
    after: plus(MEETING, cem(), guest('Dana Li', 'dana@example.org')),
    told: [
      'changed event: Design review: 2 guests added | 2 guests added | Guests: - → Cem Aksoy and Dana Li',
    ],
  },
  {
    name: 'many more guests',
    before: MEETING,
    after: plus(MEETING, ...many(12)),
    told: [
      'changed event: Design review: 12 guests added | 12 guests added | Guests: - → Guest 1, Guest 2, Guest 3 and 9 more',
    ],
  },
  {
    name: 'a guest less',
    before: MEETING,
    after: minus(MEETING, 'ATTENDEE;CN=Ben'),
    told: ['changed event: Design review: Ben Ude was taken off | Ben Ude taken off | Guests: Ben Ude → -'],
  },
  {
    name: 'two guests less',
    before: OWN_MEETING,
    after: minus(OWN_MEETING, 'ATTENDEE'),
    told: [
      'changed event: Design review: 2 guests taken off | 2 guests taken off | Guests: Ben Ude and Cem Aksoy → -',
    ],
  },
  {
    name: 'one guest instead of another',
    before: MEETING,
    after: edit(MEETING, [ben(), cem()]),
    told: ['changed event: Design review: other guests | Other guests | Guests: Ben Ude → Cem Aksoy'],
  },
  {
    name: 'a guest who has accepted when first seen is no reply',
    before: MEETING,
    after: plus(MEETING, cem('ACCEPTED')),
    told: ['changed event: Design review: Cem Aksoy was added | Cem Aksoy added | Guests: - → Cem Aksoy'],
  },
  {
    name: 'accepted',
    before: OWN_MEETING,
    after: edit(OWN_MEETING, [ben(), ben('ACCEPTED')]),
    told: [
      'changed event: Ben Ude accepted Design review | Ben Ude accepted | Answers: - → Ben Ude accepted',
    ],
  },
  {
    name: 'declined',
    before: OWN_MEETING,
    after: edit(OWN_MEETING, [ben(), ben('DECLINED')]),
    told: [
      'changed event: Ben Ude declined Design review | Ben Ude declined | Answers: - → Ben Ude declined',
    ],
  },
  {
    name: 'perhaps',
    before: OWN_MEETING,
    after: edit(OWN_MEETING, [ben(), ben('TENTATIVE')]),
    told: [
      'changed event: Ben Ude may come to Design review | Ben Ude may come | Answers: - → Ben Ude may come',
    ],
  },
  {
    name: 'sends somebody else',
    before: OWN_MEETING,
    after: edit(OWN_MEETING, [ben(), ben('DELEGATED')]),
    told: [
      'changed event: Ben Ude sends somebody else to Design review | Ben Ude sends somebody else | Answers: - → Ben Ude sends somebody else',
    ],
  },
  {
    name: 'thought better of it',
    before: edit(OWN_MEETING, [ben(), ben('ACCEPTED')]),
    after: edit(OWN_MEETING, [ben(), ben('DECLINED')]),
    told: [
      'changed event: Ben Ude declined Design review | Ben Ude declined | Answers: - → Ben Ude declined',
    ],
  },
  {
    name: 'two answers are one change',
    before: OWN_MEETING,
    after: edit(OWN_MEETING, [ben(), ben('ACCEPTED')], [cem(), cem('DECLINED')]),
    told: [
      'changed event: Design review: 1 accepted and 1 declined | 1 accepted and 1 declined | Answers: - → Ben Ude accepted and Cem Aksoy declined',
    ],
  },
  {
    name: 'an answer is taken back',
    before: edit(OWN_MEETING, [ben(), ben('ACCEPTED')]),
    after: OWN_MEETING,
    told: [],
  },
  {
    name: 'a new time takes the answers back: only the time is told',
    before: edit(OWN_MEETING, [ben(), ben('ACCEPTED')]),
    after: edit(OWN_MEETING, ['20261124T150000', '20261124T160000']),
    told: ['changed event: Design review extended | Extended | When: Tue 24, 14:00–15:00 → 14:00–16:00'],
  },
  {
    name: 'moved, and answered meanwhile: nobody knows who moved it',
    before: OWN_MEETING,
    after: edit(OWN_MEETING, ['20261124T150000', '20261124T160000'], [ben(), ben('ACCEPTED')]),
    told: [
      'changed event: Design review extended | Extended | When: Tue 24, 14:00–15:00 → 14:00–16:00; Answers: - → Ben Ude accepted',
    ],
  },
  {
    name: 'somebody else’s answer to Ana’s meeting',
    before: MEETING,
    after: edit(MEETING, [ben(), ben('DECLINED')]),
    told: [
      'changed event: Ben Ude declined Design review | Ben Ude declined | Answers: - → Ben Ude declined',
    ],
  },
  {
    name: 'one’s own answer',
    before: MEETING,
    after: edit(MEETING, [me('ACCEPTED'), me('DECLINED')]),
    told: [],
  },
  {
    name: 'one’s own answer under another address',
    before: plus(OWN_MEETING, guest('Ema', 'EMA.BERG@example.org')),
    after: plus(OWN_MEETING, guest('Ema', 'ema.berg@example.org', 'ACCEPTED')),
    told: [],
  },
  {
    name: 'a room that accepts',
    before: plus(OWN_MEETING, ROOM),
    after: plus(OWN_MEETING, ROOM.replace('NEEDS-ACTION', 'ACCEPTED')),
    told: [],
  },
  {
    name: 'a room that declines',
    before: plus(OWN_MEETING, ROOM),
    after: plus(OWN_MEETING, ROOM.replace('NEEDS-ACTION', 'DECLINED')),
    told: [
      'changed event: Room 4.12 declined Design review | Room 4.12 declined | Answers: - → Room 4.12 declined',
    ],
  },
  {
    name: 'the organizer, written among the guests as well',
    before: MEETING,
    after: plus(MEETING, guest('Ana Petrović', 'ana@example.org', 'ACCEPTED')),
    told: [],
  },
  {
    name: 'a meeting that becomes an appointment of one’s own',
    before: OWN_MEETING,
    after: minus(minus(OWN_MEETING, 'ATTENDEE'), 'ORGANIZER'),
    told: [
      'changed event: Design review: 2 guests taken off | 2 guests taken off | Guests: Ben Ude and Cem Aksoy → -',
    ],
  },
];
