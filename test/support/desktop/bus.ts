// A private D-Bus session, and a connection to it.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import dbus from '@homebridge/dbus-native';
import { startChild } from '../child.ts';
import type { Child } from '../child.ts';
import { until } from '../patience.ts';

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

export interface Bus {
  /** For $DBUS_SESSION_BUS_ADDRESS. */
  readonly address: string;
  readonly child: Child;
  /** The values of the reply. Throws the D-Bus error's name. */
  call(call: BusCall): Promise<readonly unknown[]>;
  property(of: Pick<BusCall, 'destination' | 'path' | 'interface'>, name: string): Promise<unknown>;
  /** Resolves once somebody owns the name; throws after 15 s. */
  untilOwned(name: string): Promise<void>;
  /** Resolves once nobody owns the name; throws after 15 s. */
  untilFree(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Ms a call may take: the keyring's own dialog answers within it. */
const CALL = 60_000;

// What may be started on demand: the panel's settings, and the dialog that unlocks a keyring. No keyring and no
// notification daemon: a desktop without them must really be without them.
const ACTIVATABLE = [
  'org.xfce.Xfconf',
  'ca.desrt.dconf',
  'org.gnome.keyring.SystemPrompter',
  'org.gnome.keyring.PrivatePrompter',
];

/** Starts a message bus in `dir`; what it activates gets `env`. */
export async function startBus(dir: string, env: NodeJS.ProcessEnv): Promise<Bus> {
  const socket = join(dir, 'bus');
  const services = join(dir, 'services');
  await mkdir(services);
  for (const name of ACTIVATABLE) {
    const file = `/usr/share/dbus-1/services/${name}.service`;
    if (existsSync(file)) await copyFile(file, join(services, `${name}.service`));
  }
  const config = join(dir, 'bus.conf');
  await writeFile(config, configFor(socket, services));
  const address = `unix:path=${socket}`;
  const child = await startChild({
    command: 'dbus-daemon',
    args: ['--nofork', `--config-file=${config}`],
    env: { ...env, DBUS_SESSION_BUS_ADDRESS: address },
  });
  await until('the message bus', 10_000, async () => !child.running || (await isListening(socket)));
  if (!child.running) throw new Error(`the message bus did not come up: ${child.log()}`);
  return busFrom(address, socket, child);
}

// The socket's file is there a moment before anybody listens; who connects then is refused, and would wait for ever.
function isListening(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const stream = createConnection(socket);
    stream.once('connect', () => {
      stream.destroy();
      resolve(true);
    });
    stream.once('error', () => resolve(false));
  });
}

function configFor(socket: string, services: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>${services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}

function busFrom(address: string, socket: string, child: Child): Bus {
  const stream = createConnection(socket);
  const client = dbus.createClient({ stream });
  // At the end the daemon goes first; calls that are still open then time out where they wait.
  client.connection.on('error', () => stream.destroy());
  const call = (request: BusCall): Promise<readonly unknown[]> =>
    new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => reject(new Error(`${request.member}: no reply in time`)), CALL);
      client.invoke({ ...request }, (error, ...values) => {
        clearTimeout(tooLate);
        if (error) reject(new Error(`${request.member}: ${error.name ?? 'no reply'}`));
        else resolve(values);
      });
    });
  return {
    address,
    child,
    call,
    property: async ({ destination, path, interface: owner }, name) => {
      const properties = 'org.freedesktop.DBus.Properties';
      const get = { destination, path, interface: properties, member: 'Get', signature: 'ss' };
      const [variant] = await call({ ...get, body: [owner, name] });
      return unwrap(variant);
    },
    untilOwned: (name) => until(name, 15_000, () => isOwned(call, name)).then(() => undefined),
    untilFree: (name) =>
      until(`no ${name}`, 15_000, async () => !(await isOwned(call, name))).then(() => undefined),
    close: async () => {
      stream.destroy();
      await child.end();
    },
  };
}

async function isOwned(call: Bus['call'], name: string): Promise<boolean> {
  const self = 'org.freedesktop.DBus';
  const ask = { destination: self, path: '/', interface: self, member: 'NameHasOwner', signature: 's' };
  return (await call({ ...ask, body: [name] }))[0] === true;
}

/** The value inside a variant, which the library gives as [signature tree, [value]]. */
export function unwrap(variant: unknown): unknown {
  return Array.isArray(variant) && Array.isArray(variant[1]) ? variant[1][0] : variant;
}

/** A D-Bus dictionary of variants (a{sv}), which the library gives as a list of pairs. */
export function dictionary(pairs: unknown): Readonly<Record<string, unknown>> {
  if (!Array.isArray(pairs)) return {};
  return Object.fromEntries(pairs.map((pair: readonly unknown[]) => [String(pair[0]), unwrap(pair[1])]));
}
