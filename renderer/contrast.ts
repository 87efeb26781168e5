// WCAG 2.2 relative luminance and contrast, on '#rrggbb'.

export type Rgb = readonly [red: number, green: number, blue: number];

/** Parses '#rgb', '#rrggbb' or '#rrggbbaa' (alpha ignored) into 0..1; null when it is none of them. */
export function parseHex(text: string): Rgb | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text.trim())?.[1];
  if (hex === undefined) return null;
  const wide = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  const part = (at: number) => parseInt(wide.slice(at, at + 2), 16) / 255;
  return [part(0), part(2), part(4)];
}

/** Formats 0..1 channels as '#rrggbb', clipping what lies outside. */
export function formatHex(rgb: Rgb): string {
  const part = (channel: number) =>
    Math.round(Math.min(1, Math.max(0, channel)) * 255)
      .toString(16)
      .padStart(2, '0');
  return `#${rgb.map(part).join('')}`;
}

/** sRGB channel to linear light. */
export function toLinear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

/** Linear light to sRGB channel. */
export function fromLinear(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** Contrast ratio of two colours, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** `amount` (0..1) of `over` laid on `under`, mixed in sRGB as CSS color-mix does. */
export function mix(over: Rgb, under: Rgb, amount: number): Rgb {
  const part = (at: 0 | 1 | 2) => over[at] * amount + under[at] * (1 - amount);
  return [part(0), part(1), part(2)];
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * toLinear(red) + 0.7152 * toLinear(green) + 0.0722 * toLinear(blue);
}
