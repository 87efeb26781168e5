// The encrypted connection under an XMPP stream: resolve, dial, STARTTLS, verify (RFC 6120 sections 3 and 5).
// xmpp.js goes on in clear text when a server (or somebody in between) leaves STARTTLS out, takes no certificate
// authority and sends no SNI; so the channel is made here and the library is given it ready.
import { promises as dns } from 'node:dns';
import net from 'node:net';
import type tls from 'node:tls';
import { Parser, type XmlNode } from '@xmpp/xml';
import { openTls, type Anchor } from './tls.ts';

const STREAMS = 'http://etherx.jabber.org/streams';
const STARTTLS = 'urn:ietf:params:xml:ns:xmpp-tls';
/** Port on which TLS starts with the first byte (XEP-0368). */
const DIRECT_TLS_PORT = 5223;
const DEFAULT_PORT = 5222;

export interface ChannelOptions {
  /** Domain of the account: the certificate must be for it, whatever host answers (RFC 6120 section 13.7.2). */
  readonly domain: string;
  readonly host: string;
  /** null: look up the SRV record of `host`, else 5222. */
  readonly port: number | null;
  readonly anchors: readonly Anchor[];
  readonly signal: AbortSignal;
}

/** The other side does not speak XMPP over TLS as it should. */
export class ChannelError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ChannelError';
  }
}

/** A verified TLS connection to the XMPP server. Rejects with UntrustedCertificate, ChannelError or a socket error. */
export async function openChannel(options: ChannelOptions): Promise<tls.TLSSocket> {
  const { host, port } = await resolve(options);
  const security = { servername: options.domain, anchors: options.anchors, signal: options.signal };
  const channel =
    port === DIRECT_TLS_PORT
      ? await openTls({ ...security, host, port, alpn: ['xmpp-client'] })
      : await openTls({
          ...security,
          socket: await startTls(await dial(host, port, options.signal), options),
        });
  channel.setNoDelay(true);
  channel.setKeepAlive(true, 60_000);
  return channel;
}

// RFC 6120 section 3.2. An explicit port bypasses the look-up.
async function resolve(options: ChannelOptions): Promise<{ host: string; port: number }> {
  // An IPv6 address is written in brackets where a port may follow it.
  const host = options.host.replace(/^\[|\]$/g, '');
  if (options.port !== null) return { host, port: options.port };
  if (!net.isIP(host) && host !== 'localhost') {
    const records = await dns.resolveSrv(`_xmpp-client._tcp.${host}`).catch(() => []); // no record: the default port
    const best = records
      .filter((r) => r.name !== '' && r.name !== '.')
      .sort((a, b) => a.priority - b.priority)[0];
    if (best) return { host: best.name, port: best.port };
  }
  return { host, port: DEFAULT_PORT };
}

function dial(host: string, port: number, signal: AbortSignal): Promise<net.Socket> {
  signal.throwIfAborted();
  return new Promise((done, fail) => {
    // Pings are tiny: with Nagle's algorithm each waits some 40 ms for the acknowledgement of the one before.
    const socket = net.connect({ host, port, noDelay: true });
    // Not the connect option: that would destroy the socket for as long as it lives, and negotiation has a time limit.
    const abort = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    const decided = () => {
      signal.removeEventListener('abort', abort);
      socket.off('error', failed);
    };
    const failed = (error: Error) => {
      decided();
      fail(error);
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      decided();
      done(socket);
    });
  });
}

// RFC 6120 section 5.4: open a stream in clear, insist on STARTTLS, hand back the bare socket after <proceed/>.
function startTls(socket: net.Socket, options: ChannelOptions): Promise<net.Socket> {
  return new Promise((done, fail) => {
    const parser = new Parser();
    let finished = false;
    const finish = (error: Error | null) => {
      if (finished) return;
      finished = true;
      socket.removeAllListeners('data');
      socket.removeAllListeners('close');
      socket.removeAllListeners('error');
      options.signal.removeEventListener('abort', abort);
      if (!error) return done(socket);
      socket.destroy();
      fail(error);
    };
    const abort = () =>
      finish(options.signal.reason instanceof Error ? options.signal.reason : new Error('aborted'));
    options.signal.addEventListener('abort', abort, { once: true });
    let last = '';
    parser.on('error', (error) => finish(new ChannelError(`not XMPP: ${error.message.slice(0, 80)}`)));
    parser.on('element', (element) => answer(element, last, socket, finish));
    socket.on('data', (data: Buffer) => {
      last = data.toString('utf8');
      parser.write(last);
    });
    socket.on('error', finish);
    socket.on('close', () => finish(new ChannelError('the server closed the connection before TLS')));
    socket.write(
      `<?xml version='1.0'?><stream:stream to='${options.domain}' version='1.0' xmlns='jabber:client' xmlns:stream='${STREAMS}'>`,
    );
  });
}

function answer(
  element: XmlNode,
  chunk: string,
  socket: net.Socket,
  finish: (error: Error | null) => void,
): void {
  if (element.is('features', STREAMS)) {
    if (element.getChild('starttls', STARTTLS)) socket.write(`<starttls xmlns='${STARTTLS}'/>`);
    else finish(new ChannelError('the server does not offer encryption'));
  } else if (element.is('proceed', STARTTLS)) {
    // Anything behind <proceed/> was sent in clear by somebody who hopes it is read as if it had been encrypted.
    const clean = /proceed[^<>]*(?:\/>|>\s*<\/[^<>]*proceed>)\s*$/.test(chunk);
    finish(clean ? null : new ChannelError('unencrypted data after STARTTLS'));
  } else {
    finish(new ChannelError(`the server refused encryption (${element.name})`));
  }
}
