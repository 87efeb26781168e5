// The Settings port: accounts, calendars and switches in settings.json. No secret is ever among them.
import * as v from 'valibot';
import type { Account, Calendar } from '../core/model.ts';
import type { Log, Preferences, Settings } from '../core/ports.ts';
import { openJsonFile } from './json-file.ts';

const account = v.object({
  id: v.string(),
  label: v.string(),
  username: v.string(),
  principalUrl: v.string(),
  homeUrls: v.array(v.string()),
  trusted: v.array(v.object({ fingerprint: v.string(), pem: v.string(), isAuthority: v.boolean() })),
  pushConsent: v.picklist(['unasked', 'allowed', 'declined']),
}) satisfies v.GenericSchema<unknown, Account>;

const calendar = v.object({
  id: v.string(),
  accountId: v.string(),
  url: v.string(),
  name: v.string(),
  color: v.string(),
  shown: v.boolean(),
  alerts: v.boolean(),
  // Files of version 0.1.0 have neither.
  writable: v.optional(v.boolean(), true),
  person: v.optional(v.string(), ''),
}) satisfies v.GenericSchema<unknown, Calendar>;

const preferences = v.object({
  startAtLogin: v.optional(v.boolean(), false),
  askedStartAtLogin: v.optional(v.boolean(), false),
}) satisfies v.GenericSchema<unknown, Preferences>;

// Arrays, not objects keyed by id: an id may hold a dot, at which electron-store would split it.
const schema = v.object({
  accounts: v.optional(v.array(account), []),
  calendars: v.optional(v.array(calendar), []),
  preferences: v.optional(preferences, {}),
});

const EMPTY = { accounts: [], calendars: [], preferences: { startAtLogin: false, askedStartAtLogin: false } };

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
    savePreferences: (saved) => file.save({ ...file.value(), preferences: saved }),
  };
}

/** In the place of the one with the same id, or at the end. */
function replaced<T extends { readonly id: string }>(all: readonly T[], one: T): T[] {
  return all.some((old) => old.id === one.id)
    ? all.map((old) => (old.id === one.id ? one : old))
    : [...all, one];
}

function writable(saved: Account): v.InferOutput<typeof account> {
  return { ...saved, homeUrls: [...saved.homeUrls], trusted: [...saved.trusted] };
}
