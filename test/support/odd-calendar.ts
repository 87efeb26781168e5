// The adapter under test in front of a web server that answers whatever a test says.
import { davHttp, type DavHttp, type HttpOptions } from '../../main/caldav/http.ts';
import { remoteCalendar } from '../../main/caldav/remote-calendar.ts';
import type { CalendarObject } from '../../main/core/model.ts';
import type { ListedMember, RemoteCalendar, SyncAnswer } from '../../main/core/sync/replica-ports.ts';
import { httpServer, type Asked, type HttpServer, type Reply } from './http-server.ts';

/** The clock of the HTTP under test. */
export const NOW = Date.parse('2026-11-24T12:00:00Z');

export interface OddCalendar {
  readonly remote: RemoteCalendar;
  readonly server: HttpServer;
  readonly http: DavHttp;
  readonly url: string;
  close(): Promise<void>;
}

export interface OddOptions extends HttpOptions {
  readonly path?: string;
  readonly now?: () => number;
}

/** alice with the password 'pä:ss', and her calendar at /alice/work/. */
export async function oddCalendar(
  answer: (asked: Asked) => Reply | Promise<Reply>,
  { path = '/alice/work/', now = () => NOW, ...options }: OddOptions = {},
): Promise<OddCalendar> {
  const server = await httpServer(answer);
  const access = { credentials: { username: 'alice', password: 'pä:ss' }, trusted: [] };
  const http = davHttp(access, now, options);
  const url = server.origin + path;
  return {
    remote: remoteCalendar(url, http),
    server,
    http,
    url,
    async close() {
      await http.close();
      await server.close();
    },
  };
}

const forever = new AbortController().signal;

/** What changed, collected. */
export async function changes(
  remote: RemoteCalendar,
  token: string | null,
  signal = forever,
): Promise<SyncAnswer & { readonly members: readonly ListedMember[] }> {
  const members: ListedMember[] = [];
  const answer = await remote.changesSince(token, async (part) => void members.push(...part), signal);
  return { ...answer, members };
}

/** A listing, collected. */
export async function listed(remote: RemoteCalendar, signal = forever): Promise<readonly ListedMember[]> {
  const members: ListedMember[] = [];
  await remote.list(async (part) => void members.push(...part), signal);
  return members;
}

/** Everything by query, collected. */
export async function queried(
  remote: RemoteCalendar,
  signal = forever,
): Promise<{ readonly isAll: boolean; readonly objects: readonly CalendarObject[] }> {
  const objects: CalendarObject[] = [];
  const isAll = await remote.query(async (part) => void objects.push(...part), signal);
  return { isAll, objects };
}

/** What was thrown; what came instead when nothing was. */
export function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (resolved) => ({ resolved }),
    (error: unknown) => error,
  );
}

export const etag = (value: string): string => `<D:getetag>"${value}"</D:getetag>`;
export const token = (value: string): string => `<D:sync-token>${value}</D:sync-token>`;
export const data = (text: string): string => `<C:calendar-data>${text}</C:calendar-data>`;
export const daverror = (inner: string): string =>
  `<?xml version="1.0"?><D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">${inner}</D:error>`;
