import { expect, test } from 'vitest';

// The systems for which package.json brings Node along as an optional dependency.
const BROUGHT = ['linux-x64', 'linux-arm64', 'win32-x64'];

test.runIf(BROUGHT.includes(`${process.platform}-${process.arch}`))('the tests run on Node 24', () => {
  expect(process.version).toMatch(/^v24\./);
});

test('time zones are UTC unless a test says otherwise', () => {
  expect(process.env['TZ']).toBe('UTC');
  expect(new Date('2026-07-01T12:00:00').toISOString()).toBe('2026-07-01T12:00:00.000Z');
});
