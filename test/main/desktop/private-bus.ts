// A session bus of the test's own that activates nothing, and a real gnome-keyring on it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connectSessionBus, type SessionBus } from '../../../main/desktop/session-bus.ts';

export interface PrivateBus {
  readonly environment: NodeJS.ProcessEnv;
  /** Connects as one more client. */
  connect(): SessionBus;
  /** Starts gnome-keyring with a login keyring unlocked by `password`; null: without any keyring. */
  startKeyring(password: string | null): Promise<void>;
  /** Ends the bus, and with it every connection, and starts it again at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const CONFIGURATION = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=SCRATCH/socket</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>`;

export async function startPrivateBus(): Promise<PrivateBus> {
  const scratch = mkdtempSync(join(tmpdir(), 'belfry-bus-'));
  const configuration = join(scratch, 'bus.conf');
  writeFileSync(configuration, CONFIGURATION.replace('SCRATCH', scratch));
  const home = { HOME: scratch, XDG_RUNTIME_DIR: scratch, XDG_DATA_HOME: scratch, XDG_CACHE_HOME: scratch };
  const children: ChildProcess[] = [];
  const listening = async (): Promise<[ChildProcess, string]> => {
    const bus = spawn('dbus-daemon', [`--config-file=${configuration}`, '--nofork', '--print-address=1'], {
      env: { ...process.env, ...home },
      stdio: ['ignore', 'pipe', 'ignore'], // it warns about file limits it does not need
    });
    children.push(bus);
    const [address] = (await once(createInterface(bus.stdout), 'line')) as [string];
    return [bus, address];
  };
  let [bus, address] = await listening();
  const environment = { ...process.env, ...home, DBUS_SESSION_BUS_ADDRESS: address };
  const connect = (): SessionBus => connectSessionBus(environment)!; // the address was just printed
  return {
    environment,
    connect,
    startKeyring: async (password) => {
      const flags = ['--foreground', '--components=secrets', ...(password === null ? [] : ['--unlock'])];
      const keyring = spawn('gnome-keyring-daemon', flags, {
        env: environment,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      children.push(keyring);
      keyring.stdin.end(password ?? '');
      await nameTaken(connect(), 'org.freedesktop.secrets');
    },
    restart: async () => {
      await ended(bus);
      [bus, address] = await listening();
    },
    stop: async () => {
      for (const child of children.toReversed()) await ended(child);
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Resolves once somebody owns `name`; closes the connection it was given. */
async function nameTaken(bus: SessionBus, name: string): Promise<void> {
  const self = 'org.freedesktop.DBus';
  const question = {
    destination: self,
    path: '/org/freedesktop/DBus',
    interface: self,
    member: 'NameHasOwner',
    signature: 's',
    body: [name],
  };
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    const [owned] = await bus.call(question, 2_000);
    if (owned === true) return bus.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${name} did not appear`);
}
