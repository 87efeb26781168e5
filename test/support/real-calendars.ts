// Real calendar servers in one shape, so that the same tests can be run against each of them.
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { basicCredentials } from './basic-gate.ts';
import { hasDavical, startDavical } from './davical.ts';
import { startRadicale } from './radicale.ts';
import type { CalendarFacts, Files } from './radicale.ts';
import type { ServerProcess } from './server-process.ts';
import { hasXandikos, startXandikos } from './xandikos.ts';

const run = promisify(execFile);

/** Behind the server's back, in alice's home. */
interface Backdoor {
  /** What a person would type. */
  readonly address: string;
  /** The home of `user`, absolute. */
  readonly homeUrl: string;
  /** Makes (or adds to) a calendar. */
  seed(collection: string, facts: CalendarFacts, files: Files): Promise<void>;
  /** The server no longer knows any token it gave out for the calendar, as after weeks or a restored backup. */
  forget(collection: string): Promise<void>;
  /** The object's text becomes nonsense, as after a broken disk or a careless import. */
  spoil(collection: string, name: string): Promise<void>;
}

export interface RealCalendars extends Backdoor {
  readonly server: ServerProcess;
  readonly user: string;
  readonly password: string;
  /** URL of a calendar in the home. */
  urlOf(collection: string): string;
  /** One request with the password; names a calendar and, within it, an object (both unencoded). */
  ask(method: string, collection: string, name: string, body?: string): Promise<RealAnswer>;
}

export interface RealAnswer {
  readonly status: number;
  readonly text: string;
}

export type RealName = 'Radicale' | 'Xandikos' | 'DAViCal';

/** Those this machine has; Radicale is taken for granted. */
export const IS_HERE: Readonly<Record<RealName, boolean>> = {
  Radicale: true,
  Xandikos: hasXandikos,
  DAViCal: hasDavical,
};

const NONSENSE = 'BEGIN:VCALENDAR\r\nthis is no calendar';
const user = 'alice';
const password = 'a b:ü';

/** Starts one with alice's account on it. */
export async function startReal(name: RealName): Promise<RealCalendars> {
  const [server, backdoor] = await OPENING[name]();
  const urlOf = (collection: string) => `${backdoor.homeUrl}${encodeURIComponent(collection)}/`;
  return {
    ...backdoor,
    server,
    user,
    password,
    urlOf,
    ask: async (method, collection, object, body) => {
      const type = method === 'PUT' ? 'text/calendar; charset=utf-8' : 'application/xml; charset=utf-8';
      const headers = { authorization: basicCredentials(user, password), 'content-type': type, depth: '0' };
      const url = urlOf(collection) + encodeURIComponent(object);
      const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, text: await answer.text() };
    },
  };
}

const OPENING: Readonly<Record<RealName, () => Promise<readonly [ServerProcess, Backdoor]>>> = {
  Radicale: async () => {
    const server = await startRadicale({ users: { [user]: password } });
    const folder = (collection: string) =>
      join(server.dir, 'collections', 'collection-root', user, collection);
    const backdoor: Backdoor = {
      address: server.url,
      homeUrl: `${server.url}${user}/`,
      seed: (collection, facts, files) => server.seed(user, collection, facts, files),
      forget: (collection) =>
        rm(join(folder(collection), '.Radicale.cache', 'sync-token'), { recursive: true }),
      spoil: (collection, name) => writeFile(join(folder(collection), name), NONSENSE),
    };
    return [server, backdoor];
  },
  Xandikos: async () => {
    const server = await startXandikos({ user, password });
    const folder = (collection: string) => join(server.dir, 'data', user, 'calendars', collection);
    const commit = async (cwd: string): Promise<void> => {
      await run('git', ['init', '--quiet'], { cwd });
      await run('git', ['add', '--all'], { cwd });
      const author = [
        '-c',
        'user.name=Test',
        '-c',
        'user.email=test@localhost',
        '-c',
        'commit.gpgsign=false',
      ];
      await run('git', [...author, 'commit', '--quiet', '--message', 'by hand'], { cwd });
    };
    const backdoor: Backdoor = {
      address: server.url,
      homeUrl: new URL(server.home, server.url).href,
      seed: (collection, facts, files) => server.seed(collection, facts, files),
      forget: async (collection) => {
        await rm(join(folder(collection), '.git'), { recursive: true });
        await commit(folder(collection));
        // It keeps the repositories it has opened.
        await server.restart();
      },
      spoil: async (collection, name) => {
        await writeFile(join(folder(collection), name), NONSENSE);
        await commit(folder(collection));
      },
    };
    return [server, backdoor];
  },
  DAViCal: async () => {
    const server = await startDavical({ users: { [user]: password } });
    const backdoor: Backdoor = {
      address: server.url,
      homeUrl: `${server.url}${user}/`,
      seed: (collection, facts, files) => server.seed(user, collection, facts, files),
      forget: (collection) => {
        const which = `(SELECT collection_id FROM collection WHERE dav_name = '/${user}/${collection}/')`;
        return server.sql(
          ['sync_tokens', 'sync_changes']
            .map((table) => `DELETE FROM ${table} WHERE collection_id = ${which};\n`)
            .join(''),
        );
      },
      spoil: (collection, name) =>
        server.sql(
          `UPDATE caldav_data SET caldav_data = '${NONSENSE}', dav_etag = md5(random()::text) WHERE dav_name = '/${user}/${collection}/${name}';\n`,
        ),
    };
    return [server, backdoor];
  },
};
