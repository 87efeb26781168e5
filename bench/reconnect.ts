// How soon a link listens again after its server was started again, beside a bare sign-in of the same run.
import { connect } from 'node:net';
import type { PingSource } from '../main/core/sync/link-ports.ts';
import { systemClock } from '../main/electron/clock.ts';
import { pingLinks } from '../main/link/ping-link.ts';
import { hasEjabberd, startEjabberd } from '../test/support/ejabberd.ts';
import { sleep, until } from '../test/support/patience.ts';
import { startProsody } from '../test/support/prosody.ts';
import { QuietLog } from '../test/support/quiet-log.ts';
import type { XmppServer } from '../test/support/xmpp-server.ts';
import { anchorsOf, bareLogin } from './bare-login.ts';
import type { Endings } from './endings.ts';
import { median, rowOf, spread } from './figures.ts';
import type { Row } from './figures.ts';

const ALICE = { user: 'alice', password: 'a-secret' } as const;
const PATIENCE = 60_000;
/** The server is away this long, ms: a restart after an update. */
const AWAY = { least: 200, more: 1_800 };
/** Between two looks at the port. */
const LOOK = 5;

/** `count` restarts of a real Prosody; ejabberd's sign-ins beside it where there is one. */
export async function reconnect(endings: Endings, count: number): Promise<readonly Row[]> {
  const prosody = await startProsody({ users: { [ALICE.user]: ALICE.password }, admins: [] });
  await endings.add(() => prosody.stop());
  const samples: number[] = [];
  const logins: number[] = [];
  let attempts = 0;
  let listensAt = NaN;
  for (let turn = 0; turn < count; turn += 1) {
    // A link of its own each time: one that lost its session twice in a minute waits longer, and rightly so.
    const link = linkTo(prosody, (at) => {
      if (at === 'connecting') attempts += 1;
      if (at === 'listening') listensAt = performance.now();
    });
    await endings.add(() => link.stop());
    link.start();
    await listening(link);
    await prosody.halt('SIGTERM');
    await until('the loss to be noticed', PATIENCE, () => link.status.at !== 'listening');
    await sleep(AWAY.least + Math.random() * AWAY.more);
    const [openAt] = await Promise.all([opened(prosody.port), prosody.restart()]);
    await listening(link);
    samples.push(listensAt - openAt);
    logins.push(await bareLogin(prosody, ALICE.user, ALICE.password));
    await link.stop();
  }
  await prosody.stop();
  const other = await loginsOfOther(endings, count);
  const note =
    `from the port of a Prosody that was started again taking connections to listening, ${count} restarts, each away for ` +
    `${AWAY.least} to ${AWAY.least + AWAY.more} ms and longer by its start: ${spread(samples)}; ${attempts - count} attempts in all, and ` +
    `waiting is nearly all of it; floor: TCP, TLS, SASL and a bound resource on that server: ${spread(logins)}` +
    (other === null ? '' : `; on ejabberd ${spread(other)}`);
  return [rowOf('reconnect-median', { value: median(samples), floor: median(logins), unit: 'ms', note })];
}

function linkTo(server: XmppServer, onStatus: (at: string) => void): PingSource {
  const { service, port } = server;
  return pingLinks(
    systemClock,
    new QuietLog(),
    async () => null,
  )(
    {
      transport: { host: 'localhost', port, service, homeNode: 'bf1-home', heartbeat: null },
      access: {
        credentials: { username: ALICE.user, password: ALICE.password },
        trusted: anchorsOf(server),
      },
      user: ALICE.user,
      resource: 'bench',
    },
    {
      onPing: () => {},
      onEnded: () => {},
      onListening: () => {},
      onStatus: ({ at }) => onStatus(at),
      onUntrusted: () => {},
    },
  );
}

async function listening(link: PingSource): Promise<void> {
  await until('listening', PATIENCE, () => link.status.at === 'listening');
}

/** When somebody first got through to a port (performance clock). */
async function opened(port: number): Promise<number> {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end) {
    if (await answers(port)) return performance.now();
    await sleep(LOOK);
  }
  throw new Error(`nobody listens on ${port}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function loginsOfOther(endings: Endings, count: number): Promise<readonly number[] | null> {
  if (!hasEjabberd) return null;
  const server = await startEjabberd({ users: { [ALICE.user]: ALICE.password }, admins: [] });
  await endings.add(() => server.stop());
  const samples: number[] = [];
  for (let turn = 0; turn < count; turn += 1)
    samples.push(await bareLogin(server, ALICE.user, ALICE.password));
  await server.stop();
  return samples;
}
