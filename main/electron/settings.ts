// The Settings port: accounts, calendars and switches in settings.json. No secret is ever among them.
import * as v from 'valibot';
import type { Account, Calendar } from '../core/model.ts';
import type { Log, Settings } from '../core/ports.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../core/preferences.ts';
import { openJsonFile } from './json-file.ts';

const account = v.object({
  id: v.string(),
  label: v.string(),
  username: v.string(),
  // Files of version 0.1.0 know nothing of this; the next look does.
  self: v.optional(
    v.object({
      addresses: v.array(v.string()),
      principals: v.array(v.string()),
      username: v.string(),
      name: v.string(),
    }),
    { addresses: [], principals: [], username: '', name: '' },
  ),
  schedules: v.optional(v.boolean(), false),
  principalUrl: v.string(),
  homeUrls: v.array(v.string()),
  trusted: v.array(v.object({ fingerprint: v.string(), pem: v.string(), isAuthority: v.boolean() })),
  pushConsent: v.picklist(['unasked', 'allowed', 'declined']),
  manualPush: v.exactOptional(
    v.nullable(v.object({ server: v.string(), jid: v.string(), service: v.string(), node: v.string() })),
  ),
}) satisfies v.GenericSchema<unknown, Account>;

const calendar = v.object({
  id: v.string(),
  accountId: v.string(),
  url: v.string(),
  name: v.string(),
  color: v.string(),
  shown: v.boolean(),
  alerts: v.boolean(),
  reminds: v.optional(v.boolean(), true),
  // Files of version 0.1.0 have neither.
  writable: v.optional(v.boolean(), true),
  person: v.optional(v.string(), ''),
  missing: v.exactOptional(v.boolean()),
}) satisfies v.GenericSchema<unknown, Calendar>;

const preferences = v.object({
  startAtLogin: v.optional(v.boolean(), false),
  askedStartAtLogin: v.optional(v.boolean(), false),
  language: v.optional(v.picklist(['system', 'en', 'de', 'en-XA']), DEFAULT_PREFERENCES.language),
  defaultReminder: v.optional(v.nullable(v.number()), DEFAULT_PREFERENCES.defaultReminder),
  hardToMiss: v.optional(v.boolean(), DEFAULT_PREFERENCES.hardToMiss),
  acknowledgeOnServer: v.optional(v.boolean(), DEFAULT_PREFERENCES.acknowledgeOnServer),
  quietHours: v.optional(
    v.object({ on: v.boolean(), from: v.string(), to: v.string() }),
    DEFAULT_PREFERENCES.quietHours,
  ),
  mutedUntil: v.optional(v.nullable(v.number()), null),
  presenting: v.optional(v.boolean(), DEFAULT_PREFERENCES.presenting),
  hideWhenLocked: v.optional(v.boolean(), DEFAULT_PREFERENCES.hideWhenLocked),
  quietOwn: v.optional(v.boolean(), DEFAULT_PREFERENCES.quietOwn),
  horizonDays: v.optional(v.number(), DEFAULT_PREFERENCES.horizonDays),
  keepDays: v.optional(v.number(), DEFAULT_PREFERENCES.keepDays),
  joinPatterns: v.optional(v.array(v.string()), []),
}) satisfies v.GenericSchema<unknown, Preferences>;

// Arrays, not objects keyed by id: an id may hold a dot, at which electron-store would split it.
const schema = v.object({
  accounts: v.optional(v.array(account), []),
  calendars: v.optional(v.array(calendar), []),
  preferences: v.optional(preferences, {}),
  awakeAt: v.optional(v.nullable(v.number()), null),
});

const EMPTY = {
  accounts: [],
  calendars: [],
  preferences: { ...DEFAULT_PREFERENCES, joinPatterns: [] },
  awakeAt: null,
};

/** Opens settings.json in `folder`; `at` (epoch ms) names a damaged one that is kept aside. */
export function openSettings(folder: string, log: Log, at: number): Settings {
  const file = openJsonFile({ folder, name: 'settings', schema, empty: EMPTY, log, at });
  return {
    accounts: () => file.value().accounts,
    calendars: () => file.value().calendars,
    saveAccount: (saved, calendars) => {
      const old = file.value();
      file.save({
        ...old,
        accounts: replaced(old.accounts, writable(saved)),
        calendars: [...old.calendars.filter((one) => one.accountId !== saved.id), ...calendars],
      });
    },
    saveCalendar: (saved) => {
      const old = file.value();
      file.save({ ...old, calendars: replaced(old.calendars, saved) });
    },
    removeAccount: (id) => {
      const old = file.value();
      file.save({
        ...old,
        accounts: old.accounts.filter((one) => one.id !== id),
        calendars: old.calendars.filter((one) => one.accountId !== id),
      });
    },
    preferences: () => file.value().preferences,
    savePreferences: (saved) =>
      file.save({ ...file.value(), preferences: { ...saved, joinPatterns: [...saved.joinPatterns] } }),
    awakeAt: () => file.value().awakeAt,
    saveAwakeAt: (awakeAt) => file.save({ ...file.value(), awakeAt }),
  };
}

/** In the place of the one with the same id, or at the end. */
function replaced<T extends { readonly id: string }>(all: readonly T[], one: T): T[] {
  return all.some((old) => old.id === one.id)
    ? all.map((old) => (old.id === one.id ? one : old))
    : [...all, one];
}

function writable(saved: Account): v.InferOutput<typeof account> {
  const { self } = saved;
  return {
    ...saved,
    self: { ...self, addresses: [...self.addresses], principals: [...self.principals] },
    homeUrls: [...saved.homeUrls],
    trusted: [...saved.trusted],
  };
}
