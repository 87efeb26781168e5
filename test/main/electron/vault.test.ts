import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VaultState } from '../../../main/core/ports.ts';
import { systemCipher, type Cipher } from '../../../main/electron/cipher.ts';
import type * as vaultModule from '../../../main/electron/vault.ts';

// electron-store asks the electron package where Electron is; any folder will do, for nothing is started.
let openVault: typeof vaultModule.openVault;
beforeAll(async () => {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = '/nonexistent';
  ({ openVault } = await import('../../../main/electron/vault.ts'));
});

const root = mkdtempSync(join(tmpdir(), 'belfry-vault-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const freshFolder = () => join(root, String(++count));
const AT = Date.parse('2026-11-24T12:00:00Z');

function diary() {
  const warnings: unknown[] = [];
  const log = {
    info: () => undefined,
    warn: (_scope: string, facts: object) => void warnings.push(facts),
    error: () => undefined,
  };
  return { log, warnings };
}

/** A keyring in memory: reverses what it is given. */
function keyring(state: VaultState, backend = 'gnome_libsecret') {
  const now = { state, backend, calls: 0 };
  const turned = (text: string) => Array.from(text).toReversed().join('');
  const cipher: Cipher = {
    state: async () => now.state,
    unlock: async () => (now.state = 'ready'),
    backend: () => now.backend,
    encrypt: async (text) => (now.calls++, Buffer.from(turned(text))),
    decrypt: async (data) => (now.calls++, turned(data.toString())),
  };
  return { now, cipher };
}

const vaultIn = (folder: string, cipher: Cipher, log = diary().log) =>
  openVault({ folder, cipher, log, at: AT });

describe('the vault', () => {
  test('keeps a password in the keyring over a restart, and nowhere else', async () => {
    const folder = freshFolder();
    const { cipher } = keyring('ready');
    await vaultIn(folder, cipher).save('a1', 'tower bell', 'keyring');
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).not.toContain('tower bell');
    expect(statSync(join(folder, 'secrets.json')).mode & 0o077).toBe(0);
    expect(await vaultIn(folder, cipher).load('a1')).toBe('tower bell');
  });

  test('for this run only leaves nothing on the disk', async () => {
    const folder = freshFolder();
    const { cipher, now } = keyring('absent');
    const vault = vaultIn(folder, cipher);
    await vault.save('a1', 'tower bell', 'memory');
    expect(await vault.load('a1')).toBe('tower bell');
    expect(await vaultIn(folder, cipher).load('a1')).toBeNull();
    expect(now.calls).toBe(0);
  });

  test('for this run only also takes away what was kept before', async () => {
    const folder = freshFolder();
    const { cipher } = keyring('ready');
    const vault = vaultIn(folder, cipher);
    await vault.save('a1', 'old', 'keyring');
    await vault.save('a1', 'new', 'memory');
    expect(await vaultIn(folder, cipher).load('a1')).toBeNull();
  });

  test('weakly, on a person’s word, survives a restart without any keyring and is not plain text', async () => {
    const folder = freshFolder();
    const { cipher, now } = keyring('absent', 'basic_text');
    await vaultIn(folder, cipher).save('a1', 'tower bell ütf', 'weak');
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'));
    const plain = ['tower bell', Buffer.from('tower bell ütf').toString('base64')];
    for (const text of files) for (const words of plain) expect(text).not.toContain(words);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    expect(await vaultIn(folder, cipher).load('a1')).toBe('tower bell ütf');
    expect(now.calls).toBe(0);
  });

  test('that is locked refuses to save and to load, without waiting, until it is unlocked', async () => {
    const folder = freshFolder();
    const { cipher, now } = keyring('ready');
    await vaultIn(folder, cipher).save('a1', 'tower bell', 'keyring');
    now.state = 'locked';
    const vault = vaultIn(folder, cipher);
    await expect(vault.load('a1')).rejects.toMatchObject({ kind: 'storage', reason: 'locked' });
    await expect(vault.save('a2', 'x', 'keyring')).rejects.toMatchObject({
      kind: 'storage',
      reason: 'locked',
    });
    expect(await vault.unlock()).toBe('ready');
    expect(await vault.load('a1')).toBe('tower bell');
  });

  test('a password written by another keyring, or none, is unknown, not garbage', async () => {
    const folder = freshFolder();
    const { cipher, now } = keyring('ready');
    await vaultIn(folder, cipher).save('a1', 'tower bell', 'keyring');
    now.backend = 'kwallet6';
    const { log, warnings } = diary();
    expect(await vaultIn(folder, cipher, log).load('a1')).toBeNull();
    now.backend = 'gnome_libsecret';
    now.state = 'absent';
    expect(await vaultIn(folder, cipher, log).load('a1')).toBeNull();
    expect(warnings).toHaveLength(2);
  });

  test('a weak value whose key has gone is unknown', async () => {
    const folder = freshFolder();
    const { cipher } = keyring('absent');
    await vaultIn(folder, cipher).save('a1', 'tower bell', 'weak');
    rmSync(join(folder, 'weak.key'));
    expect(await vaultIn(folder, cipher).load('a1')).toBeNull();
  });

  test('forgets one account and keeps the others', async () => {
    const folder = freshFolder();
    const { cipher } = keyring('ready');
    const vault = vaultIn(folder, cipher);
    await vault.save('a.1', 'one', 'keyring');
    await vault.save('a.2', 'two', 'keyring');
    await vault.forget('a.1');
    expect(await vault.load('a.1')).toBeNull();
    expect(await vaultIn(folder, cipher).load('a.2')).toBe('two');
  });
});

describe('the system cipher', () => {
  const storage = (backend: string, available: boolean, calls: string[] = []) => ({
    getSelectedStorageBackend: () => backend as 'gnome_libsecret',
    isEncryptionAvailable: () => (calls.push('available'), available),
    encryptString: (text: string) => Buffer.from(text),
    decryptString: (data: Buffer) => data.toString(),
  });
  const ring = (state: VaultState) => ({ state: async () => state, unlock: async () => state });

  test('never touches safeStorage while the keyring is locked or absent', async () => {
    const calls: string[] = [];
    expect(await systemCipher(storage('gnome_libsecret', true, calls), ring('locked'), 'linux').state()).toBe(
      'locked',
    );
    expect(await systemCipher(storage('gnome_libsecret', true, calls), ring('absent'), 'linux').state()).toBe(
      'absent',
    );
    expect(await systemCipher(storage('basic_text', true, calls), ring('ready'), 'linux').state()).toBe(
      'absent',
    );
    expect(await systemCipher(storage('kwallet6', true, calls), ring('ready'), 'linux').state()).toBe(
      'absent',
    );
    expect(calls).toEqual([]);
  });

  test('is ready when both the keyring and Chromium say so', async () => {
    expect(await systemCipher(storage('gnome_libsecret', true), ring('ready'), 'linux').state()).toBe(
      'ready',
    );
    expect(await systemCipher(storage('gnome_libsecret', false), ring('ready'), 'linux').state()).toBe(
      'absent',
    );
    expect(await systemCipher(storage('', true), ring('absent'), 'darwin').state()).toBe('ready');
  });

  test('takes the promises where Electron has them, kwallet included', async () => {
    const modern = {
      ...storage('kwallet6', false),
      isAsyncEncryptionAvailable: async () => true,
      encryptStringAsync: async (text: string) => Buffer.from(`async ${text}`),
      decryptStringAsync: async () => ({ shouldReEncrypt: false, result: 'async' }),
    };
    const cipher = systemCipher(modern, ring('absent'), 'linux');
    expect(await cipher.state()).toBe('ready');
    expect(String(await cipher.encrypt('x'))).toBe('async x');
    expect(await cipher.decrypt(Buffer.from('x'))).toBe('async');
  });
});
