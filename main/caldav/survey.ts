// What homes hold: calendars, how far each has moved, and where changes are announced. One PROPFIND for each home,
// unless the server fails over it.
import { DAV } from '../../protocol/namespaces.ts';
import { readPushTransport, type PushTransport } from '../../protocol/push-properties.ts';
import { foundProperties } from '../../wire/multistatus.ts';
import type { BelfryError } from '../core/errors.ts';
import type { EnrolmentPlace } from '../core/ports.ts';
import type { RemoteVersion } from '../core/sync/replica-ports.ts';
import { failureOf, isGeneral, type Home } from './circle.ts';
import { enrolmentPlaceIn } from './enrol.ts';
import { CALENDAR_PROPERTIES, readCalendar, type OwnedCalendar } from './found-calendar.ts';
import { withSlash } from './href.ts';
import type { DavHttp } from './http.ts';
import { placeOf } from './place.ts';
import { placesIn } from './principal.ts';
import { property, propfind, type PropertyName } from './propfind.ts';
import { readVersion, VERSION_PROPERTIES } from './version.ts';

export interface HomeFound {
  readonly home: Home;
  readonly calendars: readonly OwnedCalendar[];
  readonly push: PushTransport | null;
  readonly enrolment: EnrolmentPlace | null;
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
  const ask = (properties: readonly PropertyName[]) =>
    propfind(http, { url: home.url, depth: '1', properties }, signal);
  try {
    return read(home, await ask([...CALENDAR_PROPERTIES, ...VERSION_PROPERTIES]));
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind !== 'protocol' || !failure.reason.startsWith('http-5')) throw failure;
  }
  // Radicale computes versions from the objects, and one that it cannot read fails the whole home.
  const found = read(home, await ask(CALENDAR_PROPERTIES));
  const calendars = found.calendars.map(async (one) => {
    const version = await versionOf(one.calendar.url, http, signal);
    return { ...one, calendar: { ...one.calendar, ...version } };
  });
  return { ...found, calendars: await Promise.all(calendars) };
}

// One that says nothing about itself is looked into: its own pull shows what is wrong with it.
async function versionOf(url: string, http: DavHttp, signal: AbortSignal): Promise<RemoteVersion> {
  try {
    const { responses } = await propfind(http, { url, depth: '0', properties: VERSION_PROPERTIES }, signal);
    return readVersion(responses.flatMap((response) => foundProperties(response)));
  } catch (error) {
    const failure = failureOf(error);
    if (isGeneral(failure)) throw failure;
    return readVersion([]);
  }
}

function read(home: Home, { url, responses }: Awaited<ReturnType<typeof propfind>>): HomeFound {
  const itself = placeOf(url, url);
  const calendars: OwnedCalendar[] = [];
  let push: PushTransport | null = null;
  let enrolment: EnrolmentPlace | null = null;
  let ownerUrl: string | null = null;
  for (const response of responses) {
    const place = placeOf(response.href, url);
    if (place === null) continue;
    if (itself !== null && withSlash(place) === withSlash(itself)) {
      const properties = foundProperties(response);
      push ??= readPushTransport(properties);
      enrolment ??= enrolmentPlaceIn(properties, url);
      ownerUrl ??= placesIn(property(properties, DAV, 'owner'), url)[0] ?? null;
    }
    const calendar = readCalendar(withSlash(place), response, home.writable);
    if (calendar) calendars.push(calendar);
  }
  return { home, calendars, push, enrolment, ownerUrl };
}
