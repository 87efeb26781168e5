// For whom sentences are made right now.
import { languageFor } from '../core/messages/index.ts';
import type { Reader } from '../core/time/time-wording.ts';
import type { World } from './context.ts';

/** The reader at this moment, in their place and language. */
export function readerOf({
  clock,
  locale,
  settings,
}: Pick<World, 'clock' | 'locale' | 'settings'>): Required<Reader> {
  const { language } = settings.preferences();
  return { now: clock.now(), zone: clock.zone(), locale, language: languageFor(language, locale) };
}
