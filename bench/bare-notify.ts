// The least a desktop notification can be: one Notify call to the same daemon, and its answer.
import { createConnection } from 'node:net';
import dbus from '@homebridge/dbus-native';
import type { Desktop } from '../test/support/desktop.ts';

export interface BareNotify {
  /** From the call to its answer, ms. The notification is taken down again, which is not timed. */
  roundTrip(): Promise<number>;
  close(): void;
}

/** The name the calls go under, to tell them from the app's. */
export const BARE_APP = 'bench-floor';

const SERVICE = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
} as const;

/** Connects to the desktop's message bus. */
export function openBareNotify(desktop: Desktop): BareNotify {
  const address = desktop.env['DBUS_SESSION_BUS_ADDRESS'] ?? '';
  const stream = createConnection(address.replace(/^unix:path=/, ''));
  const client = dbus.createClient({ stream });
  // At the end the bus goes first; an unanswered call then fails where it waits.
  client.connection.on('error', () => stream.destroy());
  const call = (member: string, signature: string, body: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      client.invoke({ ...SERVICE, member, signature, body }, (error, value) => {
        if (error) reject(new Error(`${member}: ${error.name ?? 'no reply'}`));
        else resolve(value);
      });
    });
  return {
    roundTrip: async () => {
      const startedAt = performance.now();
      const words = ['', 'Meeting moved', 'Tue 14:00 → Wed 10:00'];
      const id = await call('Notify', 'susssasa{sv}i', [BARE_APP, 0, ...words, [], [], -1]);
      const ms = performance.now() - startedAt;
      await call('CloseNotification', 'u', [id]);
      return ms;
    },
    close: () => stream.destroy(),
  };
}
