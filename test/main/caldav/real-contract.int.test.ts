import { afterAll, beforeAll, describe } from 'vitest';
import {
  remoteCalendarContract,
  USUAL,
  type Objects,
  type ServedCalendar,
  type ServerTraits,
} from '../../contract/remote-calendar.ts';
import { IS_HERE, startReal, type RealCalendars, type RealName } from '../../support/real-calendars.ts';

/** Where the real ones differ from the book. */
const SERVERS: readonly (readonly [RealName, Partial<ServerTraits>])[] = [
  ['Radicale', {}],
  // It tells what an object is by the end of its name.
  ['Xandikos', { anyName: false }],
  // It refuses nonsense with 412 and plain text, as if it were a conflict.
  ['DAViCal', { unknownToken: 'listing', uniqueUids: false, checksObjects: false }],
];

describe.each(SERVERS)('%s', (name, differences) => {
  let real: RealCalendars;
  let count = 0;
  beforeAll(async () => {
    if (IS_HERE[name]) real = await startReal(name);
  });
  afterAll(() => real?.server.stop());

  const serve = async (objects: Objects): Promise<ServedCalendar> => {
    const { user: username, password } = real;
    const collection = `wörk @${(count += 1)}`;
    await real.seed(collection, { name: 'Work', color: '#336699' }, objects);
    const must = async (method: string, one: string, body?: string): Promise<void> => {
      const { status, text } = await real.ask(method, collection, one, body);
      if (status >= 300) throw new Error(`${method} ${one}: ${status}\n${text}`);
    };
    return {
      url: real.urlOf(collection),
      access: { credentials: { username, password }, trusted: [] },
      put: (one, ical) => must('PUT', one, ical),
      remove: (one) => must('DELETE', one),
      close: () => Promise.resolve(),
    };
  };

  describe.runIf(IS_HERE[name])('keeps the promises', () => {
    remoteCalendarContract(name, serve, { ...USUAL, ...differences });
  });
});
