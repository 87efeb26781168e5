// What the tests ask of an XMPP server, whichever it is: the same words for Prosody and ejabberd.
import { connect } from 'node:net';
import type { Authority } from './certificates.ts';
import type { ServerProcess } from './server-process.ts';

export interface XmppServerOptions {
  /** Virtual host. Default 'localhost'. */
  readonly domain?: string;
  /** User name -> password. */
  readonly users: Readonly<Record<string, string>>;
  /** Who may create pubsub nodes: user names of this domain. */
  readonly admins: readonly string[];
  readonly port?: number;
  /** Where the server asks whether somebody may sign in, instead of having `users` of its own. */
  readonly signInUrl?: string;
  /** Signs the server's certificate. Default: an authority made for this server alone. */
  readonly authority?: Authority;
}

export interface XmppServer extends ServerProcess {
  readonly port: number;
  readonly domain: string;
  /** JID of the pubsub component: 'pubsub.' and the domain. */
  readonly service: string;
  /** The authority that signed the server's certificate, PEM, and the file that holds it. */
  readonly ca: string;
  readonly caFile: string;
  /** What the server shows: the key, and the leaf followed by its authority. Read again at each start. */
  readonly keyFile: string;
  readonly chainFile: string;
  addUser(user: string, password: string): Promise<void>;
  /** Deletes the account while the server runs; whoever is signed in with it is thrown out. */
  removeUser(user: string): Promise<void>;
}

/** True when the server on that loopback port answers a stream header for `domain` with its features. */
export function offersFeatures(port: number, domain: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}' version='1.0'>`,
      );
    });
    const done = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.setEncoding('utf8').setTimeout(2_000, () => done(false));
    socket.on('data', (text) => {
      answer += String(text);
      if (answer.includes('<stream:features')) done(true);
    });
    socket.once('close', () => resolve(false));
    socket.once('error', reject);
  });
}
