// What is to be listened to: the home, which tells of calendars that come and go, and the calendars that are shown.
import type { Calendar } from '../core/model.ts';
import type { FoundAccount } from '../core/ports.ts';

/** URL of a home or a calendar -> its node. */
export type Wanted = ReadonlyMap<string, string>;

/** What these calendars are announced by. Of one without a node of its own its home tells. */
export function wantedIn({ calendars, homeUrls, push }: FoundAccount, shown: readonly Calendar[]): Wanted {
  const urls = new Set(shown.map(({ url }) => url));
  const nodes = calendars.flatMap((c) =>
    urls.has(c.url) && c.node !== null ? [[c.url, c.node] as const] : [],
  );
  const home = push ? homeUrls.slice(0, 1).map((url) => [url, push.homeNode] as const) : [];
  return new Map([...home, ...nodes]);
}
