import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseHref, normaliseUrl, urlOn, withSlash } from '../../../main/caldav/href.ts';

const BASE = 'https://dav.example.org/alice/work/';

describe('an href', () => {
  test('of whatever name is one path on the host, and stays what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        let href: string;
        try {
          href = normaliseHref(name, BASE);
        } catch (error) {
          expect(error).toMatchObject({ kind: 'protocol', reason: expect.stringMatching(/-href$/) });
          return;
        }
        expect(href).toMatch(/^\/(?!\/)/);
        expect(normaliseHref(href, BASE)).toBe(href);
        expect(new URL(urlOn(BASE, href)).host).toBe('dav.example.org');
      }),
      { numRuns: 2_000 },
    );
  });

  test('of an encoded name gives back the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (text) => {
        const name = text.toWellFormed();
        fc.pre(name !== '.' && name !== '..');
        const href = normaliseHref(`/alice/work/${encodeURIComponent(name)}`, BASE);
        expect(decodeURIComponent(href.slice('/alice/work/'.length))).toBe(name);
      }),
    );
  });

  test.each([
    ['https://p34-caldav.example.org/alice/work/a', '/alice/work/a'],
    ['http://dav.example.org:8080/alice/work/a', '/alice/work/a'],
    ['a.ics', '/alice/work/a.ics'],
    ['../work/./a', '/alice/work/a'],
    ['//alice/work/a', '/alice/work/a'],
    ['/alice/work/%7Ea%2eics', '/alice/work/~a.ics'],
    ['/alice/work/%ff', '/alice/work/%ff'],
    ['', '/alice/work/'],
  ])('%j is %s', (href, expected) => {
    expect(normaliseHref(href, BASE)).toBe(expected);
  });

  test.each([
    'https://example.com/alice/work/a',
    'https://user@evil.example/x',
    'file:///etc/passwd',
    'data:,x',
  ])('%s is not ours', (href) => {
    expect(() => normaliseHref(href, BASE)).toThrow(/foreign-href|bad-href/);
  });
});

test.each([
  ['plain', '/a'.repeat(4_097)],
  ['encoded', '/%'.repeat(20_000)],
  ['short before it is encoded', `/${'é'.repeat(2_000)}`],
])('a path of more than 8,192 characters is bad: %s', (_name, href) => {
  expect(() => normaliseHref(href, BASE)).toThrow(/bad-href/);
});

test('a URL keeps its host and loses query and fragment', () => {
  expect(normaliseUrl('/b%C3%A4/?x#y', BASE)).toBe('https://dav.example.org/b%C3%A4/');
  expect(withSlash('/a')).toBe('/a/');
  expect(withSlash('/a/')).toBe('/a/');
});
