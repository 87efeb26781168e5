// What each request of the window may look like. Anything else (missing, additional, oversized) is refused.
import * as v from 'valibot';
import type { Requests } from '../../preload/contract.ts';

/** Strings a person types, identifiers we made, and lists of them; far above what is real, far below what hurts. */
const typed = v.pipe(v.string(), v.maxLength(1_000));
const identifier = v.pipe(v.string(), v.maxLength(500));
const address = v.pipe(v.string(), v.maxLength(2_000));
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
  setCalendar: v.strictObject({ id: identifier, shown: v.boolean(), alerts: v.boolean() }),
  trustCertificate: v.strictObject({
    accountId: identifier,
    fingerprint: v.pipe(v.string(), v.regex(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/)),
  }),
  unlockKeyring: nothing,
  refresh: nothing,
  markRead: v.strictObject({ ids: v.nullable(v.pipe(v.array(identifier), v.maxLength(10_000))) }),
  setStartAtLogin: v.strictObject({ on: v.boolean() }),
  dismissToast: v.strictObject({ id: identifier }),
  hideWindow: nothing,
};
