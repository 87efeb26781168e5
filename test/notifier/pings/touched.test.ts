import { describe, expect, test } from 'vitest';
import { canonicalPath, collectionPath, parentOf, underBase } from '../../../notifier/front/paths.ts';
import { createPlaces } from '../../../notifier/answers/places.ts';
import { isWrite, touchedBy } from '../../../notifier/pings/touched.ts';

// '/alice/' is known as a home and '/alice/work/' as its calendar; nothing is known of anybody else.
function places() {
  const known = createPlaces();
  known.learnHome('/alice/');
  known.learnCalendar('/alice/work/');
  return known;
}

function touched(method: string, target: string, destination: string | null = null): readonly string[] {
  return touchedBy({ method, target, destination }, places()).map((t) => `${t.kind} ${t.path}`);
}

describe('a successful request touches', () => {
  test.each<
    readonly [method: string, target: string, destination: string | null, expected: readonly string[]]
  >([
    // A member of a collection.
    ['PUT', '/alice/work/one.ics', null, ['collection /alice/work/']],
    ['PUT', '/bob/work/one', null, ['collection /bob/work/']],
    ['PATCH', '/alice/work/one.ics', null, ['collection /alice/work/']],
    ['DELETE', '/alice/work/one.ics', null, ['collection /alice/work/']],
    ['PROPPATCH', '/alice/work/one.ics', null, ['collection /alice/work/']],
    ['POST', '/alice/work/', null, ['collection /alice/work/']],
    ['POST', '/alice/work', null, ['collection /alice/work/']],
    ['POST', '/alice/work/;add-member', null, ['collection /alice/work/']],
    ['POST', '/alice/work/?add-member', null, ['collection /alice/work/']],
    // Spelling.
    ['PUT', '/alice%2Fx/w%c3%b6rk/%6fne.ics?x=1', null, ['collection /alice%2Fx/w%C3%B6rk/']],
    ['PUT', '/dora@example.org/plans/one.ics', null, ['collection /dora%40example.org/plans/']],
    ['PUT', '/alice//work/./x/../one.ics', null, ['collection /alice/work/']],
    // Collections that come, go, are renamed.
    ['MKCALENDAR', '/alice/new/', null, ['home /alice/']],
    ['MKCALENDAR', '/alice/new', null, ['home /alice/']],
    ['MKCOL', '/bob/new/', null, ['home /bob/']],
    ['DELETE', '/alice/work/', null, ['home /alice/', 'collection /alice/work/']],
    ['DELETE', '/alice/work', null, ['home /alice/', 'collection /alice/work/']],
    ['PROPPATCH', '/alice/work/', null, ['home /alice/', 'collection /alice/work/']],
    ['PROPPATCH', '/bob/work/', null, ['home /bob/', 'collection /bob/work/']],
    ['PROPPATCH', '/alice/', null, ['home /alice/']],
    ['ACL', '/alice/work/', null, ['home /alice/', 'collection /alice/work/']],
    // A whole calendar written at once, with and without a slash.
    ['PUT', '/alice/imported', null, ['home /alice/', 'collection /alice/imported/']],
    ['PUT', '/alice/work/', null, ['home /alice/', 'collection /alice/work/']],
    // From here to there.
    [
      'MOVE',
      '/alice/work/1.ics',
      'https://cal.example.org/alice/home/1.ics',
      ['collection /alice/work/', 'collection /alice/home/'],
    ],
    ['MOVE', '/alice/work/1.ics', '/alice/work/2.ics', ['collection /alice/work/']],
    ['MOVE', '/alice/work/1.ics', null, ['collection /alice/work/']],
    ['COPY', '/alice/work/1.ics', 'http://127.0.0.1:8008/bob/w%6frk/1.ics', ['collection /bob/work/']],
    [
      'MOVE',
      '/alice/work/',
      '/alice/other/',
      ['home /alice/', 'collection /alice/work/', 'collection /alice/other/'],
    ],
    ['COPY', '/alice/work/', '/bob/work', ['home /bob/', 'collection /bob/work/']],
    // Reading.
    ['GET', '/alice/work/one.ics', null, []],
    ['PROPFIND', '/alice/', null, []],
    ['REPORT', '/alice/work/', null, []],
    ['LOCK', '/alice/work/one.ics', null, []],
  ])('%s %s (to %s): %j', (method, target, destination, expected) => {
    expect(touched(method, target, destination)).toEqual(expected);
    expect(isWrite(method)).toBe(expected.length > 0);
  });
});

test('a path has one spelling', () => {
  expect(canonicalPath('https://cal.example.org:8443/a/b')).toBe('/a/b');
  expect(canonicalPath('https://cal.example.org')).toBe('/');
  expect(canonicalPath('/a/%7Eb/c%20d/')).toBe('/a/~b/c%20d/');
  expect(canonicalPath('/a/%ff/%zz')).toBe('/a/%ff/%zz');
  expect(canonicalPath('/../..')).toBe('/');
  expect(canonicalPath('/a/b/..')).toBe('/a/');
  expect(collectionPath('/a')).toBe('/a/');
  expect(parentOf('/a/b/')).toBe('/a/');
  expect(parentOf('/a')).toBe('/');
  expect(parentOf('/')).toBe('/');
});

test('a base path is put in front once, and never in front of a well-known address', () => {
  expect(underBase('/alice/', '')).toBe('/alice/');
  expect(underBase('/alice/?x', '/dav')).toBe('/dav/alice/?x');
  expect(underBase('/dav/alice/', '/dav')).toBe('/dav/alice/');
  expect(underBase('/dav', '/dav')).toBe('/dav');
  expect(underBase('/davos/', '/dav')).toBe('/dav/davos/');
  expect(underBase('/.well-known/caldav', '/dav')).toBe('/.well-known/caldav');
  expect(underBase('*', '/dav')).toBe('*');
});

test('the memory of places forgets the oldest first', () => {
  const few = createPlaces(2);
  few.learnCalendar('/a/');
  few.learnHome('/b/');
  few.learnCalendar('/a/');
  few.learnCalendar('/c/');
  expect([few.isCalendar('/a/'), few.isHome('/b/'), few.isCalendar('/c/')]).toEqual([true, false, true]);
});
