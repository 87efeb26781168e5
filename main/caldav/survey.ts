// What homes hold: calendars, how far each has moved, and where changes are announced. One PROPFIND for each home.
import { DAV } from '../../protocol/namespaces.ts';
import { readPushTransport, type PushTransport } from '../../protocol/push-properties.ts';
import { foundProperties } from '../../wire/multistatus.ts';
import type { BelfryError } from '../core/errors.ts';
import { failureOf, type Home } from './circle.ts';
import { CALENDAR_PROPERTIES, readCalendar, type OwnedCalendar } from './found-calendar.ts';
import { withSlash } from './href.ts';
import type { DavHttp } from './http.ts';
import { placeOf } from './place.ts';
import { placesIn } from './principal.ts';
import { property, propfind } from './propfind.ts';

export interface HomeFound {
  readonly home: Home;
  readonly calendars: readonly OwnedCalendar[];
  readonly push: PushTransport | null;
  /** URL of the principal the home belongs to; null when it does not say. */
  readonly ownerUrl: string | null;
}

/** What became of looking into one home. */
export type HomeAnswer = HomeFound | { readonly home: Home; readonly error: BelfryError };

/** Looks into each home, all at once. A failure is an answer; only being called off throws. */
export function surveyHomes(
  homes: readonly Home[],
  http: DavHttp,
  signal: AbortSignal,
): Promise<readonly HomeAnswer[]> {
  const look = (home: Home): Promise<HomeAnswer> =>
    surveyHome(home, http, signal).catch((error: unknown) => ({ home, error: failureOf(error) }));
  return Promise.all(homes.map(look));
}

async function surveyHome(home: Home, http: DavHttp, signal: AbortSignal): Promise<HomeFound> {
  const request = { url: home.url, depth: '1', properties: CALENDAR_PROPERTIES } as const;
  const { url, responses } = await propfind(http, request, signal);
  const itself = placeOf(url, url);
  const calendars: OwnedCalendar[] = [];
  let push: PushTransport | null = null;
  let ownerUrl: string | null = null;
  for (const response of responses) {
    const place = placeOf(response.href, url);
    if (place === null) continue;
    if (itself !== null && withSlash(place) === withSlash(itself)) {
      const properties = foundProperties(response);
      push ??= readPushTransport(properties);
      ownerUrl ??= placesIn(property(properties, DAV, 'owner'), url)[0] ?? null;
    }
    const calendar = readCalendar(withSlash(place), response, home.writable);
    if (calendar) calendars.push(calendar);
  }
  return { home, calendars, push, ownerUrl };
}
