// An opening tag: its name, its attributes and the namespaces it declares.
import { oneLineEnd, resolveReferences, type Forbidden } from './character-data.ts';
import { XmlError } from './xml-error.ts';
import { declare, FIRST_PREFIXES, namespaceOf, splitName, type Prefixes } from './xml-names.ts';

export interface StartTag {
  /** As written, prefix included: what the closing tag has to say. */
  readonly qualified: string;
  readonly name: string;
  readonly namespace: string;
  /** By local name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** `<a/>`. */
  readonly empty: boolean;
  /** What tags inside it are read by. */
  readonly inside: TagReader;
}

export interface TagReader {
  /** `tag` from behind its "<" to before its ">". Throws XmlError. */
  read(tag: string): StartTag;
}

export interface TagLimits {
  /** Attributes of one tag, namespace declarations included. */
  readonly attributes: number;
  readonly forbidden: Forbidden;
}

// White space is these four characters (XML 1.0 section 2.3), far fewer than a regular expression takes for it.
const S = '[ \\t\\r\\n]';
const NAME = '[^ \\t\\r\\n/>"\'=<]+';
const TAG = new RegExp(`^(${NAME})((?:${S}+${NAME}${S}*=${S}*(?:"[^"<]*"|'[^'<]*'))*)${S}*(/?)$`);
const ATTRIBUTE = new RegExp(`(${NAME})${S}*=${S}*(?:"([^"]*)"|'([^']*)')`, 'g');
/** A multistatus says the same few tags over and over: each is understood once. */
const REMEMBERED = 64;
const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({});

/** Reads tags where these prefixes hold. */
export function tagReader(limits: TagLimits, prefixes: Prefixes = FIRST_PREFIXES): TagReader {
  const known = new Map<string, StartTag>();
  const reader: TagReader = {
    read(tag) {
      const before = known.get(tag);
      if (before) return before;
      const read = readTag(tag, prefixes, limits, reader);
      if (known.size < REMEMBERED) known.set(tag, read);
      return read;
    },
  };
  return reader;
}

function readTag(tag: string, outer: Prefixes, limits: TagLimits, around: TagReader): StartTag {
  const [, qualified, rest = '', slash] = TAG.exec(tag) ?? [];
  if (qualified === undefined) throw new XmlError('a tag that is not well-formed');
  const attributes = readAttributes(rest, limits);
  const prefixes = declare(outer, attributes);
  const { prefix, local } = splitName(qualified);
  return {
    qualified,
    name: local,
    namespace: namespaceOf(prefix, prefixes),
    attributes: byLocalName(attributes, prefixes),
    empty: slash === '/',
    inside: prefixes === outer ? around : tagReader(limits, prefixes),
  };
}

function readAttributes(text: string, limits: TagLimits): readonly (readonly [string, string])[] {
  const attributes: (readonly [string, string])[] = [];
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE)) {
    // Section 3.3.3: white space in a value is spaces, but for what was written as a reference.
    const raw = oneLineEnd(double ?? single ?? '').replace(/[\t\n]/g, ' ');
    attributes.push([name, resolveReferences(raw, limits.forbidden)]);
    if (attributes.length > limits.attributes) {
      throw new XmlError(`a tag with more than ${limits.attributes} attributes`);
    }
  }
  return attributes;
}

function byLocalName(
  attributes: readonly (readonly [string, string])[],
  prefixes: Prefixes,
): Readonly<Record<string, string>> {
  if (attributes.length === 0) return NO_ATTRIBUTES;
  const seen = new Set<string>();
  const entries = attributes.map(([name, value]) => {
    const { prefix, local } = splitName(name);
    // The default namespace is not for attributes (section 6.2).
    const namespace = prefix === '' || prefix === 'xmlns' ? prefix : namespaceOf(prefix, prefixes);
    seen.add(`${namespace} ${local}`);
    return [local, value] as const;
  });
  if (seen.size < attributes.length) throw new XmlError('an attribute twice');
  return Object.freeze(Object.fromEntries(entries));
}
