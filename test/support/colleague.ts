// Somebody else who writes into alice's calendar: a small CalDAV client of its own, with its own credentials.
import { eventText } from './event-text.ts';
import type { EventFacts } from './event-text.ts';
import type { Events } from './seeded-week.ts';

export interface Written {
  /** When the server's 2xx had arrived, epoch ms. */
  readonly wroteAt: number;
  readonly href: string;
}

/** Every method resolves once the server has answered 2xx and throws otherwise. `name` is the file name without '.ics'. */
export interface Colleague {
  create(name: string, facts: EventFacts): Promise<Written>;
  /** To another start; the length stays. */
  move(name: string, startsAt: number): Promise<Written>;
  /** One occurrence of a series, from its original start to another. */
  moveOccurrence(name: string, original: number, startsAt: number): Promise<Written>;
  rename(name: string, title: string): Promise<Written>;
  relocate(name: string, place: string): Promise<Written>;
  /** Marks it as cancelled; it stays in the calendar. */
  cancel(name: string): Promise<Written>;
  remove(name: string): Promise<Written>;
  /** Several new events, one request each, as fast as the server takes them; the last one's facts. */
  importMany(events: Events): Promise<Written>;
  /** What it last wrote (or what was seeded) under this name. Throws when there is nothing. */
  facts(name: string): EventFacts;
}

export interface ColleagueOptions {
  /** Where the calendars are served, ending in '/'. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** The calendar it writes into, e.g. '/alice/work/'. */
  readonly calendar: string;
  /** What the calendar holds already. */
  readonly seeded: Events;
}

interface Version {
  readonly facts: EventFacts;
  readonly sequence: number;
}

/** A colleague who knows the seeded events. */
export function colleague(options: ColleagueOptions): Colleague {
  const known = new Map<string, Version>(
    Object.entries(options.seeded).map(([name, facts]) => [name, { facts, sequence: 0 }]),
  );
  const current = (name: string): Version => {
    const version = known.get(name);
    if (version === undefined) throw new Error(`the colleague knows no event called ${name}`);
    return version;
  };
  const put = async (name: string, facts: EventFacts): Promise<Written> => {
    const sequence = known.has(name) ? current(name).sequence + 1 : 0;
    const written = await request(options, 'PUT', name, eventText(name, facts, sequence));
    known.set(name, { facts, sequence });
    return written;
  };
  const alter = (name: string, change: Partial<EventFacts>): Promise<Written> =>
    put(name, { ...current(name).facts, ...change });
  return {
    create: put,
    move: (name, startsAt) => alter(name, { startsAt }),
    moveOccurrence: (name, original, startsAt) => {
      const { rule: _rule, moved = {}, ...facts } = current(name).facts;
      return alter(name, { moved: { ...moved, [original]: { ...facts, startsAt } } });
    },
    rename: (name, title) => alter(name, { title }),
    relocate: (name, place) => alter(name, { place }),
    cancel: (name) => alter(name, { cancelled: true }),
    remove: async (name) => {
      const written = await request(options, 'DELETE', name, null);
      known.delete(name);
      return written;
    },
    importMany: async (events) => {
      let last: Written | null = null;
      for (const [name, facts] of Object.entries(events)) last = await put(name, facts);
      if (last === null) throw new Error('there is nothing to import');
      return last;
    },
    facts: (name) => current(name).facts,
  };
}

async function request(
  options: ColleagueOptions,
  method: 'PUT' | 'DELETE',
  name: string,
  body: string | null,
): Promise<Written> {
  const { url, username, password, calendar } = options;
  const href = `${calendar}${name}.ics`;
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  const answer = await fetch(new URL(href, url), {
    method,
    headers: { authorization: `Basic ${credentials}`, 'content-type': 'text/calendar; charset=utf-8' },
    body,
  });
  const wroteAt = Date.now();
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${href} was answered ${answer.status}: ${text.slice(0, 200)}`);
  return { wroteAt, href };
}
