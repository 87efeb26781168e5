// A week of a team whose members use different programs: most of what changes on the server is nobody's edit.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aspectsOf } from '../../../../main/core/changes/aspects.ts';
import { detectChanges } from '../../../../main/core/changes/changes.ts';
import type { Change } from '../../../../main/core/model.ts';
import { NOBODY } from '../../../support/model-facts.ts';
import {
  hasForeignPrograms,
  PROGRAMS,
  startForeignPrograms,
  type ForeignPrograms,
} from '../../../support/foreign/programs.ts';
import type { ShapeFacts } from '../../../support/foreign/shape-lines.ts';
import { CLIENTS, shaped } from '../../../support/foreign/shapes.ts';
import { startReal, type RealCalendars } from '../../../support/real-calendars.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');
const DAYS = 7;
const WRITINGS_A_DAY = 3;

const changesOf = (before: string | null, after: string | null): readonly Change[] => {
  let ids = 0;
  const object = (ical: string | null) => (ical === null ? null : { href: '/team/a.ics', etag: '1', ical });
  return detectChanges(object(before), object(after), {
    calendarId: 'team',
    now: NOW,
    zone: 'Europe/Prague',
    self: NOBODY,
    joinPatterns: [],
    isOwnCalendar: false,
    newId: () => `c${(ids += 1)}`,
  });
};

const plain: ShapeFacts = {
  uid: 'plain',
  title: 'Stand-up',
  place: '',
  notes: '',
  start: '20261124T100000',
  end: '20261124T101500',
  rule: '',
  guests: [],
  organizer: '',
  cancelled: false,
};
const TEAM: readonly ShapeFacts[] = [
  plain,
  {
    ...plain,
    uid: 'weekly',
    title: 'Retrospective',
    start: '20261001T150000',
    end: '20261001T160000',
    rule: 'FREQ=WEEKLY;BYDAY=TH',
  },
  {
    ...plain,
    uid: 'meeting',
    title: 'Design review; part 1, “dates”',
    place: 'Room 4.12, 2nd floor; east',
    notes:
      'Agenda:\n1. zones, and what they cost\n2. a very long second point that has to be folded by whoever writes it, because no line may be longer than 75 octets',
    guests: [
      ['ana@example.org', 'ACCEPTED'],
      ['ben@example.org', 'NEEDS-ACTION'],
    ],
    organizer: 'ana@example.org',
  },
  {
    ...plain,
    uid: 'trip',
    title: 'Výlet do Českého ráje',
    start: '20261128',
    end: '20261130',
    place: 'Malá Skála',
  },
  {
    ...plain,
    uid: 'birthday',
    title: 'Mum’s birthday',
    start: '20201126',
    end: '20201127',
    rule: 'FREQ=YEARLY',
  },
];

type Edit = readonly [expected: string, edit: (facts: ShapeFacts) => ShapeFacts];
const EDITS: readonly Edit[] = [
  ['when', (f) => ({ ...f, start: moved(f.start), end: moved(f.end) })],
  ['title', (f) => ({ ...f, title: `${f.title}, again` })],
  ['place', (f) => ({ ...f, place: f.place === 'Garden' ? 'Kitchen' : 'Garden' })],
  ['notes', (f) => ({ ...f, notes: `${f.notes}\nBring cake.` })],
];

/** An hour later, or a day. */
function moved(value: string): string {
  const [year, month, day, hour] = [0, 4, 6, 9].map((at, n) =>
    Number(value.slice(at, at + (n === 0 ? 4 : 2))),
  );
  const isDate = !value.includes('T');
  const later = Date.UTC(year!, month! - 1, day! + (isDate ? 1 : 0), isDate ? 0 : hour! + 1); // four numbers, always
  const text = new Date(later).toISOString().replace(/[-:]/g, '');
  return isDate ? text.slice(0, 8) : text.slice(0, 11) + value.slice(11);
}

/** Always the same, and no two alike: what is drawn must be the same in each run. */
function drawing(seed: number): <T>(from: readonly T[]) => T {
  let state = seed;
  return (from) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return from[Math.floor((state / 2_147_483_648) * from.length)]!; // never empty
  };
}

let programs: ForeignPrograms | undefined;
beforeAll(() => {
  if (hasForeignPrograms) programs = startForeignPrograms();
});
afterAll(() => programs?.stop());

describe('nobody edits', () => {
  test
    .skipIf(!hasForeignPrograms)
    .each(CLIENTS.flatMap((client) => PROGRAMS.map((program) => [client, program] as const)))(
    'what %s wrote, written again by %s',
    async (client, program) => {
      for (const facts of TEAM) {
        const before = shaped(client, facts, 1);
        const after = await programs!.rewrite(program, before); // started when they are here
        expect(after, `${program} cannot read ${client}`).not.toBeNull();
        expect(changesOf(before, after), facts.uid).toEqual([]);
      }
    },
  );

  test.each(CLIENTS.flatMap((one) => CLIENTS.map((other) => [one, other] as const)))(
    'what %s wrote, saved by %s',
    (one, other) => {
      for (const facts of TEAM)
        expect(changesOf(shaped(one, facts, 1), shaped(other, facts, 2)), facts.uid).toEqual([]);
    },
  );
});

test.skipIf(!hasForeignPrograms)(
  'a week of everybody’s programs: each edit is told, and nothing else',
  async () => {
    const draw = drawing(20_261_123);
    let [edits, silent] = [0, 0];
    for (const first of TEAM) {
      let facts = first;
      let text = shaped('thunderbird', facts, 0);
      for (let writing = 1; writing <= DAYS * WRITINGS_A_DAY; writing += 1) {
        const edit = draw([null, null, ...EDITS]);
        if (edit) facts = edit[1](facts);
        const hand = draw([...CLIENTS, ...PROGRAMS]);
        const isProgram = (PROGRAMS as readonly string[]).includes(hand);
        const client = isProgram ? draw(CLIENTS) : (hand as (typeof CLIENTS)[number]);
        const written = shaped(client, facts, writing);
        const after = isProgram
          ? ((await programs!.rewrite(hand as (typeof PROGRAMS)[number], written)) ?? written)
          : written;
        const found = changesOf(text, after);
        const what = `${first.uid}, writing ${writing} by ${hand} (${client}): ${edit?.[0] ?? 'nothing'}`;
        if (edit) {
          expect(found, what).toHaveLength(1);
          expect(aspectsOf(found[0]!)[0], what).toBe(edit[0]); // there is one
          edits += 1;
        } else {
          expect(found, what).toEqual([]);
          silent += 1;
        }
        text = after;
      }
    }
    console.info(`${edits} edits told, ${silent} rewritings silent`);
    expect(edits).toBeGreaterThan(40);
    expect(silent).toBeGreaterThan(25);
  },
);

describe('Radicale’s own rewriting', () => {
  let server: RealCalendars;
  beforeAll(async () => void (server = await startReal('Radicale')));
  afterAll(() => server.server.stop());

  test('is no change', async () => {
    await server.seed('team', { name: 'Team', color: '#123456' }, {});
    for (const client of CLIENTS)
      for (const facts of TEAM) {
        const name = `${client}-${facts.uid}.ics`;
        const own = { ...facts, uid: `${client}-${facts.uid}` };
        const before = shaped(client, own, 1);
        expect((await server.ask('PUT', 'team', name, before)).status).toBe(201);
        const { text } = await server.ask('GET', 'team', name);
        expect(changesOf(before, text), name).toEqual([]);
      }
  });
});
