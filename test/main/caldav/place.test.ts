import { expect, test } from 'vitest';
import { asReached, placeOf } from '../../../main/caldav/place.ts';

test.each([
  // How a server is reached -> what it says -> what is meant.
  ['https://cal.example.org/', 'http://cal.example.org/dav/', 'https://cal.example.org/dav/'],
  [
    'https://cal.example.org:8443/',
    'http://cal.example.org/dav/?a=b',
    'https://cal.example.org:8443/dav/?a=b',
  ],
  ['https://cal.example.org/', 'http://cal.example.org:8080/dav/', 'https://cal.example.org/dav/'],
  ['https://cal.example.org:8443/', 'https://cal.example.org/dav/', 'https://cal.example.org:8443/dav/'],
  ['http://localhost:5232/', 'http://localhost/dav/', 'http://localhost:5232/dav/'],
  // One that changes to encryption, or names another port or host, means it.
  ['http://localhost:5232/', 'https://localhost/dav/', 'https://localhost/dav/'],
  ['https://cal.example.org:8443/', 'https://cal.example.org:9443/', 'https://cal.example.org:9443/'],
  ['https://cal.example.org/', 'http://dav.example.org/', 'http://dav.example.org/'],
  [
    'https://cal.example.org/',
    'http://cal.example.org.evil.example/',
    'http://cal.example.org.evil.example/',
  ],
])('reached at %s, %s is %s', (from, target, meant) => {
  expect(asReached(new URL(target), new URL(from)).href).toBe(meant);
});

test.each([
  ['/a b/ü', 'https://cal.example.org/a%20b/%C3%BC'],
  ['x?y#z/', 'https://cal.example.org/dav/x%3Fy%23z/'],
  ['http://cal.example.org/x/', 'https://cal.example.org/x/'],
  ['https://p01-caldav.example.org/x/', 'https://p01-caldav.example.org/x/'],
  ['//dav/x/', 'https://cal.example.org/dav/x/'],
  ['//evil.example/x/', 'https://cal.example.org/evil.example/x/'],
])('%j leads to %s', (href, place) => {
  expect(placeOf(href, 'https://cal.example.org/dav/')).toBe(place);
});

test.each([
  '',
  'https://evil.example/x/',
  'http://dav.example.org/x/',
  'https://cal.example.org.evil.example/',
  'ftp://cal.example.org/',
  'mailto:alice@example.org',
  'urn:uuid:4',
  'http://[',
])('%j leads nowhere the password may go', (href) => {
  expect(placeOf(href, 'https://cal.example.org/dav/')).toBeNull();
});

test('in clear text on this computer only the very same server is meant', () => {
  const base = 'http://127.0.0.1:5232/dav/';
  expect(placeOf('http://127.0.0.1:5232/x', base)).toBe('http://127.0.0.1:5232/x');
  expect(placeOf('http://127.0.0.1:8080/x', base)).toBeNull();
  expect(placeOf('http://localhost:5232/x', base)).toBeNull();
});
