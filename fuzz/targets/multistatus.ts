// Answers of any server: cut anywhere they mean the same, and an independent parser agrees with what they mean.
import type { Element } from '../../protocol/element.ts';
import { saxesTree } from '../../test/support/saxes-tree.ts';
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
    agree(input);
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

/** The limits, and characters that only the other parser knows where to expect. */
const OURS_ALONE = /more than|deeper|longer|larger|does not end|no reference/;

function agree(input: string): void {
  // What comes before the XML declaration is read leniently, by us alone.
  const text = input.replace(/^[\ufeff\s]+/, '');
  let ours: Element;
  try {
    ours = readXml(text);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    must(
      OURS_ALONE.test(error.message) || saxesReads(text) === null,
      `refused by us alone: ${error.message}`,
    );
    return;
  }
  const theirs = saxesReads(text);
  must(theirs !== null, 'accepted by us alone');
  must(JSON.stringify(sorted(ours)) === JSON.stringify(theirs && sorted(theirs)), 'understood differently');
}

function saxesReads(text: string): Element | null {
  try {
    return saxesTree(text);
  } catch {
    return null; // its refusal, of whatever kind
  }
}

function sorted({ name, namespace, attributes, text, children }: Element): unknown {
  const own = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [name, namespace, own, text, children.map(sorted)];
}
