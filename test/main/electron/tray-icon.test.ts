import { describe, expect, test } from 'vitest';
import type { StatusName } from '../../../main/core/window/view.ts';
import { drawIcon, faceOf } from '../../../main/electron/tray-icon.ts';

const STATES: readonly StatusName[] = ['listening', 'polling', 'connecting', 'offline', 'sign-in'];

/** The icon without its colours: which pixels have ink. */
function shape(name: StatusName, unread = false, size = 22): string {
  const pixels = drawIcon(name, unread, size);
  return Array.from({ length: size * size }, (_, at) => ((pixels[at * 4 + 3] ?? 0) > 127 ? '#' : '.')).join(
    '',
  );
}

function differing(a: string, b: string): number {
  return Array.from(a).filter((pixel, at) => pixel !== b[at]).length;
}

describe.each([22, 44])('at %i pixels', (size) => {
  test('each state can be told from each other by shape alone', () => {
    for (const one of STATES) {
      for (const other of STATES) {
        if (one === other) continue;
        const pixels = differing(shape(one, false, size), shape(other, false, size));
        expect(pixels, `${one} and ${other}`).toBeGreaterThan(size * size * 0.03);
      }
    }
  });

  test('an unread mark changes the shape of every state', () => {
    for (const name of STATES) {
      expect(differing(shape(name, true, size), shape(name, false, size))).toBeGreaterThan(size);
    }
  });

  test('colours are premultiplied: none is brighter than its alpha', () => {
    const pixels = drawIcon('offline', true, size);
    expect(pixels).toHaveLength(size * size * 4);
    for (let at = 0; at < pixels.length; at += 4) {
      const [blue = 0, green = 0, red = 0, alpha = 0] = pixels.subarray(at, at + 4);
      expect(Math.max(blue, green, red)).toBeLessThanOrEqual(alpha + 1);
    }
  });
});

test('signed out looks like a sign-in that is needed', () => {
  expect(faceOf('signed-out')).toBe(faceOf('sign-in'));
});
