// TLS with the authorities the system knows and those a person accepted. One place for both programs and both
// protocols, so that "trusted" means the same everywhere.
import { X509Certificate } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import { reasonOf } from './time-limit.ts';

/** A certificate accepted by a person or an administrator. */
export interface Anchor {
  /** SHA-256, upper-case hex pairs joined by colons. */
  readonly fingerprint: string;
  readonly pem: string;
  /** May vouch for others; otherwise exactly this certificate is accepted. */
  readonly isAuthority: boolean;
}

/** A certificate that nobody vouches for, with what a person needs to decide about it. */
export class UntrustedCertificate extends Error {
  readonly host: string;
  readonly reason: string;
  readonly subject: string;
  readonly issuer: string;
  readonly fingerprint: string;
  readonly validUntil: number;
  /** What accepting would store. */
  readonly anchor: Anchor;

  constructor(host: string, reason: string, chain: readonly X509Certificate[]) {
    super(`the certificate of ${host} is not trusted: ${reason}`);
    this.name = 'UntrustedCertificate';
    const leaf = chain[0];
    const top = chain.at(-1);
    if (!leaf || !top) throw new Error(`${host} presented no certificate`);
    this.host = host;
    this.reason = reason;
    this.subject = commonName(leaf.subject);
    this.issuer = commonName(leaf.issuer);
    this.fingerprint = leaf.fingerprint256;
    this.validUntil = Date.parse(leaf.validTo);
    this.anchor = anchorOf(leaf, top, reason);
  }
}

export interface TlsOptions {
  /** Name the certificate must be for, and sent as SNI unless it is an address. */
  readonly servername: string;
  readonly anchors: readonly Anchor[];
  readonly alpn?: readonly string[];
  /** Upgrades this connection (STARTTLS); else `host` and `port` are dialled. */
  readonly socket?: net.Socket;
  readonly host?: string;
  readonly port?: number;
  readonly signal?: AbortSignal;
}

/**
 * A verified TLS connection. Rejects with UntrustedCertificate, or with the socket's own error.
 * The handshake is finished without verification and judged before a single byte is written, so that the refused
 * certificate can be shown.
 */
export function openTls(options: TlsOptions): Promise<tls.TLSSocket> {
  const { servername, anchors, signal } = options;
  signal?.throwIfAborted();
  const socket = tls.connect({
    ...(options.socket
      ? { socket: options.socket }
      : { host: options.host ?? servername, port: options.port ?? 443 }),
    ...(net.isIP(servername) ? {} : { servername }),
    ...(options.alpn ? { ALPNProtocols: [...options.alpn] } : {}),
    secureContext: contextFor(anchors),
    // Judged below, by the same rules, with pinned certificates added.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  return new Promise((resolve, reject) => {
    const abort = () => signal && fail(reasonOf(signal));
    const closed = () => fail(new Error('the connection closed during the TLS handshake'));
    const decided = () => {
      signal?.removeEventListener('abort', abort);
      socket.off('close', closed);
    };
    const fail = (error: Error) => {
      decided();
      socket.destroy(); // its error listener stays: what else goes wrong with it is of no interest
      reject(error);
    };
    signal?.addEventListener('abort', abort, { once: true });
    socket.on('error', fail);
    socket.once('close', closed);
    socket.once('secureConnect', () => {
      const refusal = judge(socket, servername, anchors);
      if (refusal) return fail(refusal);
      decided();
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

let systemAuthorities: readonly string[] | null = null;
/** By the authorities that were added, oldest first. */
const contexts = new Map<string, tls.SecureContext>();
const MOST_CONTEXTS = 8;

// Some 270 authorities take 30 ms to be read, during which nothing else happens: once is enough for each set of them.
function contextFor(anchors: readonly Anchor[]): tls.SecureContext {
  const added = anchors.filter((a) => a.isAuthority).map((a) => a.pem);
  const key = added.join('\n');
  const context =
    contexts.get(key) ??
    tls.createSecureContext({ ca: [...knownAuthorities(), ...added], minVersion: 'TLSv1.2' });
  contexts.set(key, context);
  const [oldest] = contexts.keys();
  if (contexts.size > MOST_CONTEXTS && oldest !== undefined) contexts.delete(oldest);
  return context;
}

function knownAuthorities(): readonly string[] {
  // Node >= 22.15 can read the operating system's store; older ones have only the list they were built with.
  systemAuthorities ??= tls.getCACertificates
    ? [
        ...new Set([
          ...tls.rootCertificates,
          ...tls.getCACertificates('system'),
          ...tls.getCACertificates('extra'),
        ]),
      ]
    : tls.rootCertificates;
  return systemAuthorities;
}

function judge(socket: tls.TLSSocket, servername: string, anchors: readonly Anchor[]): Error | null {
  const chain = presentedChain(socket);
  const leaf = chain[0];
  if (!leaf) return new Error(`${servername} presented no certificate`);
  // A pinned certificate was accepted together with its name and its dates.
  if (anchors.some((a) => !a.isAuthority && a.fingerprint === leaf.fingerprint256)) return null;
  if (!socket.authorized) {
    return new UntrustedCertificate(servername, codeOf(socket.authorizationError), chain);
  }
  const mismatch = tls.checkServerIdentity(servername, socket.getPeerCertificate());
  return mismatch ? new UntrustedCertificate(servername, 'ERR_TLS_CERT_ALTNAME_INVALID', chain) : null;
}

function codeOf(error: unknown): string {
  if (error instanceof Error)
    return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return typeof error === 'string' ? error : 'UNKNOWN';
}

function presentedChain(socket: tls.TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let detail: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (detail?.raw && chain.length < 10) {
    chain.push(new X509Certificate(detail.raw));
    detail = detail.issuerCertificate === detail ? undefined : detail.issuerCertificate;
  }
  return chain;
}

// An expired or misnamed certificate is not mended by trusting its authority: then only the certificate itself counts.
function anchorOf(leaf: X509Certificate, top: X509Certificate, reason: string): Anchor {
  const unknownIssuer = /SELF_SIGNED|UNABLE_TO|UNTRUSTED/.test(reason);
  const useTop = unknownIssuer && top.ca && top.checkIssued(top);
  const chosen = useTop ? top : leaf;
  return { fingerprint: chosen.fingerprint256, pem: chosen.toString(), isAuthority: useTop };
}

function commonName(distinguishedName: string): string {
  const line = distinguishedName.split('\n').find((l) => l.startsWith('CN=') || l.startsWith('O='));
  return line ? line.slice(line.indexOf('=') + 1) : distinguishedName.replaceAll('\n', ', ');
}
