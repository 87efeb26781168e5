import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { describe, expect, test } from 'vitest';
import type { Requests } from '../../../preload/contract.ts';
import { BelfryError } from '../../../main/core/errors.ts';
import type { Log } from '../../../main/core/ports.ts';
import { isOurs, serveRequests, type Handlers } from '../../../main/electron/ipc.ts';
import { SHAPES } from '../../../main/electron/shapes.ts';

type Listener = (event: IpcMainInvokeEvent, ...values: unknown[]) => unknown;

/** ipcMain as far as it matters here: it keeps what it is given and calls it. */
function listening(handlers: Partial<Handlers> = {}) {
  const heard: [string, unknown][] = [];
  const listeners = new Map<string, Listener>();
  const names = Object.keys(SHAPES) as (keyof Requests)[];
  const noted = names.map((name) => [name, (value: unknown) => void heard.push([name, value])]);
  const logged: unknown[] = [];
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_scope, error) => void logged.push(error),
  };
  const ours = {} as WebContents; // only its identity matters
  const cards = {} as WebContents;
  const end = serveRequests(
    { ...(Object.fromEntries(noted) as Handlers), ...handlers },
    {
      ipcMain: {
        handle: (name, listener) => void listeners.set(name, listener),
        removeHandler: (name) => void listeners.delete(name),
      },
      windows: () => [cards, ours],
      log,
    },
  );
  const from = (url: string | null, sender = ours, parent: object | null = null) =>
    ({ sender, senderFrame: url === null ? null : { url, parent } }) as unknown as IpcMainInvokeEvent;
  const ask = async (name: string, values: unknown[], event = from('app://belfry/')) => {
    return listeners.get(`belfry:${name}`)?.(event, ...values);
  };
  return { heard, listeners, logged, ask, from, cards, end };
}

const FINGERPRINT = Array.from({ length: 32 }, () => 'A1').join(':');
const GOOD: { readonly [R in keyof Requests]: unknown } = {
  view: undefined,
  signIn: { address: 'ana@example.org', username: 'ana', password: 'x' },
  answer: { yes: true },
  chooseCalendars: { urls: ['https://cal.example.org/ana/'] },
  cancelSignIn: undefined,
  signInAgain: { id: 'a1' },
  signOut: { id: 'a1' },
  setCalendar: { id: 'a1:x', shown: true, alerts: false, reminds: true },
  trustCertificate: { accountId: 'a1', fingerprint: FINGERPRINT },
  unlockKeyring: undefined,
  refresh: undefined,
  markRead: { ids: null, read: true },
  filterChanges: { calendar: 'a1:x', person: '', words: 'review', unreadOnly: false, limit: 50 },
  setStartAtLogin: { on: true },
  setPreferences: { presenting: true },
  mute: { until: 'hour' },
  act: { toastId: 't1', action: 'snooze-5' },
  dismissToast: { id: 't1' },
  join: { id: 'r1' },
  reply: { id: 'i1', answer: 'accepted', note: '', occurrence: false },
  undo: { id: 'u1' },
  testPush: { id: 'a1' },
  setManualPush: {
    id: 'a1',
    push: {
      server: 'xmpp.example.org:5222',
      jid: 'ana@example.org',
      service: 'pubsub.example.org',
      node: 'calendar',
      password: '',
    },
  },
  saveDiagnostics: undefined,
  hideWindow: undefined,
};
const REQUESTS = Object.entries(GOOD);

describe('a request', () => {
  test('may take back what was entered by hand', async () => {
    const { ask, heard } = listening();
    await ask('setManualPush', [{ id: 'a1', push: null }]);
    expect(heard).toEqual([['setManualPush', { id: 'a1', push: null }]]);
  });

  test.each(REQUESTS)('%s in its own shape is answered', async (name, value) => {
    const { ask, heard, logged } = listening();
    await ask(name, [value]);
    expect(heard).toEqual([[name, value]]);
    expect(logged).toEqual([]);
  });

  test.each(REQUESTS)('%s with anything more or of another type is refused', async (name, value) => {
    const { ask, heard } = listening();
    const object = typeof value === 'object' ? value : {};
    const missing = Object.fromEntries(Object.entries(object ?? {}).slice(1));
    // Of the preferences each may be left out.
    const isIncomplete = value !== undefined && name !== 'setPreferences';
    const wrong = [
      { ...object, extra: 1 },
      'text',
      7,
      null,
      [value],
      ...(value === undefined ? [] : [undefined]),
      ...(isIncomplete ? [missing] : []),
    ];
    for (const each of wrong) await expect(ask(name, [each])).rejects.toThrow('forbidden');
    await expect(ask(name, [value, value])).rejects.toThrow('forbidden');
    expect(heard).toEqual([]);
  });

  test.each([
    ['signIn', { address: 'a'.repeat(2_001), username: 'ana', password: 'x' }],
    ['signIn', { address: 'a', username: 'ana', password: 'x'.repeat(1_001) }],
    ['chooseCalendars', { urls: Array.from({ length: 1_001 }, () => 'u') }],
    ['markRead', { ids: ['x'.repeat(501)], read: true }],
    ['act', { toastId: 't1', action: 'explode' }],
    ['setPreferences', { quietHours: { on: true, from: '24:00', to: '07:00' } }],
    [
      'setManualPush',
      { id: 'a1', push: { server: 's'.repeat(1_001), jid: 'a@b', service: 's', node: 'n', password: '' } },
    ],
    ['setManualPush', { id: 'a1', push: { server: 's', jid: 'a@b', service: 's', node: 'n' } }],
    [
      'setManualPush',
      { id: 'a1', push: { server: 's', jid: 'a@b', service: 's', node: 'n', password: '', port: 1 } },
    ],
    ['reply', { id: 'i1', answer: 'accepted', note: 'x'.repeat(1_001), occurrence: false }],
    ['trustCertificate', { accountId: 'a1', fingerprint: FINGERPRINT.toLowerCase() }],
  ])('%s that is oversized or misspelt is refused', async (name, value) => {
    const { ask, heard } = listening();
    await expect(ask(name, [value])).rejects.toThrow('forbidden');
    expect(heard).toEqual([]);
  });

  test('from the window of the cards is answered as well', async () => {
    const { ask, from, heard, cards } = listening();
    await ask('refresh', [undefined], from('app://belfry/#cards', cards));
    expect(heard).toEqual([['refresh', undefined]]);
  });

  test('from elsewhere is refused: another page, a frame inside ours, another window, a frame that has gone', async () => {
    const { ask, from, heard } = listening();
    const other = {} as WebContents;
    const strangers = [
      from('https://evil.example/'),
      from('app://belfry.evil.example/'),
      from('app://belfry/', undefined, {}),
      from('app://belfry/', other),
      from(null),
    ];
    for (const event of strangers)
      await expect(ask('refresh', [undefined], event)).rejects.toThrow('forbidden');
    expect(heard).toEqual([]);
  });

  test('finds nobody once serving has ended', () => {
    const { listeners, end } = listening();
    expect(listeners.size).toBe(REQUESTS.length);
    end();
    expect(listeners.size).toBe(0);
  });
});

test('while there is no window nobody is ours', () => {
  const event = {
    sender: {},
    senderFrame: { url: 'app://belfry/', parent: null },
  } as unknown as IpcMainInvokeEvent;
  expect(isOurs(event, [])).toBe(false);
});

describe('an error', () => {
  test.each([
    [new BelfryError('unauthorized', { what: 'https://ana:secret@cal.example.org' }), 'unauthorized'],
    [new TypeError('undefined is not a secret'), 'bug'],
  ])('crosses as its kind and nothing else', async (error, kind) => {
    const refuse = () => {
      throw error;
    };
    const { ask, logged } = listening({ refresh: refuse });
    const crossed: unknown = await ask('refresh', [undefined]).catch((one: unknown) => one);
    expect(crossed).toMatchObject({ name: 'BelfryError', message: kind });
    expect((crossed as Error).cause).toBeUndefined();
    expect(Object.keys(crossed as Error)).not.toContain('what');
    expect(logged).toHaveLength(1);
  });
});
