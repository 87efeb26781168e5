import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { notesDifference } from '../../../../main/core/changes/notes-difference.ts';
import { plainNotes } from '../../../../main/core/ical/plain-words.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`);
const with1 = (at: number, word: string) => numbers(60).with(at, word).join(' ');

describe('where notes differ', () => {
  test.each([
    ['at the beginning', 0, 'NEW word1 word2 word3 word4 …'],
    ['in the middle', 30, '… word26 word27 word28 word29 NEW word31 word32 word33 word34 …'],
    ['at the end', 59, '… word55 word56 word57 word58 NEW'],
  ])('%s: a few words around it', (_name, at, expected) => {
    expect(notesDifference(numbers(60).join(' '), with1(at, 'NEW'))?.after).toBe(expected);
  });

  test('words that came are shown between those that stayed', () => {
    expect(notesDifference('Bring cake', 'Bring a lot of cake')).toEqual({
      before: 'Bring cake',
      after: 'Bring a lot of cake',
    });
  });

  test('of one word longer than what is shown, the part that differs', () => {
    const long = 'https://example.org/'.padEnd(400, 'x');
    const found = notesDifference(`${long}1`, `${long}2`);
    expect(found?.before).toBe(`…${'x'.repeat(40)}1`);
    expect(found?.after).toBe(`…${'x'.repeat(40)}2`);
  });

  test('law: never more than 160 characters, and never the same on both sides', () => {
    const notes = fc.array(fc.oneof(fc.lorem(), fc.string({ maxLength: 400 })), { maxLength: 6 });
    fc.assert(
      fc.property(notes, notes, (one, other) => {
        const found = notesDifference(one.join(' '), other.join(' '));
        if (found === null) return;
        expect(Math.max(found.before.length, found.after.length)).toBeLessThanOrEqual(160);
        expect(found.before).not.toBe(found.after);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what notes say', () => {
  test.each([
    ['<p>Hello&nbsp;<b>Ana</b></p><ul><li>one</li><li>two</li></ul>', 'Hello Ana one two'],
    ['a &lt; b &amp;amp; c', 'a < b & c'],
    ['<style>p { color: red }</style>text<!-- hidden -->', 'text'],
    [
      'see <a href="https://example.org/a?b=1&amp;c=2">the plan</a>',
      'see the plan https://example.org/a?b=1&c=2',
    ],
    ['see <https://example.org/> now', 'see <https://example.org/> now'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['&#228;&#xe4;&auml;&unknown;', 'äää&unknown;'],
    ['zero\u200bwidth and\u00a0hard', 'zero width and hard'],
  ])('%s', (notes, expected) => {
    expect(plainNotes(notes)).toBe(expected);
  });

  test('what is made to take long does not', () => {
    const begin = process.cpuUsage();
    for (const part of ['<a href=', '<!--', '-::~:~:~::-', '&#', '<a ', '\\n', '<style>', '&amp;'])
      plainNotes(part.repeat(8000 / part.length));
    const { user, system } = process.cpuUsage(begin);
    expect((user + system) / 1000).toBeLessThan(5_000);
  });
});
