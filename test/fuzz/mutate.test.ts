import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimise } from '../../fuzz/minimise.ts';
import { mutant } from '../../fuzz/mutate.ts';
import { randomOf } from '../../fuzz/random.ts';
import { balanced } from '../../fuzz/targets/balanced.ts';
import { TARGETS } from '../../fuzz/targets/index.ts';

describe('mutants', () => {
  const corpus = [
    'BEGIN:VEVENT\r\nDTSTART:20261123T090000Z\r\nEND:VEVENT\r\n',
    '<a b="1">text &amp; more</a>',
    '',
  ];

  test.each(TARGETS.map((target) => [target.name, target] as const))(
    'of %s are the same for the same seed, and others for another',
    (_name, { language }) => {
      const made = (seed: number) =>
        Array.from({ length: 200 }, (_, index) => mutant(corpus, language, randomOf(seed, index)));
      expect(made(1)).toEqual(made(1));
      const [one, two] = [new Set(made(1)), new Set(made(2))];
      expect(one.size).toBeGreaterThan(100);
      expect([...one].filter((text) => two.has(text)).length).toBeLessThan(60);
    },
  );

  test('are whole characters, and not endless', () => {
    for (const { language } of TARGETS)
      for (let index = 0; index < 500; index += 1) {
        const text = mutant(corpus, language, randomOf(3, index));
        expect(text.isWellFormed()).toBe(true);
        expect(text.length).toBeLessThanOrEqual(60_000);
      }
  });

  test.each(TARGETS.map((target) => [target.name, target] as const))(
    'the tokens of %s are all of an input',
    (_name, { language }) => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), (text) => {
          for (const token of language.tokens) expect((text.match(token) ?? []).join('')).toBe(text);
        }),
      );
    },
  );
});

test('a frame is mended, and one that is whole is left alone', () => {
  const whole = 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
  expect(balanced(whole)).toBe(whole);
  expect(balanced('BEGIN:VCALENDAR\r\nEND:VALARM\r\nBEGIN:VEVENT\r\nUID:a')).toBe(whole);
  expect(balanced('')).toBe('');
});

describe('making small', () => {
  test('leaves what breaks and nothing else', async () => {
    const breaks = async (text: string) => text.includes('x') && text.includes('yz');
    const small = await minimise(`${'a'.repeat(300)}x${'b'.repeat(500)}yz${'c'.repeat(77)}`, breaks, 10_000);
    expect(small).toBe('xyz');
  });

  test('asks no more often than it may, and what it gives still breaks', async () => {
    let asked = 0;
    const breaks = async (text: string) => {
      asked += 1;
      return text.includes('x');
    };
    const small = await minimise(`${'a'.repeat(999)}x`, breaks, 5);
    expect(asked).toBe(5);
    expect(small).toContain('x');
  });

  test('nothing is smaller than nothing', async () => {
    expect(await minimise('abc', async () => true, 100)).toBe('');
  });
});
