// Whose a calendar is: nobody's to mention when it is one's own.
import type { FoundCalendar } from '../core/ports.ts';
import { failureOf } from './circle.ts';
import { lastSegment } from './found-calendar.ts';
import type { DavHttp } from './http.ts';
import { readName } from './principal.ts';
import type { HomeAnswer, HomeFound } from './survey.ts';

/** Names of strangers asked for in one look; the others are asked for in the next. */
const MOST_NAMES = 20;

export interface People {
  /** The account's own principal, by every URL it is known by. */
  readonly self: readonly string[];
  /** URL of a principal -> name; grows. */
  readonly names: Map<string, string>;
}

/**
 * The calendars of all homes, each once, with whose they are. One PROPFIND for each owner seen for the first time.
 */
export async function withPeople(
  answers: readonly HomeAnswer[],
  { self, names }: People,
  http: DavHttp,
  signal: AbortSignal,
): Promise<readonly FoundCalendar[]> {
  const found = answers.filter((answer) => 'calendars' in answer);
  const own = new Set([...self, ...ownersOfOwn(found)]);
  const strangers = found
    .filter(({ home }) => home.from === null)
    .flatMap(({ calendars }) => calendars)
    .filter(({ sharer, ownerUrl }) => sharer === '' && ownerUrl !== null && !own.has(ownerUrl))
    .flatMap(({ ownerUrl }) => ownerUrl ?? []);
  const unnamed = [...new Set(strangers)].filter((url) => !names.has(url)).slice(0, MOST_NAMES);
  await Promise.all(unnamed.map(async (url) => names.set(url, await nameOf(url, http, signal))));
  const calendars = new Map<string, FoundCalendar>();
  for (const { home, calendars: inside } of found) {
    for (const { calendar, ownerUrl, sharer } of inside) {
      const isOwn = ownerUrl === null || own.has(ownerUrl);
      const owner = sharer || (isOwn ? '' : (names.get(ownerUrl) ?? lastSegment(ownerUrl)));
      // One's own view of a calendar comes first: what a delegate sees of it adds nothing.
      if (!calendars.has(calendar.url))
        calendars.set(calendar.url, { ...calendar, person: home.person || owner });
    }
  }
  return [...calendars.values()];
}

// Servers know a principal by several URLs. Whoever owns the only home is whoever signed in.
function ownersOfOwn(found: readonly HomeFound[]): readonly string[] {
  const homes = found.filter(({ home }) => home.from === null);
  const [only] = homes;
  return homes.length === 1 && only?.ownerUrl ? [only.ownerUrl] : [];
}

// A name is a kindness: without it the end of the URL has to do.
async function nameOf(url: string, http: DavHttp, signal: AbortSignal): Promise<string> {
  try {
    return (await readName(url, http, signal)) || lastSegment(url);
  } catch (error) {
    failureOf(error);
    return lastSegment(url);
  }
}
