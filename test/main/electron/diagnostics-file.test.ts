import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeDiagnostics } from '../../../main/electron/diagnostics-file.ts';
import { logLines } from '../../../main/electron/log-lines.ts';

const root = mkdtempSync(join(tmpdir(), 'belfry-diagnostics-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const AT = Date.parse('2026-11-24T12:00:00Z');
const text = () => Promise.resolve('the facts\n');
const save = (file: string) => writeDiagnostics(async () => file, text, AT);

describe('the diagnostics', () => {
  test('are written where the person says, under a name with the day in it', async () => {
    const suggested: string[] = [];
    const file = join(root, 'chosen.json');
    const choose = async (name: string) => {
      suggested.push(name);
      return file;
    };
    expect(await writeDiagnostics(choose, text, AT)).toBe('saved');
    expect(readFileSync(file, 'utf8')).toBe('the facts\n');
    expect(suggested).toEqual(['belfry-diagnostics-2026-11-24.json']);
  });

  test('are not even composed when the person thinks better of it', async () => {
    let composed = 0;
    const compose = async () => {
      composed += 1;
      return '';
    };
    expect(await writeDiagnostics(async () => null, compose, AT)).toBe('cancelled');
    expect(composed).toBe(0);
  });

  test('on a full disk say so', async () => {
    // The kernel's own full disk: every write to it fails with ENOSPC.
    const full = join(root, 'full.json');
    symlinkSync('/dev/full', full);
    expect(await save(full)).toBe('disk-full');
  });

  test('where nothing may be written say so', async () => {
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    expect(await save(join(file, 'inside.json'))).toBe('not-writable');
    expect(await save(join(root, 'no-such-folder', 'x.json'))).toBe('not-writable');
    expect(await save(root)).toBe('not-writable');
    expect(await save('/proc/belfry.json')).toBe('not-writable');
  });

  test('that cannot be composed are a failure, not a file', async () => {
    const compose = () => Promise.reject(new Error('the store is gone'));
    const file = join(root, 'never.json');
    await expect(writeDiagnostics(async () => file, compose, AT)).rejects.toThrow('the store is gone');
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });
});

describe('the lines of the log', () => {
  test('are those put aside, then those of now', async () => {
    const folder = join(root, 'logs');
    mkdirSync(folder);
    writeFileSync(join(folder, 'belfry.log'), '{"n":3}\n{"n":4}\n');
    expect(await logLines(folder)).toEqual(['{"n":3}', '{"n":4}']);
    writeFileSync(join(folder, 'belfry.old.log'), '{"n":1}\n{"n":2}\n');
    expect(await logLines(folder)).toEqual(['{"n":1}', '{"n":2}', '{"n":3}', '{"n":4}']);
  });

  test('are none where there is no log', async () => {
    expect(await logLines(join(root, 'nowhere'))).toEqual([]);
  });

  test('that cannot be read are a failure of storage', async () => {
    const folder = join(root, 'unreadable');
    mkdirSync(join(folder, 'belfry.log'), { recursive: true });
    await expect(logLines(folder)).rejects.toMatchObject({ kind: 'storage' });
  });
});
