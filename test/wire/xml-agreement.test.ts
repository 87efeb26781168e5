// The reader against an independent parser: what either of them accepts means the same to both.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Element } from '../../protocol/element.ts';
import { readXml, XmlError } from '../../wire/xml-reader.ts';
import { saxesTree } from '../support/saxes-tree.ts';

/** Both of them read what comes before the declaration, and versions, in their own way: neither is generated. */
const PIECES = [
  '<a>',
  '</a>',
  '<b/>',
  '<D:x>',
  '</D:x>',
  '<D:x xmlns:D="DAV:">',
  '<a xmlns="DAV:">',
  '<a xmlns="">',
  '<x:b/>',
  '<b c="1"/>',
  "<b c='&lt;\t\n&#10;\r\n'/>",
  '<b c="1" c="2"/>',
  '<b D:c="1" c="2"/>',
  '<b D:c="1" E:c="2"/>',
  '<b xmlns:E="DAV:"/>',
  '<b xmlns:E=""/>',
  '<b xmlns:xml="urn:x"/>',
  '<b xmlns:xmlns="urn:x"/>',
  '<b xml:lang="de"/>',
  '<b c="a>b"/>',
  '<b c=1/>',
  '<b c/>',
  '<b c="<"/>',
  '<b  c = "1" />',
  '<b c="1"d="2"/>',
  '<1b/>',
  '<b:/>',
  '<:b/>',
  '<é/>',
  '<b\u0300/>',
  '<xmlns:b/>',
  '< b/>',
  '<b / >',
  '</a >',
  '</ a>',
  '&amp;',
  '&#13;',
  '&#x41;',
  '&#X41;',
  '&#0;',
  '&#xD800;',
  '&#x110000;',
  '&nbsp;',
  '&',
  '&;',
  '&#;',
  '&amp',
  ']]>',
  ']]',
  '>',
  '\r',
  '\r\n',
  '\n',
  ' ',
  '\t',
  'é🎉',
  '<![CDATA[',
  ']]>',
  '<![CDATA[<a>&amp;\r\n]]]]>',
  '<![cdata[]]>',
  '<!-- c -->',
  '<!-- -- -->',
  '<!---->',
  '<!-->',
  '<!--->',
  '<?x y?>',
  '<?x?>',
  '<??>',
  '<?xml?>',
  '<?x:y?>',
  '<!DOCTYPE a>',
  '<!ENTITY a "b">',
  '"',
  "'",
  '=',
  '/',
  '?',
  '!',
  '\u0001',
  '\uFFFE',
  'text',
] as const;
const document = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 12 })
  .map((pieces) => `<a xmlns:D="DAV:" xmlns:E="DAV:">${pieces.join('')}</a>`);

function outcome(read: () => Element): Element | 'refused' {
  try {
    return read();
  } catch {
    return 'refused';
  }
}

describe('the reader and an independent parser', () => {
  test('agree on documents made of everything that is hard', () => {
    let accepted = 0;
    fc.assert(
      fc.property(document, (text) => {
        const ours = outcome(() => readXml(text));
        expect(ours).toEqual(outcome(() => saxesTree(text)));
        if (ours !== 'refused') accepted += 1;
      }),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  test.each(PIECES.map((piece) => [JSON.stringify(piece), piece]))(
    'agree on %s in every place',
    (_name, piece) => {
      for (const text of [
        `<a xmlns:D="DAV:" xmlns:E="DAV:">${piece}</a>`,
        `<a>${piece}${piece}</a>`,
        `<?xml version="1.0"?>${piece}<a/>`,
        `<a/>${piece}`,
        piece,
      ])
        expect(
          outcome(() => readXml(text)),
          text,
        ).toEqual(outcome(() => saxesTree(text)));
    },
  );

  test('refusals are of one kind', () => {
    fc.assert(
      fc.property(document, (text) => {
        try {
          readXml(text);
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
      }),
    );
  });
});
