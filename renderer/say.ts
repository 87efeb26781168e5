// The window's own words, by name, in the language of the view. What main sends is worded already and passes as it is.
import { signal } from '@preact/signals';
import { IntlMessageFormat } from 'intl-messageformat';
import type { ComponentChildren, VNode } from 'preact';
import type { View } from '../main/core/window/view.ts';
import { de } from './messages/de/index.ts';
import { en } from './messages/en/index.ts';
import { pseudo } from './messages/pseudo.ts';

type Language = View['language'];
export type MessageId = keyof typeof en;
export type Values = Readonly<Record<string, string | number>>;
/** A catalogue is complete or does not compile. */
export type Catalogue = Readonly<Record<MessageId, string>>;

/** Read by whatever says something, so that the page speaks another language without being loaded anew. */
export const language = signal<Language>('en');

const CATALOGUES: Readonly<Record<Language, () => Catalogue>> = {
  en: () => en,
  de: () => de,
  'en-XA': pseudo,
};
/** Whose plurals and numbers a language uses. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en', de: 'de', 'en-XA': 'en' };

const formats = new Map<string, IntlMessageFormat>();

/** The message in the view's language. Throws on a value it needs and lacks. */
export function say(id: MessageId, values?: Values): string {
  const said = formatOf(id).format(values ? { ...values } : undefined);
  return typeof said === 'string' ? said : String(said);
}

/** The same with elements among the values: a name in bold, a title that keeps its own direction. */
export function sayWith(id: MessageId, values: Readonly<Record<string, VNode | string>>): ComponentChildren {
  return formatOf(id).format<VNode>({ ...values });
}

function formatOf(id: MessageId): IntlMessageFormat {
  const spoken = language.value;
  const key = `${spoken} ${id}`;
  const known = formats.get(key);
  if (known) return known;
  // Texts of strangers are values, never parsed; an angle bracket in a message is just that.
  const made = new IntlMessageFormat(CATALOGUES[spoken]()[id], LOCALES[spoken], undefined, {
    ignoreTag: true,
  });
  formats.set(key, made);
  return made;
}
