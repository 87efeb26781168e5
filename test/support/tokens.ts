// The colours of the window as its style sheet states them.
import { readFileSync } from 'node:fs';

export type Scheme = 'light' | 'dark';

const css = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8');
const [lightText = '', darkText = ''] = css.split('@media (prefers-color-scheme: dark)');

/** Every `--name: #hex` of a scheme, by name. What dark does not state, it takes from light. */
export function tokens(scheme: Scheme): Readonly<Record<string, string>> {
  const light = colorsIn(lightText);
  return scheme === 'light' ? light : { ...light, ...colorsIn(darkText) };
}

/** The names dark states itself. */
export function darkNames(): readonly string[] {
  return Object.keys(colorsIn(darkText));
}

function colorsIn(text: string): Readonly<Record<string, string>> {
  const found = text.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g);
  return Object.fromEntries([...found].map((match) => [match[1] ?? '', match[2] ?? '']));
}
