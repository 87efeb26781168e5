import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { nodeName } from '../../../notifier/members/nodes.ts';

const KEY = 'a key for tests that nobody else has';

test('a node name is bf1- and 26 characters of lower-case base32', () => {
  expect(nodeName(KEY, 'c', '/alice/work/')).toMatch(/^bf1-[a-z2-7]{26}$/);
  expect(nodeName(KEY, 'c', '/alice/work/')).toHaveLength(30);
});

test('it is the first 130 bits of the HMAC of kind, id and epoch', () => {
  const digest = createHmac('sha256', KEY).update('c\0/alice/work/\u00000').digest();
  const bits = [...digest]
    .map((b) => b.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, 130);
  const letters = (bits.match(/.{5}/g) ?? []).map(
    (five) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(five, 2)],
  );
  expect(nodeName(KEY, 'c', '/alice/work/')).toBe(`bf1-${letters.join('')}`);
});

test('names stay the same from one release to the next', () => {
  expect(nodeName(KEY, 'c', '/alice/work/')).toBe('bf1-5dhfpfampvukq3kgcxq7j5db25');
  expect(nodeName(KEY, 'b', '')).toBe('bf1-xunpssn2d6x56st2sqtu7segfu');
});

test('key, kind, id and epoch each give another name', () => {
  const names = [
    nodeName(KEY, 'c', '/alice/work/'),
    nodeName(KEY, 'h', '/alice/work/'),
    nodeName(KEY, 'c', '/alice/home/'),
    nodeName(KEY, 'c', '/alice/work/', 1),
    nodeName(`${KEY}.`, 'c', '/alice/work/'),
  ];
  expect(new Set(names).size).toBe(5);
});
