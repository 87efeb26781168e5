// XML as the server writes it, and the little of a request's XML it reads.
import { child, children, type Element } from '../../../protocol/element.ts';
import { APPLE_ICAL, CALDAV, CALENDAR_SERVER, DAV } from '../../../protocol/namespaces.ts';
import { xmlReader } from '../../../wire/xml-reader.ts';

/** A property or a report by namespace and name: '{DAV:}getetag'. */
export type QName = `{${string}}${string}`;

const PREFIXES: Readonly<Record<string, string>> = {
  [DAV]: 'D',
  [CALDAV]: 'C',
  [CALENDAR_SERVER]: 'CS',
  [APPLE_ICAL]: 'I',
};

/** What a request asked for. */
export interface Question {
  readonly root: QName;
  /** Children of its root. */
  readonly parts: readonly Element[];
  /** Properties named in its prop element. */
  readonly properties: readonly QName[];
}

/** Reads a request body; null when there is none or it is not XML. */
export function readQuestion(body: string): Question | null {
  const parts: Element[] = [];
  const reader = xmlReader((part) => void parts.push(part));
  try {
    reader.write(body);
    const { namespace, name } = reader.end();
    const prop = parts.find((part) => part.namespace === DAV && part.name === 'prop');
    const properties = (prop?.children ?? []).map((each): QName => `{${each.namespace}}${each.name}`);
    return { root: `{${namespace}}${name}`, parts, properties };
  } catch {
    return null; // answered with 400
  }
}

/** Text of the first child of that name, null without one. */
export function textOf({ parts }: Question, namespace: string, name: string): string | null {
  return child(rootOf(parts), namespace, name)?.text ?? null;
}

/** Texts of all children of that name. */
export function textsOf({ parts }: Question, namespace: string, name: string): readonly string[] {
  return children(rootOf(parts), namespace, name).map((each) => each.text);
}

function rootOf(parts: readonly Element[]): Element {
  return { name: '', namespace: '', attributes: {}, children: parts, text: '' };
}

const DECLARED = Object.entries(PREFIXES).map(([uri, prefix]) => ` xmlns:${prefix}="${uri}"`);
export const OPEN = `<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus${DECLARED.join('')}>`;
export const CLOSE = '</D:multistatus>\n';

/** `<D:error>` with a precondition in it. */
export function errorBody(condition: QName): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<D:error${DECLARED.join('')}>${element(condition, '')}</D:error>`;
}

/** An element of that name around what is XML already. */
export function element(name: QName, inner: string): string {
  const [, namespace = '', local = ''] = /^\{(.*)\}(.*)$/.exec(name) ?? [];
  const prefix = PREFIXES[namespace];
  const [tag, declared] =
    prefix === undefined ? [`x:${local}`, ` xmlns:x="${escaped(namespace)}"`] : [`${prefix}:${local}`, ''];
  return inner === '' ? `<${tag}${declared}/>` : `<${tag}${declared}>${inner}</${tag}>`;
}

/** One response with the properties that are there (inner XML by name) and those that are not. */
export function found(
  href: string,
  properties: ReadonlyMap<QName, string>,
  missing: readonly QName[] = [],
): string {
  const there = [...properties].map(([name, inner]) => element(name, inner)).join('');
  const absent = missing.map((name) => element(name, '')).join('');
  const stats = [
    ...(there === '' && absent !== '' ? [] : [propstat(there, '200 OK')]),
    ...(absent === '' ? [] : [propstat(absent, '404 Not Found')]),
  ];
  return `<D:response><D:href>${escaped(href)}</D:href>${stats.join('')}</D:response>`;
}

/** A propstat; `status` as in '200 OK'. */
export function propstat(inner: string, status: string): string {
  return `<D:propstat><D:prop>${inner}</D:prop><D:status>HTTP/1.1 ${status}</D:status></D:propstat>`;
}

/** One response that is a status, with what follows it. */
export function told(href: string, status: string, more = ''): string {
  return `<D:response><D:href>${escaped(href)}</D:href><D:status>HTTP/1.1 ${status}</D:status>${more}</D:response>`;
}

/** Text as XML character data. */
export function escaped(text: string): string {
  if (!/[&<>]/.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
