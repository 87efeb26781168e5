import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Element } from '../../protocol/element.ts';
import { readXml, XmlError, xmlReader } from '../../wire/xml-reader.ts';

const LIMITS = { depth: 64, size: 1_000 };

function childrenOf(chunks: readonly string[], limits = LIMITS): readonly Element[] {
  const found: Element[] = [];
  const reader = xmlReader((child) => found.push(child), limits);
  for (const chunk of chunks) reader.write(chunk);
  reader.end();
  return found;
}

const DOCUMENT = `<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:" xmlns="urn:x">
  <D:response kind="a&amp;b"><D:href>/c/%C3%A9 &lt;1&gt;.ics</D:href><data><![CDATA[BEGIN:<x>&y;]]></data></D:response>
  <!-- nothing -->
  <empty/><text xml:lang="de">  Größe 🎉 &#x263A;  </text>
</D:multistatus>`;

describe('reading', () => {
  test('names come with their namespaces whatever the prefixes', () => {
    const same = [
      '<a:r xmlns:a="DAV:"><a:x/></a:r>',
      '<r xmlns="DAV:"><x/></r>',
      '<b:r xmlns:b="DAV:"><x xmlns="DAV:"/></b:r>',
    ];
    for (const text of same)
      expect(childrenOf([text])).toEqual([
        expect.objectContaining({ name: 'x', namespace: 'DAV:', children: [], text: '' }),
      ]);
    expect(childrenOf(['<r xmlns:D="DAV:"><x/></r>'])[0]).toMatchObject({ name: 'x', namespace: '' });
  });

  test('text, entities, CDATA and attributes are understood', () => {
    const [response, empty, text] = childrenOf([DOCUMENT]);
    expect(response).toMatchObject({
      name: 'response',
      namespace: 'DAV:',
      attributes: { kind: 'a&b' },
      children: [
        { name: 'href', text: '/c/%C3%A9 <1>.ics' },
        { name: 'data', namespace: 'urn:x', text: 'BEGIN:<x>&y;' },
      ],
    });
    expect(empty).toMatchObject({ name: 'empty', text: '' });
    expect(text?.text).toBe('Größe 🎉 ☺');
  });

  test('a document cut anywhere into chunks reads the same', () => {
    const whole = childrenOf([DOCUMENT]);
    fc.assert(
      fc.property(fc.array(fc.nat(DOCUMENT.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), DOCUMENT.length];
        const chunks = places.slice(1).map((end, i) => DOCUMENT.slice(places[i], end));
        expect(childrenOf(chunks)).toEqual(whole);
      }),
    );
    expect(childrenOf(DOCUMENT.split(''))).toEqual(whole);
  });

  test('a child is handed over as soon as it is complete', () => {
    const found: string[] = [];
    const reader = xmlReader((child) => found.push(child.name));
    reader.write('<r><a>1</a><b>');
    expect(found).toEqual(['a']);
    reader.write('2</b>');
    expect(found).toEqual(['a', 'b']);
    reader.write('</r>');
    expect(reader.end()).toMatchObject({ name: 'r', children: [] });
  });

  test('what the receiver throws stops the reading', () => {
    const reader = xmlReader(() => {
      throw new RangeError('enough');
    });
    expect(() => reader.write('<r><a/>')).toThrow(RangeError);
  });

  test('a whole document keeps its children', () => {
    expect(readXml('<r a="1"><x/><y/></r>')).toMatchObject({
      name: 'r',
      attributes: { a: '1' },
      children: [{ name: 'x' }, { name: 'y' }],
    });
  });
});

describe('refusing', () => {
  const bad: readonly (readonly [string, string])[] = [
    ['a DTD', '<!DOCTYPE r><r/>'],
    ['a DTD with entities', '<!DOCTYPE r [<!ENTITY a "aa">]><r>&a;</r>'],
    ['an external DTD', '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>'],
    ['an unknown entity', '<r>&nbsp;</r>'],
    ['a prefix nobody declared', '<D:r/>'],
    ['crossing tags', '<r><a></r></a>'],
    ['a second root', '<r/><r/>'],
    ['an unfinished document', '<r><a>'],
    ['nothing', ''],
    ['plain text', 'SSH-2.0-OpenSSH_9.2'],
    ['HTML', '<!doctype html><html><br></html>'],
    ['an attribute twice', '<r a="1" a="2"/>'],
    ['a control character', '<r>\u0001</r>'],
  ];
  test.each(bad)('%s', (_what, text) => {
    expect(() => readXml(text)).toThrow(XmlError);
    expect(() => childrenOf(text.split(''))).toThrow(XmlError);
  });

  test('elements nested too deep', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(readXml(nested(64), LIMITS).name).toBe('a');
    expect(() => readXml(nested(65), LIMITS)).toThrow(XmlError);
  });

  test('an element that is too large, in whatever form the size comes', () => {
    const large: Readonly<Record<string, string>> = {
      text: `<a>${'x'.repeat(2_000)}</a>`,
      cdata: `<a><![CDATA[${'x'.repeat(2_000)}]]></a>`,
      elements: `<a>${'<b/>'.repeat(1_000)}</a>`,
      attributes: `<a b="${'x'.repeat(2_000)}"/>`,
      'many small texts': `<a>${'<b>x</b>'.repeat(1_000)}</a>`,
    };
    for (const [form, text] of Object.entries(large))
      expect(() => childrenOf([`<r>${text}</r>`]), form).toThrow(XmlError);
  });

  test('an endless element before it has filled the memory', () => {
    for (const [opening, piece] of [
      ['<r><a>', 'x'.repeat(100)],
      ['<r><a b="', 'x'.repeat(100)],
      ['<r><!--', 'x'.repeat(100)],
      ['<r>', ' '.repeat(100)],
    ] as const) {
      const reader = xmlReader(() => {}, LIMITS);
      const endless = () => {
        reader.write(opening);
        for (let i = 0; i < 1_000; i += 1) reader.write(piece);
      };
      expect(endless, opening).toThrow(XmlError);
    }
  });

  test('the limit is for one child, not for the document', () => {
    const child = `<a>${'x'.repeat(900)}</a>`;
    expect(childrenOf([`<r>${child.repeat(50)}</r>`])).toHaveLength(50);
    expect(childrenOf(['<r>', ...Array.from({ length: 50 }, () => child), '</r>'])).toHaveLength(50);
  });
});
