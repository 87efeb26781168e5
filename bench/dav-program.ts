// A program: the CalDAV server of the tests in a process of its own, full of load.
import { startDavServer } from '../test/support/dav-server/index.ts';
import type { DavServer } from '../test/support/dav-server/index.ts';
import { serveJobs } from './forked.ts';
import { loadEvent, loadEvents } from './load.ts';
import type { Recorded } from './replay.ts';

export interface Shelf {
  readonly name: string;
  readonly events: number;
}

let server: DavServer | null = null;

function running(): DavServer {
  if (server === null) throw new Error('the server was not started');
  return server;
}

export const jobs = {
  /** Starts it with these calendars, their events around `around` (epoch ms). */
  async start({ shelves, around }: { shelves: readonly Shelf[]; around: number }) {
    server = await startDavServer();
    for (const { name, events } of shelves) {
      const calendar = server.calendar(name);
      for (const { name: file, text } of loadEvents(events, around)) calendar.put(file, text);
    }
    const { port, username, password, homeUrl } = server;
    return { port, username, password, homeUrl };
  },
  /** Moves one event of a calendar, with no request. */
  async change(what: { calendar: string; index: number; events: number; around: number; version: number }) {
    const { name, text } = loadEvent(what.index, what.events, what.around, what.version);
    running().calendar(what.calendar).put(name, text);
    return { bytes: Buffer.byteLength(text) };
  },
  /** The requests that came since it was asked last. */
  async recorded(): Promise<readonly Recorded[]> {
    const asked = running().asked.splice(0);
    const base = asked[0]?.before ?? 0;
    return asked.map(({ method, path, headers, body, status, before }) => {
      return { method, path, headers, body, status, after: before - base };
    });
  },
};

serveJobs(jobs);
