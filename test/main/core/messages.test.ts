import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { de } from '../../../main/core/messages/de/index.ts';
import { en } from '../../../main/core/messages/en/index.ts';
import { languageFor, say, type MessageId } from '../../../main/core/messages/index.ts';
import { pseudo } from '../../../main/core/messages/pseudo.ts';

const IDS = Object.keys(en) as MessageId[];
const LANGUAGES = [
  ['en', en],
  ['de', de],
  ['en-XA', pseudo()],
] as const;

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
/** As the parser numbers them. */
const TYPE = { literal: 0, argument: 1, select: 5, plural: 6, pound: 7 } as const;

/** Every argument, and every form a plural or a choice may take. */
function argumentsOf(elements: readonly Element[]): Map<string, Set<string | number>> {
  const found = new Map<string, Set<string | number>>();
  const add = (name: string, values: readonly (string | number)[]) =>
    found.set(name, new Set([...(found.get(name) ?? []), ...values]));
  const visit = (element: Element): void => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return;
    if (element.type === TYPE.plural) add(element.value, [1, 5]);
    else if (element.type === TYPE.select) add(element.value, Object.keys(element.options));
    else if (element.type === TYPE.argument) add(element.value, []);
    else throw new Error(`a message uses what Belfry has no use for: ${element.type}`);
    if ('options' in element)
      for (const option of Object.values(element.options)) for (const inner of option.value) visit(inner);
  };
  for (const element of elements) visit(element);
  return found;
}

const parsed = (text: string) =>
  argumentsOf(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst());

/** Values for every argument; each form of each choice is used at least once. */
function samplesOf(text: string): readonly Record<string, string | number>[] {
  let samples: Record<string, string | number>[] = [{}];
  for (const [name, forms] of parsed(text)) {
    const values = forms.size > 0 ? [...forms] : ['«»'];
    samples = samples.flatMap((sample) => values.map((value) => ({ ...sample, [name]: value })));
  }
  return samples;
}

describe('every message', () => {
  test('is there in every language, and in no language alone', () => {
    for (const [, catalogue] of LANGUAGES) expect(Object.keys(catalogue).sort()).toEqual([...IDS].sort());
  });

  test.each(LANGUAGES.slice(1))('takes the same values in %s as in English', (_, catalogue) => {
    const names = (text: string) => [...parsed(text).keys()].sort();
    for (const id of IDS) expect([id, names(catalogue[id])]).toEqual([id, names(en[id])]);
  });

  test.each(LANGUAGES)('can be said in %s, whatever the numbers and choices', (language, catalogue) => {
    for (const id of IDS)
      for (const values of samplesOf(catalogue[id])) {
        const said = say({ language }, id, values);
        expect([id, said]).toEqual([id, expect.stringMatching(/^\S(?:.*\S)?$/u)]);
        expect([id, said]).toEqual([id, expect.not.stringMatching(/[{}#]|undefined|, ?$/)]);
      }
  });

  test('has something accented in the accented language, and reads the same without accents', () => {
    const plain = (text: string) => text.normalize('NFD').replace(/[̀-ͯ]/g, '');
    for (const id of IDS)
      for (const values of samplesOf(en[id])) {
        const [english, accented] = [
          say({ language: 'en' }, id, values),
          say({ language: 'en-XA' }, id, values),
        ];
        expect([id, plain(accented)]).toEqual([id, english]);
        // What was put in stays as it is; everything else is the catalogue's.
        const rest = Object.values(values).reduce<string>(
          (text, value) => text.replaceAll(`${value}`, ''),
          accented,
        );
        expect([id, rest]).toEqual([id, expect.not.stringMatching(/[aeiou]/i)]);
      }
  });
});

test('a language is spoken as preferred, else as the computer does', () => {
  expect(languageFor('system', 'de-AT')).toBe('de');
  expect(languageFor('system', 'fr-FR')).toBe('en');
  expect(languageFor('system', 'C')).toBe('en');
  expect(languageFor('en', 'de-DE')).toBe('en');
  expect(languageFor('en-XA', 'de-DE')).toBe('en-XA');
});

test('a text of strangers is a value, never a message', () => {
  expect(say({}, 'conflict.overlaps', { title: '{count, plural} <b>', time: '10:30' })).toBe(
    'Overlaps “{count, plural} <b>” (10:30)',
  );
});
