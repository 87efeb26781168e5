// Titles, places and people of others as they may stand in a sentence.
import { say, type Language } from '../messages/index.ts';
import type { Change, Person } from '../model.ts';
import { spokenLocale } from '../time/time-wording.ts';
import { cleanText, shortened } from '../ical/untrusted-text.ts';

/** In which language, and for whom numbers and lists are put. */
export interface Speech {
  readonly language?: Language;
  readonly locale?: string;
}

/** What fits into the title of a notification beside a few words. */
export const TITLE = 80;
export const DETAIL = 120;
const NAME = 60;

/** A title as it may stand in a sentence; '(no title)' when there is none. */
export function titleText(title: string, most = TITLE, reader: Speech = {}): string {
  return shortened(cleanText(title), most) || say(reader, 'change.noTitle');
}

/** The title the event has now, or had last. One that was cancelled is named as it was known. */
export function currentTitle(change: Change, most = TITLE, reader: Speech = {}): string {
  const { before, after, kind } = change;
  const known = kind === 'cancelled' ? (before ?? after) : (after ?? before);
  return titleText(known?.title ?? '', most, reader);
}

/** A place as it may stand in a line; '' when there is none. */
export function placeText(place: string): string {
  return shortened(cleanText(place), DETAIL);
}

/** What somebody is called, else their address. */
export function nameOf({ name, address }: Person): string {
  return shortened(cleanText(name) || cleanText(address), NAME);
}

/** 'Ana, Ben and Cem', in the reader's way of listing. */
export function listText(words: readonly string[], { language = 'en', locale = '' }: Speech): string {
  return new Intl.ListFormat(spokenLocale({ language, locale }), { type: 'conjunction' }).format(words);
}
