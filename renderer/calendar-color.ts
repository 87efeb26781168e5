// Calendar colours come from servers and are made for their own screens: lemon on white, navy on black.
// Here they keep hue and chroma and move in lightness (OKLCH) until they can be told from our ground.
import { contrast, formatHex, fromLinear, parseHex, toLinear, type Rgb } from './contrast.ts';

/** The grounds a bar can lie on, the hardest for each scheme: the well in light, the card in dark. */
const GROUNDS = { light: '#f3f1ec', dark: '#22252d' } as const;
/** WCAG 1.4.11: graphics that carry meaning. */
const ENOUGH = 3;
const FALLBACK = '#7a8190';

export interface CalendarColors {
  readonly light: string;
  readonly dark: string;
}

const known = new Map<string, CalendarColors>();

/** A calendar's colour for the light and the dark scheme, each at least 3:1 against every ground it lies on. */
export function calendarColors(color: string): CalendarColors {
  const before = known.get(color);
  if (before) return before;
  const colors = { light: readableOn(color, GROUNDS.light), dark: readableOn(color, GROUNDS.dark) };
  known.set(color, colors);
  return colors;
}

/** Style properties for an element with the class `colored`; the style sheet picks by scheme. */
export function colorStyle(color: string): Record<string, string> {
  const { light, dark } = calendarColors(color);
  return { '--calendar-light': light, '--calendar-dark': dark };
}

/** `color` moved away from `ground` in lightness just until it reaches 3:1; unreadable input becomes grey. */
export function readableOn(color: string, ground: string): string {
  const wanted = parseHex(color) ?? parseHex(FALLBACK)!;
  const behind = parseHex(ground)!;
  const [lightness, a, b] = toOklab(wanted);
  const step = toOklab(behind)[0] > 0.5 ? -0.01 : 0.01;
  let candidate = wanted;
  for (let l = lightness; contrast(candidate, behind) < ENOUGH && l >= 0 && l <= 1; l += step) {
    candidate = clip(fromOklab([l, a, b]));
  }
  return formatHex(candidate);
}

function clip(rgb: Rgb): Rgb {
  return parseHex(formatHex(rgb)) ?? rgb;
}

type Oklab = readonly [lightness: number, a: number, b: number];

// The matrices are Björn Ottosson's (2020), the ones CSS Color 4 uses.
function toOklab(rgb: Rgb): Oklab {
  const [r, g, b] = [toLinear(rgb[0]), toLinear(rgb[1]), toLinear(rgb[2])];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Oklab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
