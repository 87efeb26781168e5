import dbus from '@homebridge/dbus-native';
import { createConnection } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyringState, unlockKeyring } from '../../../main/desktop/keyring.ts';
import { busSocket } from '../../../main/desktop/session-bus.ts';
import { startPrivateBus, type PrivateBus } from './private-bus.ts';

const SECRETS = 'org.freedesktop.secrets';
const SERVICE_PATH = '/org/freedesktop/secrets';
const SERVICE = 'org.freedesktop.Secret.Service';
const PROMPT = 'org.freedesktop.Secret.Prompt';
const COLLECTION = '/org/freedesktop/secrets/collection/login';

describe('a real gnome-keyring', () => {
  let bus: PrivateBus;
  beforeEach(async () => {
    bus = await startPrivateBus();
  });
  afterEach(() => bus.stop());

  async function lock(): Promise<void> {
    const client = bus.connect();
    const call = { destination: SECRETS, path: SERVICE_PATH, interface: SERVICE, member: 'Lock' };
    await client.call({ ...call, signature: 'ao', body: [[COLLECTION]] }, 2_000);
    client.close();
  }

  test('that is unlocked is ready', async () => {
    await bus.startKeyring('secret');
    expect(await keyringState(bus.environment)).toBe('ready');
    expect(await unlockKeyring(bus.environment)).toBe('ready');
  });

  test('that is locked says so at once, without a dialog', async () => {
    await bus.startKeyring('secret');
    await lock();
    const started = performance.now();
    expect(await keyringState(bus.environment)).toBe('locked');
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('that is locked stays locked when its dialog cannot be shown', async () => {
    await bus.startKeyring('secret');
    await lock();
    expect(await unlockKeyring(bus.environment)).toBe('locked');
  });

  test('without any keyring in it counts as absent', async () => {
    await bus.startKeyring(null);
    expect(await keyringState(bus.environment)).toBe('absent');
    expect(await unlockKeyring(bus.environment)).toBe('absent');
  });

  test('that is not there at all is absent', async () => {
    expect(await keyringState(bus.environment)).toBe('absent');
  });

  test('whose bus is gone is absent', async () => {
    expect(await keyringState({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' })).toBe('absent');
    expect(await keyringState({})).toBe('absent');
  });
});

describe('a keyring whose dialog a person answers', () => {
  let bus: PrivateBus;
  let locked: boolean;
  beforeEach(async () => {
    bus = await startPrivateBus();
    locked = true;
  });
  afterEach(() => bus.stop());

  /** A Secret Service of our own, as the specification words it, whose dialog the test answers after 50 ms. */
  async function serve(answer: 'completed' | 'dismissed' | 'never answers anything'): Promise<() => void> {
    const socket = createConnection(busSocket(bus.environment) ?? '');
    const server = dbus.createClient({ stream: socket });
    const request = { member: 'RequestName', signature: 'su', body: [SECRETS, 0] };
    const self = 'org.freedesktop.DBus';
    await new Promise((resolve) => {
      server.invoke(
        { ...request, destination: self, interface: self, path: '/org/freedesktop/DBus' },
        resolve,
      );
    });
    const prompt = '/org/freedesktop/secrets/prompt/1';
    const forever = new Promise<never>(() => undefined);
    const silent = answer === 'never answers anything';
    const service = { ReadAlias: () => (silent ? forever : COLLECTION), Unlock: () => [[], prompt] };
    server.exportInterface(service, SERVICE_PATH, {
      name: SERVICE,
      methods: { ReadAlias: ['s', 'o'], Unlock: ['ao', 'aoo'] },
    });
    const collection = {
      get Locked() {
        return locked;
      },
    };
    const properties = { Locked: 'b' };
    server.exportInterface(collection, COLLECTION, { name: 'org.freedesktop.Secret.Collection', properties });
    const dialog = {
      Prompt: () => {
        setTimeout(() => {
          locked = answer !== 'completed';
          server.sendSignal(prompt, PROMPT, 'Completed', 'bv', [locked, ['s', '']]);
        }, 50);
      },
    };
    server.exportInterface(dialog, prompt, { name: PROMPT, methods: { Prompt: ['s', ''] } });
    return () => socket.destroy();
  }

  test('is ready after the password was typed', async () => {
    const end = await serve('completed');
    expect(await keyringState(bus.environment)).toBe('locked');
    expect(await unlockKeyring(bus.environment)).toBe('ready');
    end();
  });

  test('is still locked after the dialog was dismissed', async () => {
    const end = await serve('dismissed');
    expect(await unlockKeyring(bus.environment)).toBe('locked');
    end();
  });

  test('counts as absent after two seconds of silence, and nothing waited for it', async () => {
    const end = await serve('never answers anything');
    const started = performance.now();
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 50);
    expect(await keyringState(bus.environment)).toBe('absent');
    clearInterval(ticking);
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(ticks).toBeGreaterThan(20);
    end();
  });

  test('counts as absent at once when it dies during the question', async () => {
    const end = await serve('never answers anything');
    const asked = keyringState(bus.environment);
    await wait(100);
    end();
    expect(await asked).toBe('absent');
  });
});

describe('the address of the session bus', () => {
  test.each([
    ['unix:path=/run/user/1000/bus', '/run/user/1000/bus'],
    ['unix:path=/tmp/a%20b%2cc,guid=0123', '/tmp/a b,c'],
    ['unix:abstract=/tmp/dbus-x,guid=0123', '\0/tmp/dbus-x'],
    ['tcp:host=127.0.0.1,port=1;unix:path=/tmp/second', '/tmp/second'],
    ['autolaunch:', null],
  ])('%s', (address, socket) => {
    expect(busSocket({ DBUS_SESSION_BUS_ADDRESS: address })).toBe(socket);
  });

  test('without a variable it is where systemd puts it', () => {
    expect(busSocket({ XDG_RUNTIME_DIR: '/run/user/7' })).toBe('/run/user/7/bus');
    expect(busSocket({})).toBeNull();
  });
});
