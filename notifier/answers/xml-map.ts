// Where each element of a document lies, so that an answer can be edited in place and every other byte kept.
// Works on text of one character per byte (latin1): offsets are byte offsets, and nothing is decoded on the way.
import { XmlError } from '../../wire/xml-reader.ts';

export interface Mapped {
  readonly namespace: string;
  readonly name: string;
  /** Offsets of the whole element, tags included. */
  readonly start: number;
  readonly end: number;
  /** Offset behind the last thing inside it; null for `<a/>`. */
  readonly contentEnd: number | null;
  readonly children: readonly Mapped[];
  /** Character data directly inside, entities resolved, decoded as UTF-8, trimmed. */
  readonly text: string;
}

type Scope = ReadonlyMap<string, string>;

interface Open {
  readonly qualified: string;
  readonly scope: Scope;
  readonly start: number;
  readonly children: Mapped[];
  text: string;
}

const DEPTH = 64;
const ATTRIBUTES = /\s+([^\s=>/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
// Comment, instruction, CDATA, closing tag, opening tag, text. A DOCTYPE is none of them, and is refused with the rest.
const TOKEN = new RegExp(
  [
    '<!--[\\s\\S]*?-->',
    '<\\?[\\s\\S]*?\\?>',
    '<!\\[CDATA\\[(?<cdata>[\\s\\S]*?)\\]\\]>',
    '</(?<closes>[^\\s>]+)\\s*>',
    `<(?<opens>[^\\s/>!?]+)(?<attributes>(?:${ATTRIBUTES.source})*)\\s*(?<empty>/?)>`,
    '(?<text>[^<]+)',
  ].join('|'),
  'y',
);

/** Maps a document given as latin1 text. Throws XmlError when it is not well-formed, too deep, or has a DTD. */
export function mapXml(text: string): Mapped {
  const stack: Open[] = [];
  let root: Mapped | null = null;
  const close = (end: number, contentEnd: number | null) => {
    const open = stack.pop();
    if (!open) throw new XmlError('a closing tag without its opening tag');
    const parent = stack.at(-1);
    const done = { ...expand(open.qualified, open.scope), ...closed(open), end, contentEnd };
    if (parent) parent.children.push(done);
    else if (root) throw new XmlError('two root elements');
    else root = done;
  };
  const token = new RegExp(TOKEN);
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const groups = token.exec(text)?.groups;
    // Comments and instructions match without a group; the groups object itself is there with every match.
    if (!groups) throw new XmlError(`no XML at offset ${at}`);
    const { opens, attributes = '', empty, closes, cdata, text: characters } = groups;
    if (opens !== undefined) {
      stack.push(opened(opens, attributes, stack, at));
      if (empty) close(token.lastIndex, null);
    } else if (closes !== undefined) {
      if (stack.at(-1)?.qualified !== closes) throw new XmlError(`unexpected closing tag at offset ${at}`);
      close(token.lastIndex, at);
    } else addText(stack, characters === undefined ? (cdata ?? '') : unescape(characters));
  }
  if (!root || stack.length > 0) throw new XmlError('the document is incomplete');
  return root;
}

function opened(qualified: string, attributes: string, stack: readonly Open[], start: number): Open {
  if (stack.length >= DEPTH) throw new XmlError(`elements nested deeper than ${DEPTH}`);
  const scope = scopeWith(attributes, stack.at(-1)?.scope ?? new Map());
  return { qualified, scope, start, children: [], text: '' };
}

function closed({ start, children, text }: Open): Pick<Mapped, 'start' | 'children' | 'text'> {
  return { start, children, text: utf8(text).trim() };
}

function addText(stack: readonly Open[], text: string): void {
  const top = stack.at(-1);
  if (top) top.text += text;
  // A byte order mark in front is the one thing that may stand outside (three characters here).
  else if (text.replace(/^\u00ef\u00bb\u00bf/, '').trim() !== '') throw new XmlError('text outside the root');
}

function scopeWith(attributes: string, outer: Scope): Scope {
  if (!attributes.includes('xmlns')) return outer;
  const scope = new Map(outer);
  for (const [, name = '', double, single] of attributes.matchAll(ATTRIBUTES)) {
    const value = unescape(double ?? single ?? '');
    if (name === 'xmlns') scope.set('', value);
    else if (name.startsWith('xmlns:')) scope.set(name.slice(6), value);
  }
  return scope;
}

function expand(qualified: string, scope: Scope): { namespace: string; name: string } {
  const colon = qualified.indexOf(':');
  const prefix = colon < 0 ? '' : qualified.slice(0, colon);
  const namespace = scope.get(prefix) ?? (prefix === '' ? '' : null);
  if (namespace === null) throw new XmlError('a prefix without its namespace');
  return { namespace, name: qualified.slice(colon + 1) };
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));?/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) {
      const character = NAMED[String(name)];
      if (character === undefined || !whole.endsWith(';')) throw new XmlError('an entity nobody declared');
      return character;
    }
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
    if (code > 0x10ffff) throw new XmlError('a character that does not exist');
    return Buffer.from(String.fromCodePoint(code)).toString('latin1');
  });
}

const utf8 = (latin1: string) => Buffer.from(latin1, 'latin1').toString('utf8');
