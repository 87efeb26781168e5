// Where an account's pings come from, and who signs in there: what the server offers, with an enrolment or with the
// person's leave, or what the person entered by hand.
import type { PushTransport } from '../../protocol/push-properties.ts';
import type { Account } from '../core/model.ts';
import type { Access, FoundAccount } from '../core/ports.ts';
import type { PushAddress } from '../core/sync/link-ports.ts';
import type { World } from './context.ts';
import { DeviceEnrolment, type Enlistment } from './device-enrolment.ts';
import { loginFor, transportOf } from './manual-push.ts';
import type { Wanted } from './wanted-nodes.ts';

/** Where pings come from, and who signs in there if it is not the account itself. */
export type Place = Pick<PushAddress, 'transport' | 'login'>;

/** Looks without push after which it is believed that the server does not push any more. */
const GIVE_UP = 3;

export class PushPlace {
  readonly #world: World;
  readonly #enrolment: DeviceEnrolment;
  #place: Place | null = null;
  /** Looks in a row that found no push where there was some. */
  #absences = 0;
  #lacksPassword = false;
  #isByHand = false;

  /** `onDue` is called when the right to listen is to be proved again. */
  constructor(access: Access, world: World, onDue: () => void) {
    this.#world = world;
    this.#enrolment = new DeviceEnrolment(access, world, onDue);
  }

  /** Null while push is not used. */
  get value(): Place | null {
    return this.#place;
  }

  /** What the person entered is what counts. */
  get isByHand(): boolean {
    return this.#isByHand;
  }

  /** False while the calendar server does not say that it pushes. */
  get isOffered(): boolean {
    return this.#place !== null && this.#absences === 0;
  }

  /** Somewhere to listen was entered by hand, and its password is not to be had. */
  get lacksPassword(): boolean {
    return this.#lacksPassword;
  }

  /** The server would let this device listen, but could not be asked for it. */
  get lacksEnrolment(): boolean {
    return this.#enrolment.isFailing;
  }

  /** Finds out anew, and says whether it is another place than before. Never throws. */
  async look(account: Account, found: FoundAccount, wanted: Wanted): Promise<boolean> {
    const place = await this.#placeFor(account, found, wanted);
    const isOther = JSON.stringify(place) !== JSON.stringify(this.#place);
    if (isOther) this.#place = place;
    return isOther;
  }

  /** A node is gone, or the right to it. */
  lost(node: string): void {
    this.#enrolment.lost(node);
  }

  /** Whoever signs in there was refused: the next look asks for another secret. */
  refused(): void {
    this.#enrolment.refused();
  }

  /** The account is being removed from this device. Never throws. */
  leave(account: Account): Promise<void> {
    return this.#enrolment.leave(account);
  }

  /** Idempotent. */
  stop(): void {
    this.#enrolment.stop();
  }

  async #placeFor(account: Account, found: FoundAccount, wanted: Wanted): Promise<Place | null> {
    this.#isByHand = Boolean(account.manualPush);
    if (account.manualPush) {
      this.#absences = 0;
      const login = await loginFor(account, this.#world);
      this.#lacksPassword = login === null;
      return login && { transport: transportOf(account.manualPush), login };
    }
    const { push, enrolment } = found;
    this.#absences = push ? 0 : this.#absences + 1;
    // A notifier that is just starting again leaves its properties out: a link that works is not given up for that.
    if (!push) return this.#absences < GIVE_UP ? this.#place : null;
    if (!enrolment) return account.pushConsent === 'allowed' ? { transport: push } : null;
    return this.#enrolledPlace(push, await this.#enrolment.keep(account, enrolment, wanted));
  }

  // The secret is read at each sign-in, and a given one stays in force when asking for the next one fails.
  #enrolledPlace(push: PushTransport, given: Enlistment | null): Place | null {
    if (!given) return null;
    const { login, service, heartbeat } = given;
    return { transport: { ...push, service, heartbeat }, login };
  }
}
