// Answers of any server: cut anywhere they mean the same, what is refused is refused as XML, and limits hold.
import type { Element } from '../../protocol/element.ts';
import { forbiddenDropper, type Forbidden } from '../../wire/forbidden-characters.ts';
import { multistatusReader, type MultistatusResponse } from '../../wire/multistatus.ts';
import { readXml, XmlError } from '../../wire/xml-reader.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';

export const multistatus: Target = {
  name: 'multistatus',
  inputs: 'files',
  floor: 20,
  language: {
    tokens: [/<!--|<!\[CDATA\[|\]\]>|-->|<[^<>]*>|&[^;<]{0,9};?|[^<&]+|[^]/g],
    words: [
      '<',
      '>',
      '/>',
      '</',
      '<a>',
      '</a>',
      '<a/>',
      '&amp;',
      '&lt;',
      '&#13;',
      '&#0;',
      '&#xD800;',
      '&#x1F389;',
      '&#x;',
      '&nbsp;',
      '&',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '--',
      '<?x ',
      '?>',
      '<?xml version="1.0"?>',
      '<!DOCTYPE a>',
      '<!ENTITY a "b">',
      ' xmlns="DAV:"',
      ' xmlns:D="DAV:"',
      ' xmlns:D=""',
      ' xmlns="',
      ' a="1"',
      " a='>'",
      '<D:response>',
      '</D:response>',
      '<response>',
      '</response>',
      '<propstat>',
      '<status>HTTP/1.1 200 OK</status>',
      '<status/>',
      '<sync-token>',
      '\ufeff',
      '\u0001',
    ],
  },
  check(input, _other, random) {
    const whole = outcome(() => responsesOf([input]));
    const cut = outcome(() => responsesOf(chunks(input, random)));
    must(cut === whole, 'an answer means the same wherever it is cut');
    dropsOnlyForbidden(input);
    keepsLimits(input);
  },
};

function responsesOf(parts: readonly string[]): string {
  const responses: MultistatusResponse[] = [];
  const reader = multistatusReader((response) => responses.push(response));
  for (const part of parts) reader.write(part);
  return JSON.stringify([responses, reader.end()]);
}

function outcome(read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (error instanceof XmlError) return 'refused';
    throw error;
  }
}

function chunks(input: string, random: Random): readonly string[] {
  const longest = random.pick([1, 3, 20, 500]);
  const parts: string[] = [];
  for (let at = 0; at < input.length;) {
    const end = at + 1 + random.below(longest);
    parts.push(input.slice(at, end));
    at = end;
  }
  return parts;
}

/** Where nothing is forbidden, dropping it is no different from refusing it. */
function dropsOnlyForbidden(input: string): void {
  const drop = forbiddenDropper();
  if (drop(input) !== input) return;
  const read = (forbidden: Forbidden) => outcome(() => JSON.stringify(readXml(input, { forbidden })));
  must(read('drop') === read('refuse'), 'nothing was forbidden, and something is missing');
}

const NARROW = { depth: 4, elements: 8, attributes: 2, text: 40 };

function keepsLimits(input: string): void {
  outcome(() => {
    const root = readXml(input, { limits: NARROW, forbidden: 'drop' });
    for (const child of root.children) must(counted(child) <= NARROW.elements, 'more elements than allowed');
    must(within(root, NARROW.depth), 'something is larger than allowed');
    return '';
  });
}

function counted(element: Element): number {
  return element.children.reduce((sum, child) => sum + counted(child), 1);
}

function within({ text, attributes, children }: Element, depth: number): boolean {
  if (depth === 0 || text.length > NARROW.text) return false;
  return (
    Object.keys(attributes).length <= NARROW.attributes && children.every((child) => within(child, depth - 1))
  );
}
