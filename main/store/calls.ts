// What crosses between the thread that asks for the store and the thread that has it.
import { asBelfryError, BelfryError, type ErrorKind } from '../core/errors.ts';
import type { Store } from '../core/ports.ts';

/** Where the database is and when it is opened; epoch ms. */
export interface Opening {
  readonly file: string;
  readonly at: number;
}

export type Method = keyof Store;

export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SentError };

/** The first message of the thread: the database is open, or why it is not. */
export type Opened =
  | { readonly damage: { readonly error: SentError; readonly keptAs: string } | null }
  | { readonly error: SentError };

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
