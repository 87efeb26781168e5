import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { deviceId } from '../../../main/electron/device-id.ts';

const root = mkdtempSync(join(tmpdir(), 'belfry-device-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('is the same after a restart and another on another computer', () => {
  const here = deviceId(join(root, 'here'));
  expect(here).toMatch(/^[0-9a-f]{16}$/);
  expect(deviceId(join(root, 'here'))).toBe(here);
  expect(deviceId(join(root, 'there'))).not.toBe(here);
});

test('a damaged one is replaced', () => {
  writeFileSync(join(root, 'device-id'), 'half');
  const made = deviceId(root);
  expect(made).toMatch(/^[0-9a-f]{16}$/);
  expect(deviceId(root)).toBe(made);
});

test('a folder that cannot be made does not stop the start', () => {
  writeFileSync(join(root, 'file'), '');
  expect(deviceId(join(root, 'file', 'inside'))).toMatch(/^[0-9a-f]{16}$/);
});
