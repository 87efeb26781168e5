// All the listening of one account: its link, the gate behind it, the test of the whole way, and the try of a place the
// person entered. Owns what they start; stop() ends it.
import type { Account } from '../core/model.ts';
import type { Access, FoundAccount } from '../core/ports.ts';
import type { ConnectionFacts } from '../core/window/connection-view.ts';
import { AccountLink } from './account-link.ts';
import type { World } from './context.ts';
import type { Surprise } from './calendar-pulls.ts';
import { ManualTrial, type EnteredPush } from './manual-push.ts';
import { PingIntake } from './ping-intake.ts';
import { PushTester } from './push-test.ts';

/** Whose listening it is. */
export interface Listener {
  readonly access: Access;
  /** The account as it is set now. */
  account(): Account;
  /** Nothing that is heard matters any more. */
  isResting(): boolean;
  /** Something changed behind this node: see what. */
  onPing(node: string): void;
  /** Something may have changed anywhere. */
  onLook(): void;
  /** Subscribed, or believed, or neither any more. */
  onChange(): void;
  /** Nothing but what the window shows is another. */
  onNews(): void;
}

export class Listening {
  readonly link: AccountLink;
  readonly #listener: Listener;
  readonly #intake: PingIntake;
  readonly #tester: PushTester;
  readonly #trial: ManualTrial;

  constructor(world: World, listener: Listener) {
    const { access } = listener;
    this.#listener = listener;
    this.#intake = new PingIntake(world.clock, (node, wanted) => {
      if (listener.isResting()) return;
      if (wanted === 'look') listener.onLook();
      else listener.onPing(node);
    });
    this.#trial = new ManualTrial(world, () => listener.onNews());
    this.#tester = new PushTester(world, {
      node: () => (this.link.status.at === 'listening' ? (this.link.transport?.homeNode ?? null) : null),
      ask: (signal) => world.caldav.testPing(listener.account(), access, signal),
      onChange: () => listener.onNews(),
    });
    this.link = new AccountLink(access, world, {
      onPing: (node) => {
        this.#tester.heard(node);
        this.#intake.take(node, 'pull');
      },
      onEnded: (node) => this.#intake.take(node, 'look'),
      // Subscribed first, looked afterwards: nothing can fall between.
      onListening: () => listener.onLook(),
      onDue: () => listener.onLook(),
      onChange: () => listener.onChange(),
    });
  }

  /** What a person can be told of it. */
  get facts(): Omit<ConnectionFacts, 'state' | 'offered' | 'lastDelay' | 'lastChange'> {
    return {
      ...this.link.facts,
      lacksEnrolment: this.link.lacksEnrolment,
      test: this.#tester.state,
      manual: this.#listener.account().manualPush ?? null,
      manualProblem: this.#trial.problem ?? (this.link.lacksPassword ? 'no-password' : null),
    };
  }

  /** Tests the way from the calendar server's notifier to here; `facts.test` tells how it goes. Never throws. */
  testPush(): Promise<void> {
    return this.#tester.run();
  }

  /** Tries what was entered by hand; gives it back if it can be taken over, else `facts.manualProblem` says why not. */
  tryManualPush(entered: EnteredPush): Promise<EnteredPush | null> {
    const listener = this.#listener;
    return this.#trial.run(listener.account(), entered, listener.access);
  }

  /** What was tried could not be taken over. */
  refuseManualPush(error: unknown): void {
    this.#trial.failed(error);
  }

  /** A look saw a calendar move that no ping announced, and there were changes in it. */
  surprised(found: FoundAccount | null, { url, look }: Surprise): void {
    const calendar = found?.calendars.find((c) => c.url === url);
    const node = calendar ? this.link.announcing(calendar) : null;
    if (node !== null) this.link.hearing.surprised(node, look);
  }

  /** The account is being removed from this device. Never throws. */
  leave(): Promise<void> {
    return this.link.leave(this.#listener.account());
  }

  /** Ends everything; idempotent. */
  async stop(): Promise<void> {
    this.#intake.stop();
    this.#tester.stop();
    this.#trial.stop();
    await this.link.stop();
  }
}
