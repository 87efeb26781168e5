// What each request of the window may look like. Anything else (missing, additional, oversized) is refused.
import * as v from 'valibot';
import type { Requests } from '../../preload/contract.ts';

/** Strings a person types, identifiers we made, and lists of them; far above what is real, far below what hurts. */
const typed = v.pipe(v.string(), v.maxLength(1_000));
const identifier = v.pipe(v.string(), v.maxLength(500));
const address = v.pipe(v.string(), v.maxLength(2_000));
const clockTime = v.pipe(v.string(), v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/));
// The preload script passes the absent argument on as undefined.
const nothing = v.undefined();

export type Argument<R extends keyof Requests> = Parameters<Requests[R]>[0];

/** One schema per request; a missing or mistyped one does not compile. */
export const SHAPES: { readonly [R in keyof Requests]: v.GenericSchema<unknown, Argument<R>> } = {
  view: nothing,
  signIn: v.strictObject({ address, username: typed, password: typed }),
  answer: v.strictObject({ yes: v.boolean() }),
  chooseCalendars: v.strictObject({ urls: v.pipe(v.array(address), v.maxLength(1_000)) }),
  cancelSignIn: nothing,
  signInAgain: v.strictObject({ id: identifier }),
  signOut: v.strictObject({ id: identifier }),
  setCalendar: v.strictObject({
    id: identifier,
    shown: v.boolean(),
    alerts: v.boolean(),
    reminds: v.boolean(),
  }),
  trustCertificate: v.strictObject({
    accountId: identifier,
    fingerprint: v.pipe(v.string(), v.regex(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/)),
  }),
  unlockKeyring: nothing,
  refresh: nothing,
  markRead: v.strictObject({
    ids: v.nullable(v.pipe(v.array(identifier), v.maxLength(100_000))),
    read: v.boolean(),
  }),
  filterChanges: v.strictObject({
    calendar: identifier,
    person: identifier,
    words: typed,
    unreadOnly: v.boolean(),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
  }),
  setStartAtLogin: v.strictObject({ on: v.boolean() }),
  setPreferences: v.strictObject({
    language: v.exactOptional(v.picklist(['system', 'en', 'de', 'en-XA'])),
    defaultReminder: v.exactOptional(
      v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(40_320))),
    ),
    hardToMiss: v.exactOptional(v.boolean()),
    acknowledgeOnServer: v.exactOptional(v.boolean()),
    quietHours: v.exactOptional(v.strictObject({ on: v.boolean(), from: clockTime, to: clockTime })),
    presenting: v.exactOptional(v.boolean()),
    hideWhenLocked: v.exactOptional(v.boolean()),
    quietOwn: v.exactOptional(v.boolean()),
    horizonDays: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_660))),
    keepDays: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_660))),
    joinPatterns: v.exactOptional(v.pipe(v.array(typed), v.maxLength(50))),
  }),
  mute: v.strictObject({ until: v.picklist(['hour', 'tomorrow', 'off']) }),
  act: v.strictObject({
    toastId: identifier,
    action: v.picklist([
      'open',
      'join',
      'accept',
      'tentative',
      'decline',
      'snooze-5',
      'snooze-before',
      'snooze-start',
      'snooze-tomorrow',
      'dismiss',
    ]),
  }),
  dismissToast: v.strictObject({ id: identifier }),
  join: v.strictObject({ id: identifier }),
  reply: v.strictObject({
    id: identifier,
    answer: v.picklist(['accepted', 'tentative', 'declined']),
    note: typed,
    occurrence: v.boolean(),
  }),
  undo: v.strictObject({ id: identifier }),
  testPush: v.strictObject({ id: identifier }),
  setManualPush: v.strictObject({
    id: identifier,
    push: v.nullable(
      v.strictObject({ server: typed, jid: typed, service: typed, node: address, password: typed }),
    ),
  }),
  saveDiagnostics: nothing,
  hideWindow: nothing,
};
