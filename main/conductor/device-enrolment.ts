// The account on the XMPP server that this device has for one calendar account: enrolled for when it is needed, renewed
// before it ends, kept nowhere. Each start enrols anew, for which it needs no more than the first look did.
import type { Enrolled } from '../../protocol/enrolment.ts';
import { asBelfryError, isAbort } from '../core/errors.ts';
import type { Account } from '../core/model.ts';
import type { Access, EnrolmentPlace, EnrolmentWish } from '../core/ports.ts';
import { shortHash } from '../core/short-hash.ts';
import type { World } from './context.ts';
import type { Wanted } from './wanted-nodes.ts';

/** Milliseconds for saying goodbye. */
const LEAVING = 5_000;

/** What was given, and what it was asked for. */
interface Given {
  readonly wish: EnrolmentWish;
  readonly enrolled: Enrolled;
  readonly login: Enlistment['login'];
  /** Names of the nodes at that time: another name is another right. */
  readonly nodes: Set<string>;
  /** Epoch ms. */
  readonly renewAt: number;
  readonly until: number;
}

/** What is in force: who signs in, and from where pings come. */
export interface Enlistment extends Pick<Enrolled, 'service' | 'heartbeat'> {
  /** Its password is read when it is needed: a renewed one is no reason to sign in anew. */
  readonly login: { readonly jid: string; readonly password: string };
}

/** The name of this installation, for this account: two accounts of one person do not take each other's place. */
export function deviceOf({ id }: Pick<Account, 'id'>, { deviceId }: Pick<World, 'deviceId'>): string {
  return `${deviceId}-${shortHash(id)}`;
}

export class DeviceEnrolment {
  readonly #world: World;
  readonly #access: Access;
  readonly #onDue: () => void;
  readonly #ended = new AbortController();
  #given: Given | null = null;
  #hasFailed = false;
  #cancelTimer = () => {};

  /** `onDue` is called when the right to listen is to be proved again. */
  constructor(access: Access, world: World, onDue: () => void) {
    this.#access = access;
    this.#world = world;
    this.#onDue = onDue;
  }

  /** Asking failed the last time, and nothing is in force. */
  get isFailing(): boolean {
    return this.#hasFailed && this.#inForce === null;
  }

  /** What is in force, after asking for what is missing or ends soon; null: nothing. Never throws. */
  async keep(account: Account, place: EnrolmentPlace, wanted: Wanted): Promise<Enlistment | null> {
    if (!this.#isDue(wanted)) return this.#inForce;
    try {
      const wish = {
        place,
        device: deviceOf(account, this.#world),
        urls: [...new Set([...account.homeUrls, ...wanted.keys()])],
      };
      const enrolled = await this.#world.caldav.enrol(account, wish, this.#access, this.#ended.signal);
      if (!this.#ended.signal.aborted) this.#adopt(enrolled, wish, wanted);
      this.#hasFailed = false;
    } catch (error) {
      if (isAbort(error)) return null;
      this.#hasFailed = true;
      const { kind, reason } = asBelfryError(error);
      this.#world.log.warn('enrolment', { kind, reason }); // asked again at the next look
    }
    return this.#inForce;
  }

  /** A node is gone, or the right to it: it is asked for again. */
  lost(node: string): void {
    this.#given?.nodes.delete(node);
  }

  /** The secret was refused: the next look asks for another. */
  refused(): void {
    this.#given = null;
  }

  /** This device listens no more: the notifier is told, if it can be. Never throws. */
  async leave(account: Account): Promise<void> {
    const given = this.#given;
    if (given === null) return;
    this.#given = null;
    const hurry = new AbortController();
    const cancel = this.#world.clock.after(LEAVING, () => hurry.abort());
    try {
      await this.#world.caldav.leave(account, given.wish, this.#access, hurry.signal);
    } catch (error) {
      const { kind, reason } = asBelfryError(error);
      this.#world.log.warn('enrolment', { kind, reason }); // what was given ends by itself
    } finally {
      cancel();
    }
  }

  /** Idempotent. */
  stop(): void {
    this.#cancelTimer();
    this.#ended.abort();
  }

  get #inForce(): Enlistment | null {
    const given = this.#given;
    if (!given || given.until <= this.#world.clock.now()) return null;
    const { service, heartbeat } = given.enrolled;
    return { service, heartbeat, login: given.login };
  }

  #isDue(wanted: Wanted): boolean {
    const given = this.#given;
    if (!given || given.renewAt <= this.#world.clock.now()) return true;
    return [...wanted.values()].some((node) => !given.nodes.has(node));
  }

  #adopt(enrolled: Enrolled, wish: EnrolmentWish, wanted: Wanted): void {
    const { clock } = this.#world;
    const now = clock.now();
    const [renewAt, until] = [now + enrolled.renewAfter * 1_000, now + enrolled.expires * 1_000];
    const nodes = new Set([...wanted.values(), ...enrolled.nodes.values()]);
    const secret = () => this.#given?.enrolled.secret ?? enrolled.secret;
    const isSame = this.#given?.login.jid === enrolled.jid;
    const login = {
      jid: enrolled.jid,
      get password() {
        return secret();
      },
    };
    this.#given = {
      wish,
      enrolled,
      nodes,
      login: isSame && this.#given ? this.#given.login : login,
      renewAt,
      until,
    };
    this.#cancelTimer();
    this.#cancelTimer = clock.after(renewAt - now, () => this.#onDue());
    this.#world.log.info('enrolment', { nodes: enrolled.nodes.size, renewAfter: enrolled.renewAfter });
  }
}
