import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Element } from '../../protocol/element.ts';
import { forbiddenDropper } from '../../wire/forbidden-characters.ts';
import { readXml, XmlError, xmlReader, type XmlOptions } from '../../wire/xml-reader.ts';

const LIMITS = { depth: 64, size: 1_000 };

function childrenOf(chunks: readonly string[], options: XmlOptions = { limits: LIMITS }): readonly Element[] {
  const found: Element[] = [];
  const reader = xmlReader((child) => found.push(child), options);
  for (const chunk of chunks) reader.write(chunk);
  reader.end();
  return found;
}

function messageOf(text: string): string {
  try {
    readXml(text);
  } catch (error) {
    if (error instanceof XmlError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
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

describe('tolerating', () => {
  test.each([
    ['a byte order mark', '\uFEFF<?xml version="1.0"?><r><a>1</a></r>'],
    ['blank lines before the declaration', '\r\n \n<?xml version="1.0"?><r><a>1</a></r>'],
    ['both', '\uFEFF\n<?xml version="1.0"?>\n<r><a>1</a></r>\r'],
    ['another version', '<?xml version="1.1" encoding=\'UTF-8\' standalone="yes"?><r><a>1</a></r>'],
    ['instructions and comments', '<?a?><!-- b --><r><?c d?><a>1<!-- > --><?e <a>?></a></r><!-- f --><?g?>'],
  ])('%s', (_what, text) => {
    for (const chunks of [[text], text.split('')]) {
      expect(childrenOf(chunks)).toEqual([expect.objectContaining({ name: 'a', text: '1' })]);
    }
  });

  test('characters that XML does not know, where they are to be dropped', () => {
    const text =
      '<r><a b="1&#2;3\u0000">\u0001one\u000B &#0;two&#xFFFE;&#xD800;&#x110000;<![CDATA[\u0008three]]></a></r>';
    for (const chunks of [[text], text.split('')]) {
      expect(childrenOf(chunks, { forbidden: 'drop' })).toEqual([
        expect.objectContaining({ text: 'one twothree', attributes: { b: '13' } }),
      ]);
      expect(() => childrenOf(chunks)).toThrow(XmlError);
    }
  });

  test('line ends and references mean what they mean wherever the document is cut', () => {
    const text = '<r><a>1\r\n2\r3&#13;&#10;4&#xd;]]5]&amp;]]</a><b><![CDATA[1\r\n2\r3]]]]]></b></r>';
    for (let cut = 0; cut <= text.length; cut += 1) {
      const [a, b] = childrenOf([text.slice(0, cut), text.slice(cut)]);
      expect([a?.text, b?.text]).toEqual(['1\n2\n3\r\n4\r]]5]&]]', '1\n2\n3]]]']);
    }
  });
});

/** What is hard to cut, to nest or to put in the wrong place. */
const HARD = [
  '<a>',
  '</a>',
  '</a >',
  '<b/>',
  '<D:x>',
  '</D:x>',
  '<a xmlns="DAV:">',
  '<b xmlns:E=""/>',
  '<x:b/>',
  '< b/>',
  '<b c="1"/>',
  "<b c='&lt;\t\n&#10;\r\n&#2;'/>",
  '<b c="1" c="2"/>',
  '<b c="a>b"/>',
  '<b c="<"/>',
  '<é/>',
  '&amp;',
  '&#13;',
  '&#x41;',
  '&#X41;',
  '&#0;',
  '&#xD800;',
  '&nbsp;',
  '&__proto__;',
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
  '\t',
  'é🎉',
  '\u0001',
  '\uFFFE',
  '\uFEFF',
  'text',
  '<',
  '/',
  '!',
  '?',
  '<![CDATA[',
  '<![CDATA[<a>&amp;\r\n]]]]>',
  '<!-- c -->',
  '<!-->',
  '<?x y?>',
  '<??>',
  '<?xml?>',
  '<!DOCTYPE a>',
];
const hard = fc
  .array(fc.constantFrom(...HARD), { maxLength: 10 })
  .map((pieces) => ['<r xmlns:D="DAV:">', ...pieces, '</r>']);

function outcome(chunks: readonly string[], options: XmlOptions): unknown {
  try {
    return childrenOf(chunks, options);
  } catch (error) {
    if (error instanceof XmlError) return 'refused';
    throw error;
  }
}

describe('whatever is hard', () => {
  test.each(['refuse', 'drop'] as const)('is the same in every cut, or an XmlError: %s', (forbidden) => {
    let accepted = 0;
    fc.assert(
      fc.property(hard, (pieces) => {
        const whole = outcome([pieces.join('')], { forbidden });
        expect(outcome(pieces, { forbidden })).toEqual(whole);
        expect(outcome(pieces.join('').split(''), { forbidden })).toEqual(whole);
        if (whole !== 'refused') accepted += 1;
      }),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  test('is read the same when forbidden characters are dropped, where there are none', () => {
    fc.assert(
      fc.property(hard, (pieces) => {
        const refusing = outcome(pieces, { forbidden: 'refuse' });
        const text = pieces.join('');
        if (refusing !== 'refused' && forbiddenDropper()(text) === text) {
          expect(outcome(pieces, { forbidden: 'drop' })).toEqual(refusing);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('refusing', () => {
  const bad: readonly (readonly [string, string])[] = [
    ['a DTD', '<!DOCTYPE r><r/>'],
    ['a DTD with entities', '<!DOCTYPE r [<!ENTITY a "aa">]><r>&a;</r>'],
    ['a DTD with parameter entities', '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1/p">%p;]><r/>'],
    ['a billion laughs', `<!DOCTYPE r [<!ENTITY a "${'&b;'.repeat(10)}"><!ENTITY b "ha">]><r>&a;</r>`],
    ['a DTD inside the root', '<r><!DOCTYPE r></r>'],
    ['a declaration of the DTD language', '<r><!ENTITY a "b"></r>'],
    ['an XML declaration that is not first', '<r/><?xml version="1.0"?>'],
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
    expect(readXml(nested(64), { limits: LIMITS }).name).toBe('a');
    expect(() => readXml(nested(65), { limits: LIMITS })).toThrow(XmlError);
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
      const reader = xmlReader(() => {}, { limits: LIMITS });
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

  test('what is more than its limit, and not what just reaches it', () => {
    const read = (inner: string, name: string, attributes = '') =>
      childrenOf([`<r><a${attributes}>${inner}</a></r>`], { limits: { [name]: 10 } });
    // The child itself is one of the elements, and so is the root before the first child.
    for (const [name, piece, most] of [
      ['elements', '<b/>', 8],
      ['text', 'x', 10],
    ] as const) {
      expect(read(piece.repeat(most), name), name).toHaveLength(1);
      expect(() => read(piece.repeat(most + 1), name), name).toThrow(XmlError);
    }
    const attributes = (count: number) => Array.from({ length: count }, (_, i) => ` a${i}="1"`).join('');
    expect(read('', 'attributes', attributes(10))).toHaveLength(1);
    expect(() => read('', 'attributes', attributes(11))).toThrow(XmlError);
    expect(childrenOf(['<r><a/></r>'], { limits: { total: 11 } })).toHaveLength(1);
    expect(() => childrenOf(['<r><a/></r> '], { limits: { total: 11 } })).toThrow(XmlError);
  });

  test('what does not end, of whatever kind, cut or whole', () => {
    for (const text of [
      `<r><${'a'.repeat(2_000)}/></r>`,
      `<r a="${'x'.repeat(2_000)}"/>`,
      `<r><?a ${'x'.repeat(2_000)}?></r>`,
      `<r>&#${'0'.repeat(2_000)}65;</r>`,
      `<!DOCTYPE ${'r'.repeat(2_000)}`,
    ]) {
      expect(() => childrenOf([text]), text.slice(0, 9)).toThrow('larger than 1000 characters');
      expect(() => childrenOf(text.match(/[^]{1,100}/g) ?? []), text.slice(0, 9)).toThrow(XmlError);
    }
  });

  test('half of a character or of a reference at the end', () => {
    for (const text of [
      '<r/>&',
      '<r/>&#1',
      '<r>&#x',
      '<r/>\uD800',
      '<!\uD800',
      '<?a \uD800',
      '<r><![CDATA[]\uD800',
      '<r a="\uD800',
    ]) {
      expect(() => readXml(text)).toThrow(XmlError);
      expect(() => readXml(text, { forbidden: 'drop' })).toThrow(XmlError);
    }
  });

  test('without a word of what was read', () => {
    for (const text of ['<secret:r/>', '<secret>', '<r></secret>', '<r>&secret;</r>', '<r :secret="1"/>']) {
      expect(messageOf(text)).not.toContain('secret');
    }
    expect(messageOf('<r xmlns:x="urn:secret" xmlns:y="urn:secret" x:a="" y:a=""/>')).toBe(
      'duplicate attribute',
    );
  });

  test('one element that takes too long, by the clock it was given; waiting for more does not count', () => {
    let now = 0;
    const limits = { time: 100 };
    // Each look at the clock takes 10 ms: one write, 10 ms of work.
    const reader = (write: readonly string[]) => childrenOf(write, { limits, now: () => (now += 10) });
    const child = ['<a>', 'x', '</a>'];
    expect(reader(['<r>', ...Array.from({ length: 100 }, () => child).flat(), '</r>'])).toHaveLength(100);
    expect(() => reader(['<r><a>', ...Array.from({ length: 20 }, () => 'x'), '</a></r>'])).toThrow(XmlError);
    const waiting = xmlReader(() => {}, { limits, now: () => now });
    for (const chunk of ['<r><a>', 'x', 'x', '</a></r>']) {
      now += 1_000;
      waiting.write(chunk);
    }
    expect(waiting.end().name).toBe('r');
  });
});
