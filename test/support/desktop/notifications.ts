// Records the desktop notifications that really pass over the bus, whoever sends and whoever shows them.
import { spawn } from 'node:child_process';
import { until } from '../patience.ts';
import type { Bus } from './bus.ts';
import { dictionary } from './bus.ts';
import { captureReader } from './capture.ts';
import type { Captured } from './capture.ts';

/** One call of org.freedesktop.Notifications.Notify. */
export interface Notified {
  /** When the call passed the bus, epoch ms. */
  readonly at: number;
  readonly app: string;
  /** Id of the notification it takes the place of; 0: none. */
  readonly replaces: number;
  readonly summary: string;
  readonly body: string;
  /** key, label, key, label... as sent. */
  readonly actions: readonly string[];
  readonly hints: Readonly<Record<string, unknown>>;
  /** What the daemon called it; null until it answered, or when it refused. */
  readonly id: number | null;
}

export interface Notifications {
  /** Everything since the desktop started, oldest first. */
  all(): readonly Notified[];
  /** The first, from `after` (default: now) on, that `wanted` accepts; waits up to `ms` for it, else throws. */
  next(wanted: (notified: Notified) => boolean, ms: number, after?: number): Promise<Notified>;
  /** What the daemon called it; waits up to 5 s for its answer. */
  idOf(notified: Notified): Promise<number>;
  /** Waits up to 5 s until it is no longer on the screen. */
  gone(notified: Notified): Promise<void>;
  /** What stands on the screen: shown, and neither closed nor replaced since. */
  up(): readonly Notified[];
  /** Ids the daemon or the program closed, in that order, with the reason (1 expired, 2 dismissed, 3 by the program). */
  closed(): readonly { readonly id: number; readonly reason: number; readonly at: number }[];
  /** Actions a person chose, oldest first. */
  invoked(): readonly { readonly id: number; readonly action: string; readonly at: number }[];
}

export interface Recorder extends Notifications {
  stop(): Promise<void>;
}

interface Records {
  readonly notified: (Notified & { readonly call: string })[];
  readonly closed: { id: number; reason: number; at: number }[];
  readonly invoked: { id: number; action: string; at: number }[];
  heard: number;
}

const METHOD_CALL = 1;
const METHOD_RETURN = 2;
const RULES = ["interface='org.freedesktop.Notifications'", "type='method_return'"];

/** Starts recording. Nothing sent after it resolves is missed. */
export async function recordNotifications(bus: Bus): Promise<Recorder> {
  const records: Records = { notified: [], closed: [], invoked: [], heard: 0 };
  const monitor = spawn('dbus-monitor', ['--address', bus.address, '--pcap', ...RULES], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = new Promise<void>((resolve) => void monitor.once('close', () => resolve()));
  monitor.once('error', (error) => console.error('dbus-monitor', error));
  monitor.stdout.on(
    'data',
    captureReader((captured) => record(records, captured)),
  );
  await until('dbus-monitor', 10_000, async () => {
    // It hears the answer to this once it is listening.
    await bus.call({
      destination: 'org.freedesktop.DBus',
      path: '/',
      interface: 'org.freedesktop.DBus.Peer',
      member: 'Ping',
    });
    return records.heard > 0;
  });
  return {
    all: () => [...records.notified],
    next: (wanted, ms, after = Date.now()) =>
      until(
        'a notification',
        ms,
        () => records.notified.find((each) => each.at >= after && wanted(each)) ?? null,
      ),
    idOf: (notified) => idOf(records, notified),
    gone: async (notified) => {
      const id = await idOf(records, notified);
      await until('the end of a notification', 5_000, () => isClosed(records, id, notified.at));
    },
    closed: () => [...records.closed],
    up: () => standing(records),
    invoked: () => [...records.invoked],
    stop: async () => {
      monitor.kill();
      await gone;
    },
  };
}

// A daemon that is started again counts from one: an id closed before means another notification.
function isClosed({ closed }: Records, id: number, since: number): boolean {
  return closed.some((each) => each.id === id && each.at >= since);
}

function standing(records: Records): readonly Notified[] {
  const last = new Map(records.notified.map((each) => [each.id, each]));
  return [...last.values()].filter(({ id, at }) => id !== null && !isClosed(records, id, at));
}

function idOf(records: Records, { at, summary }: Notified): Promise<number> {
  const isIt = (each: Notified): boolean => each.at === at && each.summary === summary;
  return until('the daemon’s answer', 5_000, () => records.notified.find(isIt)?.id ?? null);
}

function record(records: Records, { at, message }: Captured): void {
  records.heard++;
  const body = message.body ?? [];
  const caller = (name: string | undefined, serial: number | undefined): string => `${name} ${serial}`;
  if (message.type === METHOD_RETURN) {
    answered(records, caller(message.destination, message.replySerial), body);
    return;
  }
  if (message.member === 'Notify' && message.type === METHOD_CALL) {
    const call = caller(message.sender, message.serial);
    records.notified.push({ ...notifiedFrom(at, body), call });
  }
  if (message.member === 'NotificationClosed') {
    records.closed.push({ id: Number(body[0]), reason: Number(body[1]), at });
  }
  if (message.member === 'ActionInvoked') {
    records.invoked.push({ id: Number(body[0]), action: String(body[1]), at });
  }
}

function answered(records: Records, call: string, body: readonly unknown[]): void {
  const index = records.notified.findIndex((each) => each.call === call);
  const notified = records.notified[index];
  if (notified !== undefined) records.notified[index] = { ...notified, id: Number(body[0]) };
}

// Desktop Notifications Specification: Notify(app, replaces, icon, summary, body, actions, hints, timeout).
function notifiedFrom(at: number, body: readonly unknown[]): Notified {
  const actions = Array.isArray(body[5]) ? body[5].map(String) : [];
  return {
    at,
    app: String(body[0]),
    replaces: Number(body[1]),
    summary: String(body[3]),
    body: String(body[4]),
    actions,
    hints: dictionary(body[6]),
    id: null,
  };
}
