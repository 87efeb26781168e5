// Answers that could not be sent: why, for the row of the invitation, and told at once, for whoever looks elsewhere.
import { asBelfryError } from '../core/errors.ts';
import { failureText, failureToast, type Given, type ReplyFailure } from '../core/replies/reply-wording.ts';
import type { World } from './context.ts';
import { readerOf } from './reader.ts';

type Needed = Pick<World, 'attention' | 'clock' | 'display' | 'locale' | 'log' | 'settings'>;

export class FailedAnswers {
  readonly #world: Needed;
  readonly #failures = new Map<string, ReplyFailure>();

  constructor(world: Needed) {
    this.#world = world;
  }

  /** Remembers it for the event of this name, and shows a toast. */
  async add(event: string, given: Pick<Given, 'id' | 'title'>, failure: ReplyFailure): Promise<void> {
    this.#failures.set(event, failure);
    const why = typeof failure === 'string' ? failure : 'refused' in failure ? 'refused' : failure.kind;
    this.#world.log.warn('answer', { why });
    await this.#show(given, failure);
  }

  /** Says that an answer was sent, and its note was not. */
  tellNoteLost(given: Pick<Given, 'id' | 'title'>): Promise<void> {
    return this.#show(given, null);
  }

  /** Why the last answer to this event was not sent; '' when it was, or none was given. */
  textOf(event: string): string {
    const failure = this.#failures.get(event);
    return failure === undefined ? '' : failureText(failure, readerOf(this.#world));
  }

  forget(event: string): void {
    this.#failures.delete(event);
  }

  /** Forgets events that wait for no answer any more. */
  keep(events: ReadonlySet<string>): void {
    for (const event of this.#failures.keys()) if (!events.has(event)) this.#failures.delete(event);
  }

  // The window may be closed by now, and who pressed a button of a toast never had it open.
  async #show(given: Pick<Given, 'id' | 'title'>, failure: ReplyFailure | null): Promise<void> {
    const { attention, display, log, settings } = this.#world;
    const hidden = settings.preferences().presenting || (await attention.state()).locked;
    try {
      await display.toast(failureToast(given, failure, { ...readerOf(this.#world), hidden }));
    } catch (error) {
      log.warn('answer-toast', { kind: asBelfryError(error).kind });
    }
  }
}
