// One short-lived connection to the D-Bus session bus, with time-outs: a silent peer is an answer too.
import { createConnection, type Socket } from 'node:net';
import dbus, { type MessageBus } from '@homebridge/dbus-native';
import { BelfryError } from '../core/errors.ts';

/** A method call; `signature` and `body` are given together or not at all. */
export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

export interface SignalMatch {
  readonly interface: string;
  readonly member: string;
  readonly path: string;
}

export interface SessionBus {
  /** The reply's values. Throws BelfryError 'storage' after `ms`, and on every D-Bus error, whose name is `reason`. */
  call(call: BusCall, ms: number): Promise<readonly unknown[]>;
  /** Hears one signal; resolves to its remover once the bus has promised to send it. */
  listen(match: SignalMatch, heard: (values: readonly unknown[]) => void): Promise<() => void>;
  close(): void;
}

/** Milliseconds a question to the bus may take, the activation of whoever answers it included. */
export const BUS_PATIENCE = 2_000;

/**
 * Connects to the bus of `environment`; null when this session has none.
 * A connection that fails or ends fails every call on it at once.
 */
export function connectSessionBus(environment: NodeJS.ProcessEnv): SessionBus | null {
  const address = busSocket(environment);
  if (address === null) return null;
  const socket = createConnection(address);
  const bus = dbus.createClient({ stream: socket });
  const lost = whenLost(bus, socket);
  return {
    call: (call, ms) => within(ms, call.member, lost, invoke(bus, call)),
    listen: async (match, heard) => {
      await within(BUS_PATIENCE, 'AddMatch', lost, invoke(bus, addMatch(match)));
      const name = bus.mangle(match);
      bus.signals.on(name, heard);
      return () => bus.signals.off(name, heard);
    },
    close: () => socket.destroy(),
  };
}

/**
 * The path of the session bus's socket: the first `unix:` address of DBUS_SESSION_BUS_ADDRESS, else systemd's place
 * under XDG_RUNTIME_DIR; null when neither is set. Abstract sockets begin with a NUL.
 */
export function busSocket(environment: NodeJS.ProcessEnv): string | null {
  const given = environment['DBUS_SESSION_BUS_ADDRESS'];
  if (!given) {
    const runtime = environment['XDG_RUNTIME_DIR'];
    return runtime ? `${runtime}/bus` : null;
  }
  for (const address of given.split(';')) {
    if (!address.startsWith('unix:')) continue;
    const pairs = address
      .slice(5)
      .split(',')
      .map((pair) => pair.split('=', 2));
    const values = new Map(pairs.map(([key, value]) => [key, unescapeValue(value ?? '')]));
    const path = values.get('path');
    if (path) return path;
    const abstract = values.get('abstract');
    if (abstract) return `\0${abstract}`;
  }
  return null;
}

/** D-Bus specification, "Server Addresses": bytes may be written as %XX. */
function unescapeValue(value: string): string {
  return Buffer.from(
    value.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
}

function addMatch(match: SignalMatch): BusCall {
  const rule = `type='signal',interface='${match.interface}',member='${match.member}',path='${match.path}'`;
  const self = 'org.freedesktop.DBus';
  return {
    destination: self,
    path: '/org/freedesktop/DBus',
    interface: self,
    member: 'AddMatch',
    signature: 's',
    body: [rule],
  };
}

function invoke(bus: MessageBus, call: BusCall): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    bus.invoke({ ...call }, (error, ...values) => {
      if (error) reject(new BelfryError('storage', { reason: error.name ?? 'no-reply', what: call.member }));
      else resolve(values);
    });
  });
}

/** Rejects when the connection breaks; the library leaves the callbacks of that moment uncalled. */
function whenLost(bus: MessageBus, socket: Socket): Promise<never> {
  const lost = new Promise<never>((_resolve, reject) => {
    const fail = (cause?: unknown): void =>
      reject(new BelfryError('storage', { reason: 'no-bus', what: 'session bus', cause }));
    bus.connection.on('error', fail);
    socket.once('close', () => fail());
  });
  lost.catch(() => undefined); // a bus that goes after the last call concerns nobody
  return lost;
}

async function within<T>(ms: number, what: string, lost: Promise<never>, reply: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new BelfryError('storage', { reason: 'timeout', what })), ms);
  });
  try {
    return await Promise.race([reply, lost, late]);
  } finally {
    clearTimeout(timer);
  }
}
