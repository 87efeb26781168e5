// Something on a bus with methods and properties of the test's own.
import { createConnection } from 'node:net';
import dbus from '@homebridge/dbus-native';
import { busSocket } from '../../../main/desktop/session-bus.ts';

export interface StubService {
  signal(
    of: { readonly path: string; readonly interface: string; readonly member: string },
    signature: string,
    values: readonly unknown[],
  ): void;
  /** Leaves the bus. */
  stop(): void;
}

export interface StubObject {
  readonly path: string;
  readonly interface: string;
  /** What it does: functions are methods, everything else (getters above all) a property. */
  readonly does: object;
  readonly methods?: Readonly<Record<string, readonly [string, string]>>;
  readonly properties?: Readonly<Record<string, string>>;
}

/** Serves the objects under a well-known name; resolves once it owns it. */
export async function startStubService(
  environment: NodeJS.ProcessEnv,
  name: string,
  objects: readonly StubObject[],
): Promise<StubService> {
  const socket = createConnection(busSocket(environment) ?? '');
  const server = dbus.createClient({ stream: socket });
  for (const { path, interface: iface, does, methods = {}, properties = {} } of objects) {
    server.exportInterface(does, path, { name: iface, methods, properties });
  }
  const self = 'org.freedesktop.DBus';
  const request = {
    destination: self,
    interface: self,
    path: '/org/freedesktop/DBus',
    member: 'RequestName',
  };
  await new Promise((resolve) => {
    server.invoke({ ...request, signature: 'su', body: [name, 0] }, resolve);
  });
  return {
    signal: (of, signature, values) => server.sendSignal(of.path, of.interface, of.member, signature, values),
    stop: () => socket.destroy(),
  };
}
