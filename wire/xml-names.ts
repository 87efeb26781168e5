// Names and what their prefixes stand for (Namespaces in XML 1.0).
import { XmlError } from './xml-error.ts';

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';

const START =
  'A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const NC_NAME = `[${START}][${START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040]*`;
const QUALIFIED = new RegExp(`^(?:(${NC_NAME}):)?(${NC_NAME})$`, 'u');

/** Which namespace each prefix stands for somewhere in a document; '' is the default. */
export type Prefixes = ReadonlyMap<string, string>;

/** What holds before anything is declared. */
export const FIRST_PREFIXES: Prefixes = new Map([['xml', XML_NAMESPACE]]);

/** `prefix:local`; prefix '' when there is none. Throws XmlError when it is no name. */
export function splitName(name: string): { readonly prefix: string; readonly local: string } {
  const match = QUALIFIED.exec(name);
  if (!match?.[2]) throw new XmlError('something that is no name');
  return { prefix: match[1] ?? '', local: match[2] };
}

/** The namespace of a prefix; '' for the default one where none is declared. Throws XmlError. */
export function namespaceOf(prefix: string, prefixes: Prefixes): string {
  const uri = prefixes.get(prefix);
  if (uri === undefined && prefix !== '') throw new XmlError('a prefix without its namespace');
  return uri ?? '';
}

/** The prefixes inside a tag with these attributes (name, value). Throws XmlError for what may not be declared. */
export function declare(outer: Prefixes, attributes: readonly (readonly [string, string])[]): Prefixes {
  const declared = attributes.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (declared.length === 0) return outer;
  const prefixes = new Map(outer);
  for (const [name, value] of declared) {
    const prefix = name === 'xmlns' ? '' : name.slice('xmlns:'.length);
    const uri = value.trim();
    if ((uri === '' && prefix !== '') || isReserved(prefix, uri)) {
      throw new XmlError('a namespace that may not be declared so');
    }
    prefixes.set(prefix, uri);
  }
  return prefixes;
}

// Section 3: `xml` stands for one namespace, which nothing else stands for; `xmlns` is never declared.
function isReserved(prefix: string, uri: string): boolean {
  if (prefix === 'xmlns' || uri === XMLNS_NAMESPACE) return true;
  return (prefix === 'xml') !== (uri === XML_NAMESPACE);
}
