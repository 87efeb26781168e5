// The cheap answer to "did anything change": most versions that replace another differ in DTSTAMP or an alarm only.
import { readCalendarText, type RawCalendar, type RawComponent } from './content-lines.ts';

/** Lines that no comparison of two versions looks at. */
const UNTOLD: ReadonlySet<string> = new Set(['ATTENDEE', 'DESCRIPTION', 'ORGANIZER']);

/**
 * True: the two texts say the same, line by line, wherever a person would notice. False: they may still mean the same.
 * Never throws.
 */
export function saysTheSame(before: string, after: string): boolean {
  if (before === after) return true;
  const [old, young] = [outline(before), outline(after)];
  return old !== null && young !== null && isSameOutline(old, young);
}

function outline(text: string): RawCalendar | null {
  try {
    return readCalendarText(text);
  } catch {
    return null; // what cannot be read is like nothing else
  }
}

function isSameOutline(a: RawCalendar, b: RawCalendar): boolean {
  return (
    isSameList(a.timezones, b.timezones) &&
    a.components.length === b.components.length &&
    a.components.every((component, i) => isSameComponent(component, b.components[i]))
  );
}

function isSameComponent(a: RawComponent, b: RawComponent | undefined): boolean {
  return a.name === b?.name && isSameList(toldLines(a), toldLines(b));
}

function toldLines({ lines }: RawComponent): readonly string[] {
  return lines.filter(({ name }) => !UNTOLD.has(name)).map(({ text }) => text);
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
