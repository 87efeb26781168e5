// window.belfry: one line per request or signal. Bundled as CommonJS, as sandboxed preload scripts must be.
import { contextBridge, ipcRenderer } from 'electron';
import type { Door, Requests, Signals } from './contract.ts';

const SIGNALS: Record<keyof Signals, string> = {
  view: 'belfry:view',
  toast: 'belfry:toast',
  reveal: 'belfry:reveal',
  closeToast: 'belfry:closeToast',
};

function ask<R extends keyof Requests>(request: R): Door[R] {
  // The bridge carries values only; their shapes are checked by the main process, which trusts nothing from here.
  return ((argument?: unknown) => ipcRenderer.invoke(`belfry:${request}`, argument)) as Door[R];
}

const on: Door['on'] = (signal, listener) => {
  // A page could ask for any string; only the channels above exist for it.
  if (!Object.hasOwn(SIGNALS, signal)) throw new TypeError('no such signal');
  const channel = SIGNALS[signal];
  // What comes over this channel is of the signal's type: the main process is typed by the same contract.
  const tell = listener as (value: unknown) => void;
  const heard = (_event: unknown, value: unknown) => tell(value);
  ipcRenderer.on(channel, heard);
  return () => void ipcRenderer.removeListener(channel, heard);
};

const door: Door = {
  view: ask('view'),
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
  saveDiagnostics: ask('saveDiagnostics'),
  hideWindow: ask('hideWindow'),
  on,
};

contextBridge.exposeInMainWorld('belfry', door);
