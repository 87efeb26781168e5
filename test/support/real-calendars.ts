// Real calendar servers in one shape, so that the same tests can be run against each of them.
import { basicCredentials } from './basic-gate.ts';
import { hasDavical, startDavical } from './davical.ts';
import type { CalendarFacts, Files } from './radicale.ts';
import { startRadicale } from './radicale.ts';
import { hasXandikos, startXandikos } from './xandikos.ts';

export interface RealCalendars {
  /** What a person would type. */
  readonly address: string;
  /** The home of `user`, absolute. */
  readonly homeUrl: string;
  readonly user: string;
  readonly password: string;
  /** Makes (or adds to) a calendar in the home; returns its URL. */
  seed(collection: string, facts: CalendarFacts, files: Files): Promise<string>;
  /** One request with the password. */
  ask(
    method: string,
    url: string,
    body?: string,
  ): Promise<{ readonly status: number; readonly text: string }>;
  /** Ends the process only. */
  halt(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export type RealName = 'Radicale' | 'Xandikos' | 'DAViCal';

/** Those this machine has; Radicale is taken for granted. */
export const IS_HERE: Readonly<Record<RealName, boolean>> = {
  Radicale: true,
  Xandikos: hasXandikos,
  DAViCal: hasDavical,
};

const user = 'alice';
const password = 'a b:ü';

/** Starts one with alice's account on it, and bob's where there can be several. */
export async function startReal(name: RealName): Promise<RealCalendars> {
  switch (name) {
    case 'Radicale': {
      const server = await startRadicale({ users: { [user]: password, bob: 'b' } });
      const homeUrl = `${server.url}${user}/`;
      const seed = (collection: string, facts: CalendarFacts, files: Files) =>
        server.seed(user, collection, facts, files);
      return inShape(server, server.url, homeUrl, seed);
    }
    case 'Xandikos': {
      const server = await startXandikos({ user, password });
      const homeUrl = new URL(server.home, server.url).href;
      return inShape(server, server.url, homeUrl, (collection, facts, files) =>
        server.seed(collection, facts, files),
      );
    }
    case 'DAViCal': {
      const server = await startDavical({ users: { [user]: password, bob: 'b' } });
      const homeUrl = `${server.url}${user}/`;
      return inShape(server, server.url, homeUrl, (collection, facts, files) =>
        server.seed(user, collection, facts, files),
      );
    }
  }
}

interface Ending {
  halt(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

function inShape(
  server: Ending,
  address: string,
  homeUrl: string,
  seed: (collection: string, facts: CalendarFacts, files: Files) => Promise<void>,
): RealCalendars {
  return {
    address,
    homeUrl,
    user,
    password,
    seed: async (collection, facts, files) => {
      await seed(collection, facts, files);
      return `${homeUrl}${encodeURIComponent(collection)}/`;
    },
    ask: async (method, url, body) => {
      const type = method === 'PUT' ? 'text/calendar; charset=utf-8' : 'application/xml; charset=utf-8';
      const headers = { authorization: basicCredentials(user, password), 'content-type': type, depth: '0' };
      const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, text: await answer.text() };
    },
    halt: () => server.halt(),
    restart: () => server.restart(),
    stop: () => server.stop(),
  };
}
