// One connection to a D-Bus message bus, with time-outs: a silent peer is an answer too.
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
  /** Whoever does not run yet is not started to answer this. */
  readonly onlyRunning?: true;
}

export interface SignalMatch {
  readonly interface: string;
  readonly member: string;
  readonly path: string;
  /** Only signals of whoever owns this name. */
  readonly sender?: string;
  /** Only signals whose first value is this text. */
  readonly first?: string;
}

/** Hears the answer that came after its caller had stopped waiting; null for an error. */
export type Late = (values: readonly unknown[] | null) => void;

export interface SessionBus {
  /** The reply's values. Throws BelfryError 'storage' after `ms`, and on every D-Bus error, whose name is `reason`. */
  call(call: BusCall, ms: number, late?: Late): Promise<readonly unknown[]>;
  /** Hears one signal; resolves to its remover once the bus has promised to send it. */
  listen(match: SignalMatch, heard: (values: readonly unknown[]) => void): Promise<() => void>;
  /** Runs once, when the connection breaks or is closed. */
  onLost(run: () => void): void;
  close(): void;
}

/** Milliseconds a question to the bus may take, the activation of whoever answers it included. */
export const BUS_PATIENCE = 2_000;

/** D-Bus specification, "Message Format": NO_AUTO_START. */
const NO_AUTO_START = 0x2;

/**
 * Connects to the bus of `environment`; null when this session has none.
 * A connection that fails or ends fails every call on it at once.
 */
export function connectSessionBus(environment: NodeJS.ProcessEnv): SessionBus | null {
  const address = busSocket(environment);
  return address === null ? null : connectBus(address);
}

/** Connects to the bus that listens at the socket `address`; a call says whether that went well. */
export function connectBus(address: string): SessionBus {
  const socket = createConnection(address);
  const bus = dbus.createClient({ stream: socket });
  const ending = whenLost(bus, socket);
  const call = (call: BusCall, ms: number, late?: Late) => answerTo(bus, { call, ms, late }, ending);
  return {
    call,
    listen: async (match, heard) => {
      await call(addMatch(match), BUS_PATIENCE);
      const name = bus.mangle({ path: match.path, interface: match.interface, member: match.member });
      const hear = (values: readonly unknown[] = []): void => {
        // Replies that came before the signal are dealt with before it, by whoever awaits them.
        if (match.first === undefined || values[0] === match.first) setImmediate(heard, values);
      };
      bus.signals.on(name, hear);
      return () => bus.signals.off(name, hear);
    },
    onLost: (run) => ending.whenOver(run),
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

/** The socket of the system bus: what DBUS_SYSTEM_BUS_ADDRESS names, else where the specification puts it. */
export function systemBusSocket(environment: NodeJS.ProcessEnv): string | null {
  const given = environment['DBUS_SYSTEM_BUS_ADDRESS'];
  return given ? busSocket({ DBUS_SESSION_BUS_ADDRESS: given }) : '/run/dbus/system_bus_socket';
}

/** D-Bus specification, "Server Addresses": bytes may be written as %XX. */
function unescapeValue(value: string): string {
  return Buffer.from(
    value.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
}

function addMatch(match: SignalMatch): BusCall {
  const { sender, first } = match;
  const rule = [
    `type='signal',interface='${match.interface}',member='${match.member}',path='${match.path}'`,
    ...(sender === undefined ? [] : [`sender='${sender}'`]),
    ...(first === undefined ? [] : [`arg0='${first}'`]),
  ];
  const self = 'org.freedesktop.DBus';
  return {
    destination: self,
    path: '/org/freedesktop/DBus',
    interface: self,
    member: 'AddMatch',
    signature: 's',
    body: [rule.join(',')],
  };
}

interface Question {
  readonly call: BusCall;
  readonly ms: number;
  readonly late: Late | undefined;
}

function answerTo(
  bus: MessageBus,
  { call, ms, late }: Question,
  ending: Ending,
): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    const failed = (reason: string): void =>
      reject(new BelfryError('storage', { reason, what: call.member }));
    if (ending.over) return failed('no-bus');
    let isLate = false;
    const forget = ending.whenOver(() => settle(() => failed('no-bus')));
    const timer = setTimeout(() => {
      isLate = true;
      settle(() => failed('timeout'));
    }, ms);
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      forget();
      how();
    };
    const { onlyRunning, ...message } = call;
    bus.invoke({ ...message, flags: onlyRunning ? NO_AUTO_START : 0 }, (error, ...values) => {
      if (isLate) return late?.(error ? null : values);
      settle(() => (error ? failed(error.name ?? 'no-reply') : resolve(values)));
    });
  });
}

interface Ending {
  readonly over: boolean;
  /** Runs at the end (at once if it is over); returns what takes it off the list. */
  whenOver(run: () => void): () => void;
}

/** When the connection breaks; the library leaves the callbacks of that moment uncalled. */
function whenLost(bus: MessageBus, socket: Socket): Ending {
  const waiting = new Set<() => void>();
  let over = false;
  const end = (): void => {
    over = true;
    socket.destroy();
    const told = [...waiting];
    waiting.clear();
    for (const run of told) run();
  };
  bus.connection.on('error', end);
  socket.once('close', end);
  return {
    get over() {
      return over;
    },
    whenOver: (run) => {
      if (over) run();
      else waiting.add(run);
      return () => waiting.delete(run);
    },
  };
}
