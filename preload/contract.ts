// The whole surface between the window and the main process. Types only.
// A request is a function signature: renderer asks, main answers. A signal goes the other way.
import type { ManualPush } from '../main/core/manual-push.ts';
import type { Preferences } from '../main/core/preferences.ts';
import type { ChangesFilter } from '../main/core/window/inbox-view.ts';
import type { RevealTarget, ToastActionId, ToastView } from '../main/core/alerts/toast-view.ts';
import type { View } from '../main/core/window/view.ts';

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
  setCalendar(calendar: { id: string; shown: boolean; alerts: boolean; reminds: boolean }): void;
  /** Trusts the certificate shown in AccountView.problem. The fingerprint proves which one was looked at. */
  trustCertificate(trust: { accountId: string; fingerprint: string }): void;
  unlockKeyring(): void;
  refresh(): void;
  /** null: every one. */
  markRead(changes: { ids: string[] | null; read: boolean }): void;
  /** What the inbox shows from now on, and how many changes of it at most. */
  filterChanges(query: ChangesFilter & { limit: number }): void;
  setStartAtLogin(choice: { on: boolean }): void;
  /** Those that are not named stay as they are. */
  setPreferences(
    changed: Partial<Omit<Preferences, 'startAtLogin' | 'askedStartAtLogin' | 'mutedUntil'>>,
  ): void;
  mute(choice: { until: 'hour' | 'tomorrow' | 'off' }): void;
  /** A button of a toast card. */
  act(button: { toastId: string; action: ToastActionId }): void;
  /** A card of the small window has stood long enough, or gave way to a newer one; nobody answered it. */
  dismissToast(toast: { id: string }): void;
  /** Opens where the event of this row meets. */
  join(row: { id: string }): void;
  /** Answers an invitation; `occurrence`: only the one it is shown with. */
  reply(answer: {
    id: string;
    answer: 'accepted' | 'tentative' | 'declined';
    note: string;
    occurrence: boolean;
  }): void;
  undo(what: { id: string }): void;
  /** Tests the whole push path of an account, from its server to this computer; the view tells how it goes. */
  testPush(account: { id: string }): void;
  /** null: back to what the server announces. An empty password keeps the one before. */
  setManualPush(manual: { id: string; push: (ManualPush & { password: string }) | null }): void;
  /** Asks where to, and writes the facts of the connections there without names and secrets. */
  saveDiagnostics(): SavedDiagnostics;
  hideWindow(): void;
}

/** What became of the diagnostics: written, not wanted after all, or why they could not be written there. */
export type SavedDiagnostics = 'saved' | 'cancelled' | 'disk-full' | 'not-writable';

export interface Signals {
  view(view: View): void;
  /** A change while the window is open: drawn as a card inside it. */
  toast(toast: ToastView): void;
  /** Go to this occurrence or change: a desktop notification was clicked. */
  reveal(target: RevealTarget): void;
  /** A toast is answered, or over: its card goes. */
  closeToast(toast: { id: string }): void;
}

/** What `window.belfry` is. Every registration returns its remover. */
export type Door = {
  readonly [R in keyof Requests]: (
    ...args: Parameters<Requests[R]>
  ) => Promise<Awaited<ReturnType<Requests[R]>>>;
} & {
  readonly on: <S extends keyof Signals>(signal: S, listener: Signals[S]) => () => void;
};
