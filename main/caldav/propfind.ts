// PROPFIND, and the words that bodies of PROPFIND and REPORT requests are made of.
import type { Element } from '../../protocol/element.ts';
import { APPLE_ICAL, BELFRY, CALDAV, CALENDAR_SERVER, DAV } from '../../protocol/namespaces.ts';
import type { MultistatusResponse } from '../../wire/multistatus.ts';
import type { DavHttp } from './http.ts';
import { readAnswer } from './multistatus-answer.ts';

/** The namespace prefixes every request body declares. */
const PREFIXES = { d: DAV, c: CALDAV, cs: CALENDAR_SERVER, ical: APPLE_ICAL, bf: BELFRY } as const;
/** A property as `prefix:name`, e.g. `d:getetag`. */
export type PropertyName = `${keyof typeof PREFIXES}:${string}`;

/** A request body: `root` is an element name, `inner` its serialised content. */
export function davBody(root: PropertyName, inner: string): string {
  const declarations = Object.entries(PREFIXES).map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`);
  return `<?xml version="1.0" encoding="utf-8"?><${root}${declarations.join('')}>${inner}</${root}>`;
}

/** `<d:prop>` with these properties in it. */
export function propElement(names: readonly PropertyName[]): string {
  return `<d:prop>${names.map((n) => `<${n}/>`).join('')}</d:prop>`;
}

/** RFC 4918 section 9.1. Returns the responses, the URL that answered in the end, and its DAV header. */
export async function propfind(
  http: DavHttp,
  request: { readonly url: string; readonly depth: '0' | '1'; readonly properties: readonly PropertyName[] },
  signal: AbortSignal,
): Promise<{
  readonly url: string;
  readonly responses: readonly MultistatusResponse[];
  readonly dav: string | null;
}> {
  const { url, depth, properties } = request;
  const body = davBody('d:propfind', propElement(properties));
  const answer = await http.send({ method: 'PROPFIND', url, depth, body, signal });
  return { url: answer.url, responses: await readAnswer(answer), dav: answer.headers.get('dav') };
}

/** A property among those found, by namespace and name. */
export function property(
  properties: readonly Element[],
  namespace: string,
  name: string,
): Element | undefined {
  return properties.find((p) => p.name === name && p.namespace === namespace);
}
