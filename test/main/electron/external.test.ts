import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayOpen, openExternal } from '../../../main/electron/external.ts';

test.each(['https://meet.example.org/stand-up?pwd=1#x', 'mailto:ana@example.org', 'tel:+420123456789'])(
  '%s may be opened',
  (address) => {
    expect(mayOpen(address)).toBe(true);
  },
);

test.each([
  'http://example.org/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'smb://host/share',
  'ms-msdt:/id',
  'app://belfry/',
  'https://bank.example@evil.example/',
  'https://evil.example/\n--flag',
  'https://evil.example/a b',
  ' https://example.org/',
  'HTTPS',
  '',
  `https://example.org/${'a'.repeat(2_000)}`,
])('%j may not', (address) => {
  expect(mayOpen(address)).toBe(false);
});

test('nothing reaches the desktop unless it is one of the three schemes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.stringMatching(/^[a-z]{1,9}:[^\s]*$/)), (address) => {
      if (!mayOpen(address)) return true;
      return ['https:', 'mailto:', 'tel:'].includes(new URL(address).protocol);
    }),
  );
});

test('a refused address is not handed over, an allowed one is, unchanged', async () => {
  const opened: string[] = [];
  const open = async (url: string) => void opened.push(url);
  expect(await openExternal('file:///etc/passwd', open)).toBe(false);
  expect(await openExternal('https://example.org/%41', open)).toBe(true);
  expect(opened).toEqual(['https://example.org/%41']);
});
