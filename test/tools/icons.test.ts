import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { png } from '../../tools/packaging/icons.ts';

test('pixels become a PNG with straight alpha', () => {
  // Half-transparent pure red, premultiplied BGRA; then an opaque blue, a green, and nothing.
  const bgra = Buffer.from([0, 0, 128, 128, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0]);
  const file = png(2, bgra);
  expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([2, 2]);
  const at = file.indexOf('IDAT');
  const data = inflateSync(file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4)));
  expect([...data]).toEqual([0, 255, 0, 0, 128, 0, 0, 255, 255, 0, 0, 255, 0, 255, 0, 0, 0, 0]);
});
