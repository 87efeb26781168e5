import { IntlMessageFormat } from 'intl-messageformat';
import { afterEach, expect, test } from 'vitest';
import { de } from '../../renderer/messages/de/index.ts';
import { en } from '../../renderer/messages/en/index.ts';
import { pseudo } from '../../renderer/messages/pseudo.ts';
import { language, say, type MessageId } from '../../renderer/say.ts';

afterEach(() => void (language.value = 'en'));

const ids = Object.keys(en) as MessageId[];
/** The names of the values a message needs, those inside its plural forms too. */
const names = (message: string) => {
  const found = new Set<string>();
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    // Type 0 is text, 7 the number of a plural; everything else is named after its value.
    if ('type' in part && 'value' in part && part.type !== 0 && part.type !== 7)
      found.add(String(part.value));
    Object.values(part).forEach(look);
  };
  look(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
  return [...found].toSorted();
};
const valuesFor = (id: MessageId) =>
  Object.fromEntries(
    names(en[id]).map((name) => [name, /^(count|days|minutes)$/.test(String(name)) ? 3 : '“x”']),
  );

test.each(['en', 'de', 'en-XA'] as const)('every message can be said in %s', (spoken) => {
  language.value = spoken;
  for (const id of ids) expect(say(id, valuesFor(id)).trim(), id).not.toBe('');
});

test('German needs the same values as English', () => {
  expect(ids.filter((id) => names(de[id]).join() !== names(en[id]).join())).toEqual([]);
});

test('German says something of its own, but for words that are the same in both', () => {
  const same = ids.filter((id) => de[id] === en[id]);
  expect(same).toEqual(['certificate.server', 'inbox.person']);
});

test('accents are put on what is said, never on names and forms', () => {
  const accented = pseudo();
  expect(accented['agenda.joinTitle']).toBe('Jóíñ {title}');
  expect(accented['tabs.unread']).toBe('{count, plural, one {{count} úñréád} other {{count} úñréád}}');
  language.value = 'en-XA';
  expect(ids.filter((id) => /[aeiou]/i.test(say(id, valuesFor(id))))).toEqual([]);
});

test('plurals are those of the language', () => {
  expect(say('reminders.before', { minutes: 1 })).toBe('1 minute before');
  language.value = 'de';
  expect(say('reminders.before', { minutes: 1 })).toBe('1 Minute vorher');
  expect(say('invitations.footer', { count: 0 })).toBe('Alles beantwortet');
});

test('texts of strangers pass as they are', () => {
  expect(say('agenda.joinTitle', { title: '<b>{count, plural}</b> ’' })).toBe(
    'Join <b>{count, plural}</b> ’',
  );
});
