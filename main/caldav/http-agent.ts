// The connections of one account: few, kept open, TLS judged by the one place that judges it.
import type { TLSSocket } from 'node:tls';
import { Agent, buildConnector } from 'undici';
import { openTls } from '../../wire/tls.ts';
import type { Access } from '../core/ports.ts';

const CONNECT = 20_000;
const MINUTE = 60_000;

/** Connections to one origin: two bodies at a time for each of a few calendars. */
const CONNECTIONS = 6;

/** A pool that trusts what the system trusts and what the person accepted. How long headers may take is the caller's. */
export function agentFor(access: Access): Agent {
  const plain = buildConnector({ timeout: CONNECT });
  return new Agent({
    keepAliveTimeout: MINUTE,
    headersTimeout: 0,
    bodyTimeout: 2 * MINUTE,
    connections: CONNECTIONS,
    connect(options, done) {
      if (options.protocol !== 'https:') return plain(options, done);
      const port = Number(options.port || 443);
      const signal = AbortSignal.timeout(CONNECT);
      const servername = options.servername ?? options.hostname;
      const opening = openTls({ servername, host: options.hostname, port, anchors: access.trusted, signal });
      void handOver(opening, done);
    },
  });
}

async function handOver(opening: Promise<TLSSocket>, done: buildConnector.Callback): Promise<void> {
  let socket: TLSSocket;
  try {
    socket = await opening;
  } catch (error) {
    return done(error instanceof Error ? error : new Error(String(error)), null);
  }
  done(null, socket);
}
