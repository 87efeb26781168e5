// Puts properties of the CalendarServer namespace, or Belfry's own, into an answer by editing its bytes in place: what the server wrote
// keeps its prefixes, its order and its spelling.
import { CALENDAR_SERVER, DAV } from '../../protocol/namespaces.ts';
import { isPushProperty, writePushProperty } from '../../protocol/push-properties.ts';
import type { PushPropertyName, PushTransport } from '../../protocol/push-properties.ts';
import { XmlError, readXml } from '../../wire/xml-reader.ts';
import { propOf, propstatsOf, statusOf } from './recognition.ts';
import type { Recognised } from './recognition.ts';
import type { Mapped } from './xml-map.ts';

/** One replacement of text[start, end) by `by`. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** What one resource is to say: `transport` null for collections. */
export interface PushValues {
  readonly pushkey: string;
  readonly transport: PushTransport | null;
}

const REQUEST_LIMITS = { depth: 16, size: 64 * 1024 };

/**
 * The push properties a PROPFIND body asks for by name; empty for allprop, propname, a body that is no PROPFIND or no
 * XML (the server will say so).
 */
export function askedPushProperties(body: string): readonly PushPropertyName[] {
  try {
    const root = readXml(body, { limits: REQUEST_LIMITS });
    if (root.namespace !== DAV || root.name !== 'propfind') return [];
    const asked = root.children
      .filter((c) => c.namespace === DAV && c.name === 'prop')
      .flatMap((prop) => prop.children)
      .flatMap((p) => (isPushProperty(p.namespace, p.name) ? [p.name] : []));
    return [...new Set(asked)];
  } catch (error) {
    if (error instanceof XmlError) return []; // not ours to refuse: it goes on as it came
    throw error;
  }
}

/** True when the resource has at least one of the asked properties: collections have only `pushkey`. */
export function hasAnswer(kind: Recognised['kind'], asked: readonly PushPropertyName[]): boolean {
  return kind === 'home' ? asked.length > 0 : asked.includes('pushkey');
}

/** `text` (latin1) with the asked properties of each target put into a 200 propstat. The rest keeps every byte. */
export function inject(
  text: string,
  asked: readonly PushPropertyName[],
  targets: readonly (PushValues & { readonly response: Mapped })[],
): string {
  const withFragments = targets.map((target) => ({
    response: target.response,
    fragments: new Map(
      asked.flatMap((name) => {
        const fragment = writePushProperty(name, target);
        return fragment === null ? [] : [[name, fragment] as const];
      }),
    ),
  }));
  return injectProperties(text, withFragments);
}

/** One response, and what it is to say: name -> serialised property. */
export interface InjectionTarget {
  readonly response: Mapped;
  readonly fragments: ReadonlyMap<string, string>;
  /** Of the properties; the CalendarServer namespace unless told. */
  readonly namespace?: string;
}

/** `text` (latin1) with these properties put into a 200 propstat of each response. The rest keeps every byte. */
export function injectProperties(text: string, targets: readonly InjectionTarget[]): string {
  return apply(
    text,
    targets.flatMap((target) => editsFor(text, target)),
  );
}

function editsFor(text: string, target: InjectionTarget): readonly Edit[] {
  const { response, fragments: wished, namespace = CALENDAR_SERVER } = target;
  const propstats = propstatsOf(response);
  // A server that has the property, or refuses it, has decided for itself.
  const decided = new Set(propstats.filter((p) => statusOf(p) !== 404).flatMap((p) => namesIn(p, namespace)));
  const fragments = new Map([...wished].filter(([name]) => !decided.has(name)));
  if (fragments.size === 0) return [];
  // Both names of the heartbeat are answered by the one wrapper, as Apple's server did.
  // In bytes, as the text around it.
  const added = Buffer.from([...new Set(fragments.values())].join('')).toString('latin1');
  const missing = propstats.filter((p) => statusOf(p) === 404);
  const isOurs = (p: Mapped) => p.namespace === namespace && fragments.has(p.name);
  return [insertion(text, response, added), ...missing.flatMap((p) => removals(text, p, isOurs))];
}

function insertion(text: string, response: Mapped, added: string): Edit {
  const propstats = propstatsOf(response);
  const prop = propstats
    .filter((p) => statusOf(p) === 200)
    .map(propOf)
    .find((p) => p !== undefined);
  if (prop && prop.contentEnd !== null) return { start: prop.contentEnd, end: prop.contentEnd, by: added };
  // `<x:prop/>`: nothing was found until now.
  if (prop) return { start: prop.start, end: prop.end, by: `<prop xmlns="DAV:">${added}</prop>` };
  const propstat = `<propstat xmlns="DAV:"><prop>${added}</prop><status>HTTP/1.1 200 OK</status></propstat>`;
  // RFC 8144 section 2.1: a minimal answer to which nothing was found has a status instead of propstats.
  const status = response.children.find((c) => c.namespace === DAV && c.name === 'status');
  if (status && propstats.length === 0) return { start: status.start, end: status.end, by: propstat };
  const href = response.children.find((c) => c.namespace === DAV && c.name === 'href');
  const at = propstats[0] ? beforeSpace(text, propstats[0].start) : (href?.end ?? response.start);
  return { start: at, end: at, by: propstat };
}

function removals(text: string, propstat: Mapped, isOurs: (property: Mapped) => boolean): readonly Edit[] {
  const all = propOf(propstat)?.children ?? [];
  const ours = all.filter(isOurs);
  if (ours.length === 0) return [];
  return (ours.length === all.length ? [propstat] : ours).map((e) => cut(text, e));
}

// The white space in front goes too, so that a pretty-printed answer stays pretty.
function cut(text: string, { start, end }: Mapped): Edit {
  return { start: beforeSpace(text, start), end, by: '' };
}

function beforeSpace(text: string, offset: number): number {
  let at = offset;
  while (/\s/.test(text[at - 1] ?? '')) at--;
  return at;
}

function namesIn(propstat: Mapped, namespace: string): readonly string[] {
  const properties = propOf(propstat)?.children ?? [];
  return properties.filter((p) => p.namespace === namespace).map((p) => p.name);
}

function apply(text: string, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const { start, end, by } of ordered) {
    result += text.slice(at, start) + by;
    at = end;
  }
  return result + text.slice(at);
}
