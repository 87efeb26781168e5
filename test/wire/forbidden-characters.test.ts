import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forbiddenDropper } from '../../wire/forbidden-characters.ts';

function passed(chunks: readonly string[]): string {
  const pass = forbiddenDropper();
  return chunks.map(pass).join('');
}

const PIECES = ['&', '#', 'x', '0', '1', '13', 'D', 'FFFE', ';', '\u0001', '\uFFFF', '\r\n', '🎉', 'text'];
const chunks = fc.array(fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((p) => p.join('')));

describe('what passes', () => {
  test.each([
    ['control characters', 'a\u0000b\u001Fc\uFFFEd\uFFFFe', 'abcde'],
    ['decimal references to them', 'a&#0;b&#11;c&#0031;d&#65534;e', 'abcde'],
    ['hexadecimal ones', 'a&#x0;b&#x1f;c&#xfffe;d&#xFFFF;e', 'abcde'],
    ['references to halves of characters and to nothing at all', 'a&#xD800;b&#57343;c&#x110000;d', 'abcd'],
    ['one that another one is hidden in', 'a&#\u00010;b', 'ab'],
    ['of the longest reference that is looked at', `a&#x${'0'.repeat(28)};b&#${'0'.repeat(28)};c`, 'abc'],
  ])('is without %s', (_what, text, expected) => {
    // What follows lets go of what is held back.
    expect(passed([text, '.'])).toBe(`${expected}.`);
    expect(passed([...text.split(''), '.'])).toBe(`${expected}.`);
  });

  test.each([
    '\t\n\r ~\u007F\u0085\uE000\uFFFD🎉',
    '&#9;&#10;&#13;&#xA;&#xd;&#32;&#39;&#x7F;&#x1F389;&#1114111;',
    '&amp;#0; &#; &#x; &#X0; &#0 ; &# 0; & &nbsp; #0;',
    `&#${'0'.repeat(29)};`,
  ])('is all of %j', (text) => {
    expect(passed([text, '.'])).toBe(`${text}.`);
    expect(passed([...text.split(''), '.'])).toBe(`${text}.`);
  });

  test('is the same wherever the text is cut', () => {
    fc.assert(
      fc.property(chunks, (cut) => {
        expect(passed([...cut, '.'])).toBe(passed([cut.join(''), '.']));
      }),
      { numRuns: 2_000 },
    );
  });

  test('is not delayed longer than a reference lasts', () => {
    const pass = forbiddenDropper();
    expect(pass('a&#x0')).toBe('a');
    expect(pass('41')).toBe('');
    expect(pass(';b')).toBe('&#x041;b');
    expect(pass(`&#${'0'.repeat(29)}`)).toBe(`&#${'0'.repeat(29)}`);
  });
});
