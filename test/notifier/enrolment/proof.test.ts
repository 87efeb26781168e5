import { describe, expect, test } from 'vitest';
import { prove } from '../../../notifier/enrolment/proof.ts';
import type { Questions, Told } from '../../../notifier/front/questions.ts';
import { foundProperties, readMultistatus } from '../../../wire/multistatus.ts';

const AS = { authorization: `Basic ${Buffer.from('alice:pw').toString('base64')}`, host: '' };
const CALENDAR = '<collection/><calendar xmlns="urn:ietf:params:xml:ns:caldav"/>';
const PRINCIPAL = '<current-user-principal><href>/p/alice</href></current-user-principal>';
const may = (...names: readonly string[]) =>
  `<current-user-privilege-set>${names.map((n) => `<privilege>${n}</privilege>`).join('')}</current-user-privilege-set>`;

/** An answer in which this was found. */
function found(type: string, others = PRINCIPAL): Told {
  const text = `<multistatus xmlns="DAV:"><response><href>/x/</href><propstat><prop><resourcetype>${type}</resourcetype>${others}</prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`;
  return { status: 207, challenges: [], found: readMultistatus(text).responses.flatMap(foundProperties) };
}
const status = (code: number): Told => ({ status: code, challenges: ['Basic realm="x"'], found: [] });

/** A calendar server that answers like this; '' stands for silence. */
function asking(answers: Readonly<Record<string, Told | ''>>): Pick<Questions, 'inquire'> {
  return {
    async inquire(path) {
      const told = answers[path] ?? status(404);
      if (told === '') throw new Error('no answer');
      return told;
    },
  };
}

const proven = async (answers: Readonly<Record<string, Told | ''>>) => {
  const proof = await prove(asking(answers), Object.keys(answers), AS);
  return 'reader' in proof ? [proof.reader, Object.fromEntries(proof.readable)] : proof;
};

describe('proof', () => {
  test('names the reader by their principal, and what each href stands for', async () => {
    expect(
      await proven({ '/a/': found('<collection/>'), '/a/w': found(CALENDAR), '/a/no/': status(403) }),
    ).toEqual(['p:/p/alice/', { '/a/': { kind: 'h', id: '/a/' }, '/a/w': { kind: 'c', id: '/a/w/' } }]);
  });

  test('a principal may be its own home', async () => {
    expect(await proven({ '/a/': found('<principal/><collection/>') })).toMatchObject([
      'p:/p/alice/',
      { '/a/': { kind: 'h' } },
    ]);
  });

  test('a server without principals knows the reader by the name they signed in with', async () => {
    expect(await proven({ '/a/w/': found(CALENDAR, '') })).toMatchObject(['u:alice', {}]);
  });

  test.each([
    ['reading', may('<read/>'), true],
    ['everything', may('<all/>'), true],
    ['seeing when somebody is busy', may('<read-free-busy xmlns="urn:ietf:params:xml:ns:caldav"/>'), false],
    ['writing what is dropped', may('<bind/>'), false],
    ['nothing', may(), false],
  ])('who may do %s', async (_, privileges, isReader) => {
    const [, readable] = (await proven({ '/a/w/': found(CALENDAR, PRINCIPAL + privileges) })) as [
      string,
      object,
    ];
    expect(Object.keys(readable)).toEqual(isReader ? ['/a/w/'] : []);
  });

  test.each([
    ['an inbox', '<collection/><schedule-inbox xmlns="urn:ietf:params:xml:ns:caldav"/>'],
    ['an address book', '<collection/><addressbook xmlns="urn:ietf:params:xml:ns:carddav"/>'],
    ['one event', ''],
  ])('%s is nothing to listen to', async (_, type) => {
    expect(await proven({ '/a/x/': found(type) })).toEqual(['p:/p/alice/', {}]);
  });

  test('the root of a server is nobody’s home', async () => {
    expect(await proven({ '/': found('<collection/>') })).toEqual(['p:/p/alice/', {}]);
  });

  test.each([
    [
      'refused credentials',
      { '/a/': status(401) },
      { refused: 'credentials', challenges: ['Basic realm="x"'] },
    ],
    [
      'a server that is busy',
      { '/a/': found('<collection/>'), '/b/': status(503) },
      { refused: 'unavailable', cause: null },
    ],
    [
      'silence',
      { '/a/': found('<collection/>'), '/b/': '' as const },
      { refused: 'unavailable', cause: new Error('no answer') },
    ],
    [
      'a server that lets anybody in',
      { '/a/': found(CALENDAR, '<current-user-principal><unauthenticated/></current-user-principal>') },
      { refused: 'anonymous' },
    ],
    ['nothing readable, and no word who asks', { '/a/': status(404) }, { refused: 'anonymous' }],
  ])('%s proves nothing', async (_, answers, refusal) => {
    expect(await proven(answers)).toEqual(refusal);
  });
});
