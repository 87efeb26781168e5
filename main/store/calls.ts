// What crosses between the thread that asks for the store and the thread that has it.
import { asBelfryError, BelfryError, type ErrorKind } from '../core/errors.ts';
import type { CalendarId } from '../core/model.ts';
import type { Intake, PullFacts } from '../core/sync/replica-ports.ts';
import type { Store } from '../core/sync/store-port.ts';

/** Where the database is and when it is opened; epoch ms. */
export interface Opening {
  readonly file: string;
  readonly at: number;
}

/** What can be asked of the store, and of an intake: everything but making an intake, which needs no answer. */
export type StoreMethod = Exclude<keyof Store, 'intake'>;
export type IntakeMethod = keyof Intake;

export type Call =
  | {
      readonly to: 'store';
      readonly id: number;
      readonly method: StoreMethod;
      readonly args: readonly unknown[];
    }
  | {
      readonly to: 'intake';
      readonly id: number;
      readonly intake: number;
      readonly method: IntakeMethod;
      readonly args: readonly unknown[];
    }
  /** From now on `intake` is the intake of this calendar. */
  | {
      readonly to: 'open';
      readonly intake: number;
      readonly calendar: CalendarId;
      readonly facts: PullFacts;
    };

/** A database that was unusable and was set aside. */
export interface SentDamage {
  readonly error: SentError;
  readonly keptAs: string;
}

export type Message =
  /** The first one: the database is open, or why it is not. */
  | { readonly is: 'open'; readonly damage: SentDamage | null }
  | { readonly is: 'not-open'; readonly error: SentError }
  | { readonly is: 'value'; readonly id: number; readonly value: unknown }
  | { readonly is: 'failure'; readonly id: number; readonly error: SentError }
  /** It was found damaged while it was used; a new one is open. */
  | { readonly is: 'damage'; readonly damage: SentDamage };

/** An error class does not survive the crossing: its facts do, without what caused it but with where it was thrown. */
export interface SentError {
  readonly kind: ErrorKind;
  readonly reason: string;
  readonly what: string;
  readonly stack: string;
}

/** Any thrown value, ready to be sent. */
export function sent(thrown: unknown): SentError {
  const { kind, reason, what, stack, cause } = asBelfryError(thrown);
  return { kind, reason, what, stack: cause instanceof Error ? String(cause.stack) : String(stack) };
}

/** The error on the other side. */
export function received({ kind, reason, what, stack }: SentError): BelfryError {
  const cause = new Error(reason);
  cause.stack = stack;
  return new BelfryError(kind, { reason, what, cause });
}
