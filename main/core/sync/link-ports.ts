// What the conductor needs of the link between one account and its XMPP server.
import type { PushTransport } from '../../../protocol/push-properties.ts';
import type { CertificateFacts } from '../errors.ts';
import type { LinkStatus } from './link.ts';
import type { Access } from '../ports.ts';

/** The link of one account: where pings come from. */
export interface PingSource {
  start(): void;
  stop(): Promise<void>;
  /** The machine woke up, the network came back, or nothing is heard although the session stands ('deaf'). */
  nudge(event: 'wake' | 'network' | 'suspend' | 'credentials' | 'deaf'): void;
  /** Node names to be subscribed from now on. */
  watch(nodes: readonly string[]): void;
  readonly status: LinkStatus;
  /** How the session that stands is connected; null while none does. */
  readonly connection: LinkConnection | null;
}

/** One session, in words a person can check. */
export interface LinkConnection {
  /** Epoch ms; a resumed session goes on from the one before. */
  readonly since: number;
  /** Host (or address) and port that answered. */
  readonly server: string;
  /** 'TLSv1.3', and whether TLS began with the first byte (XEP-0368) or by STARTTLS. */
  readonly tls: string;
  readonly direct: boolean;
  /** The SASL mechanism that let it in, 'SCRAM-SHA-256'. */
  readonly mechanism: string;
  /** It survives a short cut (XEP-0198). */
  readonly resumable: boolean;
}

export interface PingSourceEvents {
  /** A believed event notification for a watched node. */
  onPing(node: string): void;
  /** A watched node is gone, or the subscription to it was taken away: look what became of it. */
  onEnded(node: string): void;
  /** It listens again, with every subscription confirmed or the session resumed: look what changed meanwhile. */
  onListening(): void;
  onStatus(status: LinkStatus): void;
  /** The XMPP server presented a certificate nobody vouches for; the link rests until it is accepted. */
  onUntrusted(certificate: CertificateFacts): void;
}

/** Signs in to the XMPP server once and leaves again. Throws BelfryError: untrusted, unauthorized, offline, protocol. */
export type TryPush = (address: PushAddress, signal: AbortSignal) => Promise<void>;

export interface PushAddress {
  readonly transport: PushTransport;
  readonly access: Access;
  /** User name as the calendar server knows it. */
  readonly user: string;
  /** This device's fixed resource, so that it never competes with itself. */
  readonly resource: string;
  /** What signs in where it is not the calendar account itself: entered by the person for a server that pushes unannounced. */
  readonly login?: { readonly jid: string; readonly password: string };
}

export type MakePingSource = (address: PushAddress, events: PingSourceEvents) => PingSource;
