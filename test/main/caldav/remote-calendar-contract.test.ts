import { expect } from 'vitest';
import {
  remoteCalendarContract,
  USUAL,
  type Objects,
  type ServedCalendar,
  type ServerTraits,
} from '../../contract/remote-calendar.ts';
import { startDavServer, type Quirks } from '../../support/dav-server/index.ts';

/** A server of its own for each test, in the given mood. */
function serving(quirks: Quirks) {
  return async (objects: Objects): Promise<ServedCalendar> => {
    const server = await startDavServer({ quirks });
    const calendar = server.calendar('wörk @home');
    for (const [name, text] of Object.entries(objects)) calendar.put(name, text);
    return {
      url: calendar.url,
      access: { credentials: { username: server.username, password: server.password }, trusted: [] },
      put: async (name, text) => void calendar.put(name, text),
      remove: async (name) => expect(calendar.remove(name)).toBe(true),
      close: () => server.close(),
    };
  };
}

/** Moods that change what the port answers; in all others it is as by the book. */
const MOODS: readonly (readonly [string, Quirks, Partial<ServerTraits>])[] = [
  ['a server by the book', {}, {}],
  ['a server without sync', { noSync: true }, { sync: false }],
  ['a server that wants Depth 1', { depthOneOnly: true }, {}],
  [
    'a server like DAViCal',
    { unknownToken: 'listed', multigetMissing: 'omitted' },
    { unknownToken: 'listing' },
  ],
  ['a server like Xandikos', { unknownToken: 'failed' }, {}],
  ['a server like sabre', { multigetMissing: 'fails', tombstones: 'padded' }, {}],
  ['a server like Cyrus', { cdata: true, tombstones: 'padded' }, {}],
  ['a server without multiget or query', { emptyMultiget: true, noQuery: true }, { query: false }],
  ['weak ETags and absolute hrefs', { etags: 'weak', hrefs: 'absolute', selfEntry: 'slash' }, {}],
  [
    'bare ETags and odd encoding',
    { etags: 'bare', hrefs: 'encoded', selfEntry: 'bare', innerCollection: true },
    {},
  ],
];

for (const [name, quirks, traits] of MOODS) {
  remoteCalendarContract(name, serving(quirks), { ...USUAL, ...traits });
}
