// The whole surface between the window and the main process. Types only.
// A request is a function signature: renderer asks, main answers. A signal goes the other way.
import type { ToastView, View } from '../main/core/view.ts';

export interface Requests {
  /** The whole window as it is now. */
  view(): View;
  signIn(form: { address: string; username: string; password: string }): void;
  /** Answers SignInView.question. `remember` matters for 'storage': true accepts weaker storage. */
  answer(answer: { yes: boolean }): void;
  /** Ends SignInView stage 'choosing' and stores the account with these calendars shown. */
  chooseCalendars(choice: { urls: string[] }): void;
  cancelSignIn(): void;
  /** Starts asking for the password of an account again. */
  signInAgain(account: { id: string }): void;
  signOut(account: { id: string }): void;
  setCalendar(calendar: { id: string; shown: boolean; alerts: boolean }): void;
  /** Trusts the certificate shown in AccountView.problem. The fingerprint proves which one was looked at. */
  trustCertificate(trust: { accountId: string; fingerprint: string }): void;
  unlockKeyring(): void;
  refresh(): void;
  /** null: every one. */
  markRead(changes: { ids: string[] | null }): void;
  setStartAtLogin(choice: { on: boolean }): void;
  /** The toast card was closed or opened by the person. */
  dismissToast(toast: { id: string }): void;
  hideWindow(): void;
}

export interface Signals {
  view(view: View): void;
  /** A change while the window is open: drawn as a card inside it. */
  toast(toast: ToastView): void;
  /** Go to this occurrence or change: a desktop notification was clicked. */
  reveal(target: { rowId: string; changeIds: string[] }): void;
}

/** What `window.belfry` is. Every registration returns its remover. */
export type Door = {
  readonly [R in keyof Requests]: (
    ...args: Parameters<Requests[R]>
  ) => Promise<Awaited<ReturnType<Requests[R]>>>;
} & {
  readonly on: <S extends keyof Signals>(signal: S, listener: Signals[S]) => () => void;
};
