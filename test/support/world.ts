// A whole world on one machine: alice's calendars, the XMPP server, the notifier in front, and a colleague who writes.
import { startChaosProxy } from './chaos-proxy.ts';
import type { ChaosProxy } from './chaos-proxy.ts';
import { colleague } from './colleague.ts';
import type { Colleague } from './colleague.ts';
import { startNotifier } from './notifier-process.ts';
import type { NotifierOptions, NotifierProcess } from './notifier-process.ts';
import { until } from './patience.ts';
import { freePort } from './ports.ts';
import { startProsody } from './prosody.ts';
import type { Prosody, ProsodyOptions } from './prosody.ts';
import { colleagueRights, startRadicale } from './radicale.ts';
import type { Radicale } from './radicale.ts';
import { filesOf, PRIVATE, privateWeek, WORK, workWeek } from './seeded-week.ts';
import type { Events } from './seeded-week.ts';
import { startTap } from './tap.ts';
import type { Tap } from './tap.ts';

export interface WorldOptions extends Pick<NotifierOptions, 'coalesce' | 'heartbeatMinutes'> {
  /** Devices enrol at the notifier; the XMPP server has no accounts of its own. Default: false. */
  readonly enrols?: boolean;
  /** What the work calendar holds at the start. Default: a plausible week. */
  readonly work?: Events;
  /** Other users of the calendar server, without push: name -> password. */
  readonly others?: Readonly<Record<string, string>>;
  /** How soon the XMPP server gives up who is silent. Default: not within a test. */
  readonly patience?: Pick<ProsodyOptions, 'silence' | 'hibernation'>;
}

export interface World {
  /** What a person types as the server: 'http://localhost:PORT/', the notifier's door. */
  readonly url: string;
  readonly username: string;
  /** The same at the calendar server and the XMPP server. */
  readonly password: string;
  /** Another user, who may write into alice's work calendar, through the notifier. */
  readonly colleague: Colleague;
  /** Each part can be halted, restarted, frozen and thawed; its port and data stay. */
  readonly radicale: Radicale;
  readonly prosody: Prosody;
  readonly notifier: NotifierProcess;
  /** Between notifier and calendar server: every request that reaches the latter, whoever sent it. */
  readonly tap: Tap;
  /** Between whoever listens and the XMPP server; the notifier goes past it. */
  readonly chaos: ChaosProxy;
  /** Resolves once the notifier has a stream to the XMPP server (again), after a restart of either. */
  untilOnline(): Promise<void>;
  /** Ends every part and removes every folder. Idempotent. */
  stop(): Promise<void>;
}

export const ALICE = { username: 'alice', password: 'alice-secret' } as const;
const BOB = { username: 'bob', password: 'bob-secret' } as const;
const PUBLISHER = { username: 'publisher', password: 'publisher-secret' } as const;

/** Starts a world; several may run at once. Throws, with nothing left running, when a part does not come up. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const undo: (() => Promise<void>)[] = [];
  try {
    return await build(options, undo);
  } catch (error) {
    await dismantle(undo);
    throw error;
  }
}

async function build(options: WorldOptions, undo: (() => Promise<void>)[]): Promise<World> {
  const work = options.work ?? workWeek(Date.now());
  const signInPort = options.enrols ? await freePort() : null;
  const starting = [
    startCalendars(work, options.others ?? {}),
    startMessages(options.patience, signInPort),
  ] as const;
  const settled = await Promise.allSettled(starting);
  for (const each of settled) if (each.status === 'fulfilled') undo.push(() => each.value.stop());
  const [radicale, prosody] = await Promise.all(starting);
  const tap = await startTap(radicale.port);
  undo.push(() => tap.close());
  const chaos = await startChaosProxy(prosody.port);
  undo.push(() => chaos.close());
  const announced = { announcedPort: chaos.port };
  const notifier = await startNotifier({
    ...PUBLISHER,
    ...options,
    ...announced,
    ...(signInPort === null ? {} : { signInPort }),
    upstream: tap.url,
    prosody,
  });
  undo.push(() => notifier.stop());
  const url = `http://localhost:${notifier.port}/`;
  const world: World = {
    ...ALICE,
    url,
    colleague: colleague({ ...BOB, url, calendar: '/alice/work/', seeded: work }),
    radicale,
    prosody,
    notifier,
    tap,
    chaos,
    untilOnline: () => untilOnline(notifier),
    stop: () => dismantle(undo),
  };
  await world.untilOnline();
  tap.clear();
  return world;
}

async function startCalendars(work: Events, others: Readonly<Record<string, string>>): Promise<Radicale> {
  const radicale = await startRadicale({
    users: { [ALICE.username]: ALICE.password, [BOB.username]: BOB.password, ...others },
    rights: colleagueRights(BOB.username, 'alice/work'),
  });
  await radicale.seed('alice', 'work', WORK, filesOf(work));
  await radicale.seed('alice', 'private', PRIVATE, filesOf(privateWeek(Date.now())));
  return radicale;
}

function startMessages(patience: WorldOptions['patience'], signInPort: number | null): Promise<Prosody> {
  const admins = [PUBLISHER.username];
  if (signInPort !== null) {
    const signInUrl = `http://127.0.0.1:${signInPort}/sign-in`;
    return startProsody({ users: {}, admins, signInUrl, ...patience });
  }
  const users = { [ALICE.username]: ALICE.password, [PUBLISHER.username]: PUBLISHER.password };
  return startProsody({ users, admins, ...patience });
}

// Of the notifier's lines about its stream, the last one counts; a start counts as having none.
async function untilOnline(notifier: NotifierProcess): Promise<void> {
  await until('the notifier’s stream', 30_000, () => {
    const log = notifier.log();
    const without = ['"ready":true', 'xmpp-lost', 'xmpp-refused'].map((words) => log.lastIndexOf(words));
    return log.lastIndexOf('xmpp-online') > Math.max(...without);
  });
}

// In reverse, each once: whoever calls a second time finds nothing left to do.
async function dismantle(undo: (() => Promise<void>)[]): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
}
