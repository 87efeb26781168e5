// One link to a real XMPP server through a proxy that fails on demand, and a publisher who goes past it.
import { X509Certificate } from 'node:crypto';
import { expect } from 'vitest';
import type { PingSource, PushAddress } from '../../../main/core/sync/link-ports.ts';
import type { Link } from '../../../main/core/sync/link.ts';
import { pingLinks } from '../../../main/link/ping-link.ts';
import { pubSub, type PubSub } from '../../../wire/pubsub.ts';
import type { Anchor } from '../../../wire/tls.ts';
import { openXmppStream, type XmppStream } from '../../../wire/xmpp-stream.ts';
import { BriskClock } from '../../support/brisk-clock.ts';
import { startChaosProxy, type ChaosProxy } from '../../support/chaos-proxy.ts';
import { hasEjabberd, startEjabberd } from '../../support/ejabberd.ts';
import { until } from '../../support/patience.ts';
import { startProsody } from '../../support/prosody.ts';
import { QuietLog } from '../../support/quiet-log.ts';
import type { XmppServer } from '../../support/xmpp-server.ts';

/** The servers every outage is tried with. */
export const SERVERS = [
  { name: 'Prosody', start: startProsody, isHere: true },
  { name: 'ejabberd', start: startEjabberd, isHere: hasEjabberd },
] as const;

/** So many seconds of the link's clock pass in one: its waits are short here, its conversations are not. */
export const SPEED = 60;
/** Short, so that a silent connection shows soon: as real time passes, not as the clock says. */
const KEEP_ALIVE = { idle: 500, patience: 1_500 };
const PATIENCE = 20_000;
const MINUTE = 60_000;
/** The first retry comes after 3 s on average, and each waits about twice as long as the one before. */
const ATTEMPTS_A_MINUTE = 12;
const ALICE = { user: 'alice', password: 'a-secret' } as const;
const OWNER = { user: 'notifier', password: 'n-secret' } as const;

export interface LinkChoice {
  readonly user?: string;
  readonly password?: string;
  readonly trusted?: boolean;
  readonly resource?: string;
  /** Seconds of its clock that pass in one. Default SPEED; less where a server lets it wait for real. */
  readonly speed?: number;
}

/** One link and everything it said. */
export interface Listener {
  readonly link: PingSource;
  readonly clock: BriskClock;
  readonly pings: readonly string[];
  readonly ended: readonly string[];
  /** Common names it was shown in certificates nobody vouches for. */
  readonly untrusted: readonly string[];
  /** How often it said that it listens: whoever hears that looks at everything. */
  readonly looks: number;
  /** When each attempt began, by its clock. */
  readonly attempts: readonly number[];
  /** Waits for a state. */
  reaches(at: Link['at']): Promise<void>;
  /** Waits until it has said once more that it listens, compared with `looks` before, and still does. */
  listensAgain(before: number): Promise<void>;
}

export class OutageBench {
  readonly server: XmppServer;
  readonly proxy: ChaosProxy;
  /** What the links noted. */
  readonly log = new QuietLog();
  readonly #listeners: Listener[] = [];
  #owner: XmppStream | null = null;

  private constructor(server: XmppServer, proxy: ChaosProxy) {
    this.server = server;
    this.proxy = proxy;
  }

  static async open(start: (typeof SERVERS)[number]['start']): Promise<OutageBench> {
    const users = { [ALICE.user]: ALICE.password, [OWNER.user]: OWNER.password };
    const server = await start({ users, admins: [OWNER.user] });
    return new OutageBench(server, await startChaosProxy(server.port));
  }

  /** What the publisher may do; signed in anew after the server was away. */
  async owner(): Promise<PubSub> {
    return pubSub(await this.ownerStream(), this.server.service);
  }

  /** The publisher's stream, for what is said to a service in no other test. */
  async ownerStream(): Promise<XmppStream> {
    this.#owner ??= await this.#signIn();
    return this.#owner;
  }

  /** Nodes of which `user` is a member. */
  async nodes(names: readonly string[], user: string = ALICE.user): Promise<void> {
    const owner = await this.owner();
    for (const node of names) {
      await owner.createNode(node);
      await owner.setAffiliation(node, `${user}@${this.server.domain}`, 'member');
    }
  }

  /** A link through the proxy. */
  listen(nodes: readonly string[], choice: LinkChoice = {}): Listener {
    const clock = new BriskClock(choice.speed ?? SPEED, this.#listeners.length + 1);
    const heard = { pings: [], ended: [], untrusted: [], attempts: [] } as Heard;
    const make = pingLinks(clock, this.log, async () => null, { keepAlive: KEEP_ALIVE });
    let looks = 0;
    const link = make(this.#address(choice), {
      onPing: (node) => heard.pings.push(node),
      onEnded: (node) => heard.ended.push(node),
      onListening: () => (looks += 1),
      onStatus: ({ at }) => at === 'connecting' && heard.attempts.push(clock.now()),
      onUntrusted: ({ host }) => heard.untrusted.push(host),
    });
    const reaches = (at: Link['at']) => this.#until(`the link to be ${at}`, () => link.status.at === at);
    const listener: Listener = {
      link,
      clock,
      ...heard,
      get looks() {
        return looks;
      },
      reaches,
      listensAgain: (before) =>
        this.#until('listening again', () => looks > before && link.status.at === 'listening'),
    };
    this.#listeners.push(listener);
    link.watch(nodes);
    link.start();
    return listener;
  }

  /** Publishes to each node, and expects that each arrives. */
  async expectHeard(listener: Listener, nodes: readonly string[]): Promise<void> {
    const owner = await this.owner();
    for (const node of nodes) {
      const before = count(listener.pings, node);
      await owner.publish(node);
      await this.#until(`the ping of ${node}`, () => count(listener.pings, node) > before);
    }
  }

  /** Ends the links and the publisher's stream; the server goes on, untroubled. */
  async calm(): Promise<void> {
    await Promise.all(this.#listeners.splice(0).map(({ link }) => link.stop()));
    await this.#owner?.close();
    this.#owner = null;
    this.proxy.weather = { kind: 'clear' };
    this.proxy.latency = 0;
    await this.proxy.accept();
    this.proxy.cut();
  }

  async close(): Promise<void> {
    await this.calm();
    await this.proxy.close();
    await this.server.stop();
  }

  async #until(what: string, probe: () => boolean): Promise<void> {
    await until(what, PATIENCE, probe).catch((error: unknown) => {
      const last = this.log.lines.slice(-8).map(({ facts }) => JSON.stringify(facts));
      throw new Error(`${String(error)}; the links' last lines:\n${last.join('\n')}`);
    });
  }

  async #signIn(): Promise<XmppStream> {
    const { domain, port } = this.server;
    const stream = await openXmppStream({
      username: OWNER.user,
      password: OWNER.password,
      resource: 'owner',
      domain,
      host: 'localhost',
      port,
      anchors: this.anchors,
      signal: AbortSignal.timeout(PATIENCE),
    });
    void stream.closed.then(() => (this.#owner = null));
    return stream;
  }

  /** What whoever trusts the server's authority trusts. */
  get anchors(): readonly (Anchor & { readonly isAuthority: true })[] {
    const { ca: pem } = this.server;
    return [{ pem, isAuthority: true, fingerprint: new X509Certificate(pem).fingerprint256 }];
  }

  // 'localhost' is what the link dials and what the certificate says; the port leads through the proxy.
  #address(choice: LinkChoice): PushAddress {
    const { user = ALICE.user, password = ALICE.password, trusted = true, resource = 'belfry' } = choice;
    const { service } = this.server;
    return {
      transport: { host: 'localhost', port: this.proxy.port, service, homeNode: 'bf1-home', heartbeat: null },
      access: { credentials: { username: user, password }, trusted: trusted ? this.anchors : [] },
      user,
      resource,
    };
  }
}

interface Heard {
  readonly pings: string[];
  readonly ended: string[];
  readonly untrusted: string[];
  readonly attempts: number[];
}

/** Expects that no span of a minute, by the link's clock, saw more attempts than a patient client makes. */
export function expectPatience({ attempts }: Listener): void {
  const most = Math.max(
    0,
    ...attempts.map((at) => attempts.filter((b) => b >= at && b < at + MINUTE).length),
  );
  expect(most).toBeLessThanOrEqual(ATTEMPTS_A_MINUTE);
}

function count(all: readonly string[], one: string): number {
  return all.filter((each) => each === one).length;
}
