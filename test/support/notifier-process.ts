// The notifier as a process of its own on a loopback port, as an administrator would run it.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';
import type { Prosody } from './prosody.ts';
import { makeScratch } from './scratch.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

export interface NotifierOptions {
  /** The calendar server: 'http://127.0.0.1:PORT/'. */
  readonly upstream: string;
  readonly prosody: Prosody;
  /** The port of the XMPP server that it announces. Default: the server's own. */
  readonly announcedPort?: number;
  /** Its account on the XMPP server, which may create nodes. */
  readonly username: string;
  readonly password: string;
  /** Coalescing window in ms. Default: the notifier's own. */
  readonly coalesce?: { readonly minMs: number; readonly maxMs: number };
  /** Default: the notifier's own. */
  readonly heartbeatMinutes?: number;
  /** Where the XMPP server asks it who may sign in. Default: nobody enrols, members go by their names. */
  readonly signInPort?: number;
}

export interface NotifierProcess extends ServerProcess {
  readonly port: number;
}

const ENTRY = fileURLToPath(new URL('../../notifier/index.ts', import.meta.url));

/** Starts the notifier. It answers HTTP when this resolves; its log says 'xmpp-online' once it can ping. */
export async function startNotifier(options: NotifierOptions): Promise<NotifierProcess> {
  const scratch = await makeScratch('notifier');
  const port = await freePort();
  const config = join(scratch.dir, 'notifier.json');
  await writeFile(config, JSON.stringify(configFor(options, port)), { mode: 0o600 });
  const server = await startServer({
    name: 'The notifier',
    scratch,
    child: { command: process.execPath, args: [ENTRY, '--config', config] },
    // Any answer will do: it comes up without the calendar server as well.
    isReady: async () => (await fetch(`http://127.0.0.1:${port}/`, { method: 'OPTIONS' })).status > 0,
  });
  return Object.assign(server, { port });
}

function configFor(options: NotifierOptions, port: number): object {
  const { upstream, prosody, username, password, coalesce, heartbeatMinutes, signInPort } = options;
  const announced = options.announcedPort ?? prosody.port;
  return {
    listen: { host: '127.0.0.1', port },
    upstream,
    serverKey: randomBytes(32).toString('hex'),
    xmpp: {
      host: 'localhost',
      port: prosody.port,
      domain: prosody.domain,
      username,
      password,
      caFile: prosody.caFile,
    },
    advertise: { host: prosody.domain, port: announced },
    ...(signInPort === undefined ? {} : { signIn: { port: signInPort } }),
    ...(coalesce === undefined ? {} : { coalesce }),
    ...(heartbeatMinutes === undefined ? {} : { heartbeatMinutes }),
  };
}
