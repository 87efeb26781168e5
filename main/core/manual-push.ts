// What a person enters for a server that pushes but does not announce it.

/** Where pings come from when no server says so. */
export interface ManualPush {
  /** 'HOST' or 'HOST:PORT'. */
  readonly server: string;
  /** Bare JID that signs in. */
  readonly jid: string;
  /** JID of the pubsub service. */
  readonly service: string;
  /** A ping of it means: look what changed. */
  readonly node: string;
}
