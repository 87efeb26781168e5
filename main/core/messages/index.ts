// Everything Belfry says, by name: ICU messages, one catalogue for each language. Sentences are whole, so that each
// language orders its words as it must; plurals are the message's business, never the caller's.
import { IntlMessageFormat } from 'intl-messageformat';
import { de } from './de/index.ts';
import { en } from './en/index.ts';
import { pseudo } from './pseudo.ts';

/** 'en-XA' is accented English: what is not accented on the screen was never put into the catalogue. */
export type Language = 'en' | 'de' | 'en-XA';
export type MessageId = keyof typeof en;
export type Values = Readonly<Record<string, string | number>>;
/** Who is spoken to. */
export interface Speaker {
  /** English when it is not given. */
  readonly language?: Language;
}
/** A catalogue is complete or does not compile. */
export type Catalogue = Readonly<Record<MessageId, string>>;

const CATALOGUES: Readonly<Record<Language, () => Catalogue>> = {
  en: () => en,
  de: () => de,
  'en-XA': pseudo,
};
/** Whose plurals and numbers a language uses. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en', de: 'de', 'en-XA': 'en' };

const formats = new Map<string, IntlMessageFormat>();

/** The sentence in the reader's language; English when they have none. Throws on a value the message needs and lacks. */
export function say({ language = 'en' }: Speaker, id: MessageId, values?: Values): string {
  const key = `${language} ${id}`;
  let format = formats.get(key);
  if (!format) {
    // Texts of strangers are values, never parsed; an angle bracket in a message is just that.
    format = new IntlMessageFormat(CATALOGUES[language]()[id], LOCALES[language], undefined, {
      ignoreTag: true,
    });
    formats.set(key, format);
  }
  const said = format.format(values ? { ...values } : undefined);
  return typeof said === 'string' ? said : String(said);
}

/** The language to speak: as preferred, else the computer's, else English. `locale` is a BCP 47 tag. */
export function languageFor(preferred: 'system' | Language, locale: string): Language {
  if (preferred !== 'system') return preferred;
  return /^de\b/i.test(locale) ? 'de' : 'en';
}
