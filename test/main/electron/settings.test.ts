import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_PREFERENCES } from '../../../main/core/preferences.ts';
import type * as settingsModule from '../../../main/electron/settings.ts';
import { aCalendar, anAccount, NOBODY } from '../../support/model-facts.ts';

// electron-store asks the electron package where Electron is; any folder will do, for nothing is started.
let openSettings: typeof settingsModule.openSettings;
beforeAll(async () => {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = '/nonexistent';
  ({ openSettings } = await import('../../../main/electron/settings.ts'));
});

const root = mkdtempSync(join(tmpdir(), 'belfry-settings-'));
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

describe('the settings', () => {
  const trusted = [{ fingerprint: 'AA:BB', pem: 'PEM', isAuthority: true }];
  const self = { addresses: ['ana@example.org'], principals: ['/ana/'], username: 'ana', name: 'Ana' };
  const account = anAccount({ id: 'a.1', label: 'ana', username: 'ana', self, schedules: true, trusted });
  const calendar = aCalendar({
    id: 'a.1:x.y',
    accountId: 'a.1',
    reminds: false,
    writable: false,
    person: 'Bob',
  });

  test('of the first version, which knew nothing of owners, rights, reminders and quiet hours, are read as they were', () => {
    const folder = freshFolder();
    const { writable: _w, person: _p, reminds: _r, ...old } = calendar;
    const { self: _self, schedules: _s, ...oldAccount } = account;
    const preferences = { startAtLogin: true, askedStartAtLogin: true };
    const file = { accounts: [oldAccount], calendars: [old], preferences };
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(file));
    const { log, warnings } = diary();
    const settings = openSettings(folder, log, AT);
    expect(settings.calendars()).toEqual([{ ...old, reminds: true, writable: true, person: '' }]);
    expect(settings.accounts()).toEqual([{ ...oldAccount, self: NOBODY, schedules: false }]);
    expect(settings.preferences()).toEqual({ ...DEFAULT_PREFERENCES, ...preferences });
    expect(warnings).toEqual([]);
  });

  test('keep accounts, calendars and switches over a restart, dots in ids and all', () => {
    const folder = freshFolder();
    const first = openSettings(folder, diary().log, AT);
    first.saveAccount(account, [calendar]);
    first.saveCalendar({ ...calendar, shown: false });
    const preferences = {
      ...DEFAULT_PREFERENCES,
      startAtLogin: true,
      defaultReminder: null,
      quietHours: { on: true, from: '22:00', to: '06:30' },
      mutedUntil: AT,
      joinPatterns: ['meet.example.org/*'],
    };
    first.savePreferences(preferences);
    const again = openSettings(folder, diary().log, AT);
    expect(again.accounts()).toEqual([account]);
    expect(again.calendars()).toEqual([{ ...calendar, shown: false }]);
    expect(again.preferences()).toEqual(preferences);
  });

  test('keep what was entered about push by hand, and that it was taken back', () => {
    const folder = freshFolder();
    const manualPush = {
      server: 'x.example:5222',
      jid: 'ana@x.example',
      service: 'pubsub.x.example',
      node: 'n',
    };
    openSettings(folder, diary().log, AT).saveAccount({ ...account, manualPush }, []);
    expect(openSettings(folder, diary().log, AT).accounts()).toEqual([{ ...account, manualPush }]);
    openSettings(folder, diary().log, AT).saveAccount({ ...account, manualPush: null }, []);
    expect(openSettings(folder, diary().log, AT).accounts()).toEqual([{ ...account, manualPush: null }]);
  });

  test('saving an account again replaces it and its calendars, leaving others alone', () => {
    const settings = openSettings(freshFolder(), diary().log, AT);
    const other = { ...calendar, id: 'b:z', accountId: 'b' };
    settings.saveAccount({ ...account, id: 'b' }, [other]);
    settings.saveAccount(account, [calendar]);
    settings.saveAccount({ ...account, label: 'Ana' }, []);
    expect(settings.accounts().map((one) => one.label)).toEqual(['ana', 'Ana']);
    expect(settings.calendars()).toEqual([other]);
    settings.removeAccount('b');
    expect(settings.calendars()).toEqual([]);
    expect(settings.accounts().map((one) => one.id)).toEqual(['a.1']);
  });

  test.each(['{"accounts": [', '[]', '{"accounts": [{"id": 7}]}', ''])(
    'a damaged file (%j) is kept aside and said, and life goes on',
    (text) => {
      const folder = freshFolder();
      openSettings(folder, diary().log, AT).saveAccount(account, []);
      writeFileSync(join(folder, 'settings.json'), text);
      const { log, warnings } = diary();
      const settings = openSettings(folder, log, AT);
      expect(settings.accounts()).toEqual([]);
      expect(readFileSync(join(folder, `settings.damaged-${AT}.json`), 'utf8')).toBe(text);
      expect(warnings).toEqual([
        { reason: 'damaged', file: 'settings.json', keptAs: `settings.damaged-${AT}.json` },
      ]);
      settings.saveAccount(account, [calendar]);
      expect(openSettings(folder, log, AT).calendars()).toEqual([calendar]);
    },
  );

  test('a disk that refuses says storage and leaves the old value in force', () => {
    const folder = freshFolder();
    const settings = openSettings(folder, diary().log, AT);
    settings.saveAccount(account, []);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the folder was');
    expect(() => settings.removeAccount('a.1')).toThrow(expect.objectContaining({ kind: 'storage' }));
    expect(settings.accounts()).toHaveLength(1);
  });
});
