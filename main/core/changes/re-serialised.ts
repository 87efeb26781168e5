// The cheap answer to "did anything change": most versions that replace another differ in DTSTAMP or an alarm only.
import type { RawCalendar, RawComponent } from '../ical/content-lines.ts';

/** Lines that are read for other things, and that no comparison of two versions looks at. */
const UNTOLD: ReadonlySet<string> = new Set(['TRANSP']);

/**
 * True: the two say the same, line by line, wherever a person would notice. False: they may still mean the same.
 * Never throws.
 */
export function saysTheSame(before: RawCalendar, after: RawCalendar): boolean {
  return (
    isSameList(before.timezones, after.timezones) &&
    before.components.length === after.components.length &&
    before.components.every((component, i) => isSameComponent(component, after.components[i]))
  );
}

function isSameComponent(a: RawComponent, b: RawComponent | undefined): boolean {
  if (a.name !== b?.name) return false;
  let at = 0;
  for (const { name, text } of a.lines) {
    if (UNTOLD.has(name)) continue;
    while (UNTOLD.has(b.lines[at]?.name ?? '')) at++;
    if (b.lines[at]?.text !== text) return false;
    at++;
  }
  return b.lines.slice(at).every(({ name }) => UNTOLD.has(name));
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
