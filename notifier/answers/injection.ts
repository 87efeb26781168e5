// Puts properties of the CalendarServer namespace, or Belfry's own, into an answer by editing its bytes in place: what the server wrote
// keeps its prefixes, its order and its spelling.
import { CALENDAR_SERVER, DAV } from '../../protocol/namespaces.ts';
import { writePushProperty } from '../../protocol/push-properties.ts';
import type { PushPropertyName, PushTransport } from '../../protocol/push-properties.ts';
import { propOf, propstatsOf, statusOf } from './recognition.ts';
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

/** A property, serialised. */
export interface Fragment {
  readonly namespace: string;
  readonly name: string;
  readonly text: string;
}

/** One response, and what it is to say. */
export interface InjectionTarget {
  readonly response: Mapped;
  readonly fragments: readonly Fragment[];
}

/** The asked push properties that a resource has. */
export function pushFragments(asked: readonly PushPropertyName[], values: PushValues): readonly Fragment[] {
  return asked.flatMap((name) => {
    const text = writePushProperty(name, values);
    return text === null ? [] : [{ namespace: CALENDAR_SERVER, name, text }];
  });
}

/** `text` (latin1) with these properties put into a 200 propstat of each response. The rest keeps every byte. */
export function injectProperties(text: string, targets: readonly InjectionTarget[]): string {
  return apply(
    text,
    targets.flatMap((target) => editsFor(text, target)),
  );
}

function editsFor(text: string, target: InjectionTarget): readonly Edit[] {
  const { response } = target;
  const propstats = propstatsOf(response);
  // A server that has the property, or refuses it, has decided for itself.
  const decided = new Set(propstats.filter((p) => statusOf(p) !== 404).flatMap(namesIn));
  const fragments = target.fragments.filter((f) => !decided.has(fullName(f)));
  if (fragments.length === 0) return [];
  // Both names of the heartbeat are answered by the one wrapper, as Apple's server did.
  // In bytes, as the text around it.
  const added = Buffer.from([...new Set(fragments.map((f) => f.text))].join('')).toString('latin1');
  const missing = propstats.filter((p) => statusOf(p) === 404);
  const ours = new Set(fragments.map(fullName));
  const isOurs = (p: Mapped) => ours.has(fullName(p));
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

function namesIn(propstat: Mapped): readonly string[] {
  return (propOf(propstat)?.children ?? []).map(fullName);
}

function fullName({ namespace, name }: Pick<Fragment, 'namespace' | 'name'>): string {
  return `${namespace} ${name}`;
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
