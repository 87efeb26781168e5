import { expect, test } from 'vitest';
import { isSameSite } from '../../../../main/core/sync/same-site.ts';

test.each([
  ['cal.example.org', 'cal.example.org', true],
  ['Cal.Example.ORG', 'cal.example.org', true],
  ['cal.example.org', 'push.example.org', true],
  ['p01-caldav.icloud.com', 'caldav.icloud.com', true],
  ['example.org', 'example.net', false],
  ['example.org.evil.net', 'example.org', false],
  ['notexample.org', 'example.org', false],
  // A public suffix is nobody's site.
  ['alice.co.uk', 'bob.co.uk', false],
  ['a.b.co.uk', 'c.b.co.uk', true],
  ['alice.github.io', 'mallory.github.io', false],
  ['co.uk', 'bob.co.uk', false],
  // Addresses and single names equal themselves only.
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['10.0.0.1', '11.0.0.1', false],
  ['localhost', 'localhost', true],
  ['localhost', 'nas', false],
  ['', 'example.org', false],
])('%s and %s: %s', (a, b, same) => {
  expect(isSameSite(a, b)).toBe(same);
  expect(isSameSite(b, a)).toBe(same);
});
