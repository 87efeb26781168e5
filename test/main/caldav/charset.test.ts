import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyDecoder } from '../../../main/caldav/charset.ts';

/** Decodes in pieces of that many bytes. */
function decode(bytes: Uint8Array, contentType: string | null, size = Infinity): string {
  const decoder = bodyDecoder(contentType);
  let text = '';
  for (let at = 0; at < bytes.length; at += size) text += decoder.write(bytes.subarray(at, at + size));
  return text + decoder.end();
}

describe('text', () => {
  test('in UTF-8 is the same, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.integer({ min: 1, max: 7 }),
        (text, size) => {
          const clean = text.toWellFormed().replace(/^\ufeff/, '');
          expect(decode(Buffer.from(clean), null, size)).toBe(clean);
          expect(decode(Buffer.from(`\ufeff${clean}`), 'text/xml; charset=utf-8', size)).toBe(clean);
        },
      ),
    );
  });

  test('of any bytes is the same, wherever it is cut, and never fails', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.integer({ min: 1, max: 5 }), (bytes, size) => {
        // A byte order mark may only be seen in what comes first.
        expect(decode(bytes, 'text/calendar', size)).toBe(decode(bytes, 'text/calendar'));
      }),
    );
  });

  test('in Latin-1 between UTF-8 loses nothing', () => {
    const mixed = Buffer.concat([Buffer.from('Größe '), Buffer.from('Größe', 'latin1'), Buffer.from(' €😀')]);
    for (const size of [1, 2, 3, Infinity]) expect(decode(mixed, null, size)).toBe('Größe Größe €😀');
  });

  test('has no character in it that was not there', () => {
    // Windows-1252 where it differs from Latin-1, and the five bytes that are nothing in it.
    expect(decode(Buffer.from([0x80, 0x93, 0x94]), null)).toBe('€“”');
    expect(decode(Buffer.from([0x81, 0x41]), null)).toBe('\u0081A');
    expect(decode(Buffer.from([0xed, 0xa0, 0x80]), null)).not.toContain('\ufffd'); // half a pair
    expect(decode(Buffer.from([0xf4, 0x90, 0x80, 0x80]), null)).not.toContain('\ufffd'); // beyond Unicode
    expect(decode(Buffer.from('a\ufffdb'), null)).toBe('a\ufffdb'); // it was there
  });

  test('ends where it ends, in the middle of a character', () => {
    expect(decode(Buffer.from('x€').subarray(0, 2), null)).toBe('xâ');
    expect(decode(Buffer.alloc(0), null)).toBe('');
  });

  test.each([
    ['text/xml; charset=iso-8859-1', '', 'latin1'],
    ['text/xml;charset="ISO-8859-1"; x=y', '<?xml version="1.0"?>', 'latin1'],
    ['text/xml', '<?xml version="1.0" encoding=\'iso-8859-1\'?>', 'latin1'],
    [null, '<?xml version="1.0" encoding="UTF-8"?>', 'utf8'],
    ['application/xml; charset=us-ascii', '', 'utf8'],
    ['application/xml; charset=nobody-knows', '', 'utf8'],
    // RFC 7303: the header counts, not the declaration.
    ['text/xml; charset=utf-8', '<?xml version="1.0" encoding="iso-8859-1"?>', 'utf8'],
  ] as const)('with %j and %j is read as %s', (type, declaration, encoding) => {
    const text = `${declaration}<a>Grüße</a>`;
    for (const size of [1, 7, Infinity]) expect(decode(Buffer.from(text, encoding), type, size)).toBe(text);
  });

  test('in a set of several bytes is right, wherever it is cut', () => {
    const japanese = Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea]);
    for (const size of [1, 2, 3])
      expect(decode(japanese, 'text/calendar; charset=Shift_JIS', size)).toBe('日本語');
  });
});
