// A main process the window can talk to: answers what it was told to, remembers what it was asked.
import type { View } from '../../main/core/window/view.ts';
import type { Door, Requests, Signals } from '../../preload/contract.ts';

export interface FakeDoor {
  readonly door: Door;
  /** Every request but `view`, in order. */
  readonly asked: readonly (readonly [request: string, argument: unknown])[];
  tell<S extends keyof Signals>(signal: S, value: Parameters<Signals[S]>[0]): void;
  /** From now on this request is refused. */
  refuse(request: keyof Requests): void;
  /** How many listeners there are. */
  readonly listening: number;
}

/** A door whose first view is `view`; a promise lets a test decide when it arrives. */
export function fakeDoor(view: View | Promise<View>): FakeDoor {
  const asked: (readonly [string, unknown])[] = [];
  const refused = new Set<keyof Requests>();
  const listeners = new Set<{ readonly signal: keyof Signals; readonly tell: (value: never) => void }>();
  const ask = (request: keyof Requests) => (argument?: unknown) => {
    asked.push([request, argument]);
    return refused.has(request) ? Promise.reject(new Error('refused')) : Promise.resolve();
  };
  const on: Door['on'] = (signal, tell) => {
    const entry = { signal, tell };
    listeners.add(entry);
    return () => void listeners.delete(entry);
  };
  const door: Door = {
    view: () => (refused.has('view') ? Promise.reject(new Error('refused')) : Promise.resolve(view)),
    signIn: ask('signIn'),
    answer: ask('answer'),
    chooseCalendars: ask('chooseCalendars'),
    cancelSignIn: ask('cancelSignIn'),
    signInAgain: ask('signInAgain'),
    signOut: ask('signOut'),
    setCalendar: ask('setCalendar'),
    trustCertificate: ask('trustCertificate'),
    unlockKeyring: ask('unlockKeyring'),
    refresh: ask('refresh'),
    markRead: ask('markRead'),
    filterChanges: ask('filterChanges'),
    setStartAtLogin: ask('setStartAtLogin'),
    setPreferences: ask('setPreferences'),
    mute: ask('mute'),
    act: ask('act'),
    dismissToast: ask('dismissToast'),
    join: ask('join'),
    reply: ask('reply'),
    undo: ask('undo'),
    testPush: ask('testPush'),
    setManualPush: ask('setManualPush'),
    saveDiagnostics: async () => {
      await ask('saveDiagnostics')();
      return 'saved';
    },
    hideWindow: ask('hideWindow'),
    on,
  };
  return {
    door,
    asked,
    tell: (signal, value) => {
      for (const { signal: heard, tell } of listeners) if (heard === signal) tell(value as never);
    },
    refuse: (request) => void refused.add(request),
    get listening() {
      return listeners.size;
    },
  };
}
