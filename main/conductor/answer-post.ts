// What an answer needs of the world between being given and being sent: whose it is, what it is to, who writes it.
import type { Answered } from '../core/replies/answer-text.ts';
import { asBelfryError, BelfryError } from '../core/errors.ts';
import type { CalendarId } from '../core/model.ts';
import type { Written } from '../core/sync/replica-ports.ts';
import type { ReplyFailure } from '../core/replies/reply-wording.ts';
import type { World } from './context.ts';
import {
  lookedAt,
  sendAnswer,
  type AnswerMeans,
  type Asked,
  type GivenAnswer,
  type Sent,
} from './send-answer.ts';
import type { ObjectWrite } from './write-object.ts';

/** Unread changes among which those about an invitation are looked for. */
const UNREAD = 500;

export interface AnswerWriter {
  /** Writes one object and pulls afterwards. Throws BelfryError. */
  write(calendar: CalendarId, write: ObjectWrite): Promise<Written>;
}

export class AnswerPost {
  readonly #world: Pick<World, 'clock' | 'settings' | 'store'>;
  readonly #writer: AnswerWriter;

  constructor(world: Pick<World, 'clock' | 'settings' | 'store'>, writer: AnswerWriter) {
    this.#world = world;
    this.#writer = writer;
  }

  /** What the answer would do as things stand, or why there is nothing to answer. Never throws. */
  async look(
    given: GivenAnswer,
  ): Promise<(Answered & { readonly kind: 'answered' }) | { readonly failure: ReplyFailure }> {
    try {
      const { would } = await lookedAt(given, this.#means(given.calendarId));
      return would.kind === 'answered' ? would : { failure: would.why };
    } catch (error) {
      return { failure: asBelfryError(error) };
    }
  }

  /** Sends it. Never throws. */
  async send(given: GivenAnswer, asked: Asked): Promise<Sent> {
    try {
      return await sendAnswer(given, asked, this.#means(given.calendarId));
    } catch (error) {
      return { kind: 'failed', failure: asBelfryError(error) };
    }
  }

  /** Who answers an invitation knows of it: marks what told of it as read, and gives what was unread. */
  async markRead({ calendarId, href }: GivenAnswer): Promise<readonly string[]> {
    const { store } = this.#world;
    const query = { limit: UNREAD, calendars: [calendarId], person: '', words: '', unreadOnly: true };
    const { changes } = await store.inbox(query);
    const about = changes.filter((change) => change.href === href && change.kind === 'invited');
    return about.length === 0
      ? []
      : store.markRead(
          about.map(({ id }) => id),
          true,
        );
  }

  /** Throws BelfryError 'gone' when the account was signed out. */
  #means(calendarId: CalendarId): AnswerMeans {
    const { clock, settings, store } = this.#world;
    const calendar = settings.calendars().find(({ id }) => id === calendarId);
    const account = settings.accounts().find(({ id }) => id === calendar?.accountId);
    if (!account) throw new BelfryError('gone', { what: calendarId, reason: 'signed-out' });
    const write = (id: CalendarId, what: ObjectWrite) => this.#writer.write(id, what);
    return { store, write, self: account.self, now: clock.now(), zone: clock.zone() };
  }
}
