// What an independent XML parser makes of a document: the same tree as wire/xml-reader.ts, or its refusal.
import { SaxesParser } from 'saxes';
import type { Element } from '../../protocol/element.ts';

interface Growing extends Element {
  readonly children: Growing[];
  text: string;
}

/** Throws whatever the parser finds wrong, and for a document type declaration. */
export function saxesTree(text: string): Element {
  const parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const stack: Growing[] = [];
  let root: Growing | null = null;
  const addText = (data: string) => {
    const top = stack.at(-1);
    if (top) top.text += data;
  };
  parser.on('doctype', () => {
    throw new Error('a document type declaration');
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    const own = Object.values(attributes).map((a) => [a.local, a.value] as const);
    const element = {
      name: local,
      namespace: uri,
      attributes: Object.fromEntries(own),
      children: [],
      text: '',
    };
    stack.at(-1)?.children.push(element);
    root ??= element;
    stack.push(element);
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const done = stack.pop();
    if (done) done.text = done.text.trim();
  });
  parser.write(text).close();
  if (!root) throw new Error('no root');
  return root;
}
