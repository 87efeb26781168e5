// A CalDAV server inside this process, on a loopback port, by the book (RFC 4791, RFC 6578) until told otherwise.
//
//   const server = await startDavServer();                   // alice / alice-secret, no calendars yet
//   const work = server.calendar('work', { title: 'Work' }); // http://127.0.0.1:PORT/calendars/alice/work/
//   work.put('a.ics', text); work.remove('a.ics');           // edits without HTTP, a revision and a token each
//   work.expireTokens();                                     // every token given out so far means nothing any more
//   server.quirks.pageSize = 10;                             // quirks.ts: how real servers differ
//   server.upset({ kind: 'cut', after: 500 });               // once, for the next request (or the next that fits)
//   server.trouble = (asked) => null;                        // or decided for each request
//   server.asked                                             // every request so far, with what was answered
//   await server.close();
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { plain, send, type Answer } from './answer.ts';
import { davCalendar, type CalendarFacts, type DavCalendar } from './calendar.ts';
import { get, put, remove } from './objects.ts';
import { personNamed, placeAt } from './places.ts';
import { propfind, type Ground } from './propfind.ts';
import type { Quirks, Trouble } from './quirks.ts';
import { report } from './reports.ts';

export type { CalendarFacts, DavCalendar } from './calendar.ts';
export { GOOGLE_THROTTLE, type Quirks, type Trouble } from './quirks.ts';

/** One request as it came, and what became of it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** '' without one. */
  readonly depth: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** How many requests had been answered when it came: two with the same number were under way together. */
  readonly before: number;
  /** 0 until it is answered, and for ever when it was not. */
  status: number;
  /** Bytes of the answer's body that were sent. */
  sent: number;
}

export interface DavServerOptions {
  readonly username?: string;
  readonly password?: string;
  readonly quirks?: Quirks;
  /** Default: one nobody else listens on. */
  readonly port?: number;
  /** False: `asked` stays empty. For very many requests. */
  readonly remember?: boolean;
}

export interface DavServer {
  /** 'http://127.0.0.1:PORT', and the same with '/'. */
  readonly origin: string;
  readonly url: string;
  readonly port: number;
  readonly username: string;
  /** Whatever comes with another one is answered 401. */
  password: string;
  readonly principalUrl: string;
  readonly homeUrl: string;
  readonly quirks: Quirks;
  readonly asked: Asked[];
  trouble: (asked: Asked) => Trouble | null;
  /** The calendar of that name, made when there is none. */
  calendar(name: string, facts?: CalendarFacts): DavCalendar;
  /** Removes a calendar; its URL is answered 404 from then on. */
  drop(name: string): void;
  /** Lets the next request for which `fits` holds suffer `trouble`, once. */
  upset(trouble: Trouble, fits?: (asked: Asked) => boolean): void;
  /** Cuts every connection and listens no more. Idempotent. */
  close(): Promise<void>;
}

/** Listens when it resolves. */
export async function startDavServer(options: DavServerOptions = {}): Promise<DavServer> {
  const { username = 'alice', quirks = {}, remember = true } = options;
  const person = personNamed(username);
  const calendars = new Map<string, DavCalendar>();
  const troubles: { readonly trouble: Trouble; readonly fits: (asked: Asked) => boolean }[] = [];
  const http = createServer((request, response) => {
    void serve(request, response, counter).catch(() => response.destroy()); // the client sees it cut
  });
  http.listen(options.port ?? 0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const origin = `http://127.0.0.1:${address.port}`;
  const ground: Ground = { origin, person, calendars, quirks };
  const server: DavServer = {
    origin,
    url: `${origin}/`,
    port: address.port,
    username,
    password: options.password ?? 'alice-secret',
    principalUrl: origin + person.principal,
    homeUrl: origin + person.home,
    quirks,
    asked: [],
    trouble: () => null,
    calendar(name, facts = {}) {
      const calendar = calendars.get(name) ?? davCalendar(name, origin + person.home, facts);
      calendars.set(name, calendar);
      return calendar;
    },
    drop: (name) => void calendars.delete(name),
    upset: (trouble, fits = () => true) => void troubles.push({ trouble, fits }),
    async close() {
      http.closeAllConnections();
      if (!http.listening) return;
      http.close();
      await once(http, 'close');
    },
  };
  const counter: Counter = { server, ground, troubles, remember, answered: 0 };
  return server;
}

interface Counter {
  readonly server: DavServer;
  readonly ground: Ground;
  readonly troubles: { readonly trouble: Trouble; readonly fits: (asked: Asked) => boolean }[];
  readonly remember: boolean;
  answered: number;
}

async function serve(request: IncomingMessage, response: ServerResponse, counter: Counter): Promise<void> {
  const { server, ground, troubles, remember } = counter;
  const asked = await read(request, counter.answered);
  if (remember) server.asked.push(asked);
  const index = troubles.findIndex(({ fits }) => fits(asked));
  const trouble = index < 0 ? server.trouble(asked) : (troubles.splice(index, 1)[0]?.trouble ?? null);
  const wait = (ground.quirks.delay ?? 0) + (trouble?.kind === 'delay' ? trouble.ms : 0);
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  if (trouble?.kind === 'hang-up') {
    if (trouble.done) answerTo(asked, server, ground);
    return void request.socket.destroy();
  }
  const answer = trouble?.kind === 'status' ? statusOnly(trouble) : answerTo(asked, server, ground);
  asked.status = answer.status;
  asked.sent = await send(response, answer, trouble?.kind === 'cut' ? trouble.after : Infinity);
  counter.answered += 1;
}

async function read(request: IncomingMessage, before: number): Promise<Asked> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const { method = '', url = '/', headers } = request;
  const body = Buffer.concat(pieces).toString('utf8');
  return { method, path: url, depth: String(headers.depth ?? ''), headers, body, before, status: 0, sent: 0 };
}

function statusOnly({ status, retryAfter, body }: Extract<Trouble, { kind: 'status' }>): Answer {
  const after: Readonly<Record<string, string>> =
    retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  const answer = plain(status, after);
  return body === undefined
    ? answer
    : { ...answer, headers: { 'content-type': 'application/xml', ...after }, body: [body] };
}

function answerTo(asked: Asked, server: DavServer, ground: Ground): Answer {
  const { method, path, headers, depth, body } = asked;
  // RFC 6764 section 5: asked before anybody signs in.
  if (path === '/.well-known/caldav') return plain(301, { location: '/' });
  const expected = Buffer.from(`${server.username}:${server.password}`).toString('base64');
  if (headers['authorization'] !== `Basic ${expected}`)
    return plain(401, { 'www-authenticate': 'Basic realm="dav"' });
  const place = placeAt(new URL(path, ground.origin).pathname, ground.person, ground.calendars);
  if (method === 'OPTIONS') return { status: 200, headers: CAPABLE };
  if (method === 'PROPFIND') return propfind(place, depth, body, ground);
  if (method === 'REPORT') return report(place, depth, body, ground);
  if (place.at === 'nowhere') return plain(404);
  if (place.at !== 'object') return plain(405, CAPABLE);
  if (method === 'GET' || method === 'HEAD') return get(place, ground.quirks);
  if (method === 'PUT') return put(place, body, headers, ground.quirks);
  if (method === 'DELETE') return remove(place, headers, ground.quirks);
  return plain(405, CAPABLE);
}

const CAPABLE = {
  dav: '1, 3, access-control, calendar-access, sync-collection',
  allow: 'OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, REPORT',
} as const;
