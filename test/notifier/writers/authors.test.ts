import { describe, expect, test } from 'vitest';
import { createAuthors, opaque, type Authored } from '../../../notifier/writers/authors.ts';
import { createTraffic } from '../../../notifier/writers/traffic.ts';

const by = (path: string, etag: string, at = 0): Authored => ({ path, etag, user: 'ana', principal: '', at });

describe('authors', () => {
  test('of the oldest versions are dropped first when there are too many', () => {
    const authors = createAuthors(() => 0, { most: 3, age: 1_000 });
    for (const path of ['/a', '/b', '/c']) authors.wrote(by(path, '1'));
    authors.wrote(by('/a', '2'));
    authors.wrote(by('/d', '1'));
    expect(authors.all().map((a) => a.path)).toEqual(['/c', '/a', '/d']);
    expect(authors.of('/b', '1')).toBeNull();
    expect([authors.hasVersion('1'), authors.hasVersion('2')]).toEqual([true, true]);
    for (const path of ['/c', '/d', '/d']) authors.forget(path);
    expect([authors.hasVersion('1'), authors.hasVersion('2')]).toEqual([false, true]);
  });

  test('are dropped when they are too old, and not shown before they are', () => {
    let now = 0;
    const authors = createAuthors(() => now, { most: 3, age: 1_000 });
    authors.wrote(by('/a', '1'));
    now = 1_000;
    expect(authors.of('/a', '1')).toBeNull();
    expect(authors.all()).toEqual([]);
    authors.wrote(by('/b', '1', now));
    expect(authors.size).toBe(1);
  });

  test('of versions without a name, or of names without end, are none', () => {
    const authors = createAuthors(() => 0);
    authors.wrote(by('/a', ''));
    authors.wrote(by('/b', 'x'.repeat(501)));
    authors.wrote(by(`/${'c'.repeat(2_000)}`, '1'));
    expect(authors.size).toBe(0);
  });

  test.each([
    ['"a"', 'a'],
    ['W/"a"', 'a'],
    [' w/ "a" ', 'a'],
    ['a', 'a'],
    ['"a"b"', 'a"b'],
    ['""', ''],
    ['', ''],
    [undefined, ''],
  ])('know an ETag %j as %j', (written, known) => {
    expect(opaque(written)).toBe(known);
  });
});

describe('a write is alone', () => {
  test('when no other began during it, or was under way when it began', () => {
    const traffic = createTraffic();
    const first = traffic.enter('/a');
    expect(first.isAlone()).toBe(true);
    const second = traffic.enter('/a');
    traffic.enter('/b').leave();
    first.ends();
    second.ends();
    expect([first.isAlone(), second.isAlone()]).toEqual([false, false]);
    first.leave();
    const third = traffic.enter('/a');
    expect(third.isAlone()).toBe(true);
    expect(second.isAlone()).toBe(false);
  });

  test('and leaves nothing behind', () => {
    const traffic = createTraffic();
    const tickets = [traffic.enter('/a'), traffic.enter('/a'), traffic.enter('/b')];
    for (const ticket of tickets) ticket.ends();
    for (const ticket of tickets) ticket.leave();
    expect(traffic.size).toBe(0);
  });
});
