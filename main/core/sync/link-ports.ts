// What the conductor needs of the link between one account and its XMPP server.
import type { PushTransport } from '../../../protocol/push-properties.ts';
import type { CertificateFacts } from '../errors.ts';
import type { LinkStatus } from './link.ts';
import type { Access } from '../ports.ts';

/** The link of one account: where pings come from. */
export interface PingSource {
  start(): void;
  stop(): Promise<void>;
  /** The machine woke up, or the network came back. */
  nudge(event: 'wake' | 'network' | 'suspend' | 'credentials'): void;
  /** Node names to be subscribed from now on. */
  watch(nodes: readonly string[]): void;
  readonly status: LinkStatus;
}

export interface PingSourceEvents {
  /** A believed event notification for a watched node. */
  onPing(node: string): void;
  /** Every subscription of a fresh session is confirmed: pull everything now. */
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
}

export type MakePingSource = (address: PushAddress, events: PingSourceEvents) => PingSource;
