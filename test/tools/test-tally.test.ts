import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { belowFloor, readTally, sum } from '../../tools/test-tally.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'belfry-tally-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function reportOf(facts: object): string {
  const file = join(dir, 'report.json');
  writeFileSync(file, JSON.stringify(facts));
  return file;
}

const ONE_FILE = [{ status: 'passed', assertionResults: [{}] }];

test('passed, failed and skipped tests are counted', () => {
  const json = reportOf({
    numPassedTests: 1_200,
    numFailedTests: 2,
    numPendingTests: 3,
    numTodoTests: 1,
    testResults: ONE_FILE,
  });
  const tally = readTally('unit', json, false, 1);
  expect(tally).toMatchObject({ passed: 1_200, failed: 2, skipped: 4, files: 1 });
  expect(belowFloor(tally)).toEqual([]);
});

test('no report at all is a failure', () => {
  expect(readTally('e2e', join(dir, 'nothing.json'), false, 1)).toMatchObject({ passed: 0, failed: 1 });
});

test('a file that cannot be loaded is a failure', () => {
  const testResults = [...ONE_FILE, { status: 'failed', assertionResults: [] }];
  expect(readTally('unit', reportOf({ numPassedTests: 1, testResults }), false, 2).failed).toBe(1);
});

test('an error between the tests is a failure', () => {
  expect(readTally('unit', reportOf({ numPassedTests: 1, testResults: ONE_FILE }), false, 1).failed).toBe(1);
});

test('files that did not run, and too few tests, are noticed', () => {
  const tally = readTally('unit', reportOf({ numPassedTests: 5, testResults: ONE_FILE }), true, 9);
  expect(belowFloor(tally)).toEqual([
    'unit: only 1 of 9 test files ran',
    expect.stringMatching(/^unit: only 5 tests ran, at least \d+ expected$/),
  ]);
});

test('totals add up', () => {
  const one = readTally('unit', reportOf({ numPassedTests: 2, testResults: ONE_FILE }), true, 1);
  const two = readTally('e2e', reportOf({ numFailedTests: 3, testResults: ONE_FILE }), false, 1);
  expect(sum([one, two])).toEqual({ passed: 2, failed: 3, skipped: 0 });
});
