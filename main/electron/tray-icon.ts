// The tray icon, drawn: a bell whose shape (not colour) says how Belfry is.
import type { StatusName } from '../core/window/view.ts';

type Face = 'full' | 'hollow' | 'dots' | 'struck' | 'asking';

/** Mid brass and red: both at least 3:1 against a white and against a black panel. */
const BRASS = [0xb9, 0x7f, 0x24] as const;
const RED = [0xd0, 0x45, 0x3f] as const;
const SAMPLES = 4;

/** How a state looks: listening a full bell, polling a hollow one, connecting with dots, offline struck, sign-in "!". */
export function faceOf(name: StatusName): Face {
  switch (name) {
    case 'listening':
      return 'full';
    case 'polling':
      return 'hollow';
    case 'connecting':
      return 'dots';
    case 'offline':
      return 'struck';
    case 'sign-in':
    case 'signed-out':
      return 'asking';
  }
}

/** Draws the icon as `size` by `size` pixels, BGRA with premultiplied alpha, top row first. */
export function drawIcon(name: StatusName, unread: boolean, size: number): Buffer {
  const face = faceOf(name);
  const pixels = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const { bell, mark } = coverage(face, unread, [x, y, size]);
      const all = SAMPLES * SAMPLES;
      const channel = (at: 0 | 1 | 2): number => Math.round((BRASS[at] * bell + RED[at] * mark) / all);
      pixels.set(
        [channel(2), channel(1), channel(0), Math.round((255 * (bell + mark)) / all)],
        (y * size + x) * 4,
      );
    }
  }
  return pixels;
}

function coverage(
  face: Face,
  unread: boolean,
  [x, y, size]: readonly [number, number, number],
): { readonly bell: number; readonly mark: number } {
  let bell = 0;
  let mark = 0;
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
    const u = (x + ((sample % SAMPLES) + 0.5) / SAMPLES) / size;
    const v = (y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / size;
    const away = Math.hypot(u - 0.8, v - 0.2);
    if (unread && away < 0.17) mark++;
    else if (!(unread && away < 0.24) && isInk(face, u, v)) bell++;
  }
  return { bell, mark };
}

/** Whether a point of the unit square belongs to the bell. */
function isInk(face: Face, u: number, v: number): boolean {
  switch (face) {
    case 'full':
      return inBell(u, v, 0) || inClapper(u, v);
    case 'hollow':
      return isOutline(u, v) || inClapper(u, v);
    case 'dots':
      return isOutline(u, v) || [0.25, 0.5, 0.75].some((centre) => Math.hypot(u - centre, v - 0.9) < 0.07);
    case 'struck': {
      const across = Math.abs(u - v) / Math.SQRT2;
      const inStroke = u > 0.08 && u < 0.92;
      if (inStroke && across < 0.05) return true;
      return !(inStroke && across < 0.11) && (inBell(u, v, 0) || inClapper(u, v));
    }
    case 'asking': {
      const inBar = Math.abs(u - 0.5) < 0.07 && v > 0.22 && v < 0.5;
      const inDot = Math.hypot(u - 0.5, v - 0.62) < 0.08;
      return (inBell(u, v, 0) || inClapper(u, v)) && !inBar && !inDot;
    }
  }
}

function isOutline(u: number, v: number): boolean {
  return inBell(u, v, 0) && !inBell(u, v, 0.085);
}

/** The bell's body, shrunk by `inset`: a dome, a waist, a flared rim. */
function inBell(u: number, v: number, inset: number): boolean {
  const x = Math.abs(u - 0.5);
  if (v < 0.1 + inset || v > 0.76 - inset) return false;
  if (v < 0.38) return Math.hypot(x, v - 0.38) < 0.28 - inset;
  if (v < 0.62) return x < 0.28 - inset;
  return x < 0.28 + ((v - 0.62) / 0.14) * 0.14 - inset;
}

function inClapper(u: number, v: number): boolean {
  return v > 0.81 && Math.hypot(u - 0.5, v - 0.81) < 0.13;
}
