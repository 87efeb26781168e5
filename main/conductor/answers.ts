// Answers to invitations: each waits a moment in which it can be taken back, is written once, and what went wrong is said.
import type { Answer } from '../core/replies/answer-text.ts';
import { invitationsView } from '../core/replies/invitations.ts';
import type { CalendarId } from '../core/model.ts';
import { undoView, type Given } from '../core/replies/reply-wording.ts';
import { rowId } from '../core/window/row-id.ts';
import type { InvitationsView, UndoView } from '../core/window/inbox-view.ts';
import { SECOND } from '../core/time/wall-time.ts';
import { AnswerPost, type AnswerWriter } from './answer-post.ts';
import type { World } from './context.ts';
import { FailedAnswers } from './failed-answers.ts';
import { OpenInvitations } from './open-invitations.ts';
import { readerOf } from './reader.ts';
import type { Asked, GivenAnswer } from './send-answer.ts';

/** An answer, by the names the store knows the event under. */
export interface Reply {
  readonly calendarId: CalendarId;
  readonly href: string;
  /** Only this occurrence of a series, as in Occurrence; '' for all of it. */
  readonly recurrenceId: string;
  readonly answer: Answer;
  /** For the organiser; '' for none. */
  readonly note: string;
}

/** An answer to a row of the list. */
export interface RowReply extends Pick<Reply, 'answer' | 'note'> {
  /** InvitationView.id. */
  readonly id: string;
  /** Only to the occurrence the row is shown with. */
  readonly occurrence: boolean;
}

export interface AnswerHooks extends AnswerWriter {
  /** Something the window shows changed. */
  onChange(): void;
}

/** How long an answer given in the window can be taken back: its organiser shall not get two. */
const UNDOABLE = 10 * SECOND;
/** How long the end of the program waits for answers that are on their way. */
const LAST_MOMENT = 5 * SECOND;

interface Pending extends Given {
  readonly given: GivenAnswer;
  readonly asked: Asked;
  /** Changes that were unread before. */
  readonly read: readonly string[];
  /** Given where nothing can be taken back: its row shows that it is on its way. */
  readonly isPrompt: boolean;
  /** Calls the timer off; null: it is being sent. */
  cancel: (() => void) | null;
}

export class Answers {
  readonly #world: World;
  readonly #hooks: AnswerHooks;
  readonly #open: OpenInvitations;
  /** By event and occurrence, in the order they were given. */
  readonly #pending = new Map<string, Pending>();
  /** What is being sent, and of which event. */
  readonly #sending = new Map<Promise<void>, string>();
  readonly #failed: FailedAnswers;
  readonly #post: AnswerPost;
  /** By event: the version an answer was written over. */
  readonly #settled = new Map<string, string>();
  #isStopped = false;

  constructor(world: World, hooks: AnswerHooks) {
    this.#world = world;
    this.#hooks = hooks;
    this.#open = new OpenInvitations(world);
    this.#failed = new FailedAnswers(world);
    this.#post = new AnswerPost(world, hooks);
  }

  /** Answers from where nothing can be taken back, a toast: sent at once. Resolves when it is sent, or was not. */
  async reply(reply: Reply): Promise<void> {
    const pending = await this.#begin(reply, true);
    if (pending) await this.#send(pending);
  }

  /** Answers a row of the list. It is sent after ten seconds, or when the program ends. */
  async replyTo({ id, answer, note, occurrence }: RowReply): Promise<void> {
    const row = (await this.#open.list()).find((one) => rowId(one.occurrence) === id);
    if (!row) return;
    const { calendarId, href } = row.occurrence;
    const recurrenceId = occurrence && row.facts.isSeries ? row.occurrence.recurrenceId : '';
    const pending = await this.#begin({ calendarId, href, recurrenceId, answer, note }, false);
    if (!pending) return;
    if (this.#isStopped) return this.#send(pending);
    pending.cancel = this.#world.clock.after(UNDOABLE, () => void this.#send(pending));
    this.#hooks.onChange();
  }

  /** Takes back an answer that still waits; does nothing when it is too late. */
  async undo({ id }: { readonly id: string }): Promise<void> {
    const found = [...this.#pending].find(([, one]) => one.id === id && one.cancel !== null);
    if (!found) return;
    const [key, pending] = found;
    pending.cancel?.();
    this.#pending.delete(key);
    await this.#world.store.markRead(pending.read, false);
    this.#hooks.onChange();
  }

  /** The last answer that can be taken back; null: none. */
  undoView(): UndoView | null {
    const last = [...this.#pending.values()].findLast((pending) => pending.cancel !== null);
    return last ? undoView(last, readerOf(this.#world)) : null;
  }

  /** What waits for an answer. Throws BelfryError 'storage'. */
  async view(): Promise<InvitationsView> {
    const { settings } = this.#world;
    const reader = readerOf(this.#world);
    const open = await this.#open.list();
    const events = new Set(open.map(({ occurrence }) => eventKey(occurrence)));
    this.#failed.keep(events);
    for (const event of this.#settled.keys()) if (!events.has(event)) this.#settled.delete(event);
    const shown = open.flatMap(({ occurrence, etag, facts, conflict }) => {
      const key = eventKey(occurrence);
      const pending = [...this.#pending.values()].filter(({ given }) => eventKey(given) === key);
      // Written, and the replica does not know it yet.
      if (this.#settled.get(key) === etag || pending.some(({ isPrompt }) => !isPrompt)) return [];
      const problem = this.#failed.textOf(key);
      return [{ occurrence, facts, conflict, isBusy: pending.length > 0, problem }];
    });
    const context = { calendars: settings.calendars(), accounts: settings.accounts(), reader };
    return invitationsView(shown, context);
  }

  /** Sends what still waits, five seconds at most; idempotent. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const pending of this.#pending.values()) {
      if (pending.cancel === null) continue;
      pending.cancel();
      void this.#send(pending);
    }
    if (this.#sending.size === 0) return;
    let cancel = (): void => {};
    const late = new Promise<void>((resolve) => (cancel = this.#world.clock.after(LAST_MOMENT, resolve)));
    await Promise.race([Promise.all(this.#sending.keys()), late]);
    cancel();
  }

  /** Looks at what is answered; null when there is nothing to answer, which is said. */
  async #begin(reply: Reply, isPrompt: boolean): Promise<Pending | null> {
    const given = { ...reply, recurrenceId: reply.recurrenceId === '' ? null : reply.recurrenceId };
    const key = keyOf(given);
    const id = this.#world.newId();
    // An answer after an answer is to what the first one made of it.
    await Promise.all(
      [...this.#sending].flatMap(([sent, event]) => (event === eventKey(given) ? [sent] : [])),
    );
    const would = await this.#post.look(given);
    // Whoever changes their mind in time has answered once; what was given last stands last.
    const before = this.#pending.get(key);
    before?.cancel?.();
    if (before?.cancel) this.#pending.delete(key);
    if ('failure' in would) {
      await this.#failed.add(eventKey(given), { id, title: '' }, would.failure);
      this.#hooks.onChange();
      return null;
    }
    this.#failed.forget(eventKey(given));
    const { title, when, was, question } = would;
    const said: Given = { id, answer: given.answer, title, when, isOne: given.recurrenceId !== null };
    const read = [...(before?.read ?? []), ...(await this.#post.markRead(given))];
    const pending: Pending = { ...said, given, asked: { was, question }, read, isPrompt, cancel: null };
    this.#pending.delete(key);
    this.#pending.set(key, pending);
    return pending;
  }

  #send(pending: Pending): Promise<void> {
    pending.cancel = null;
    const sending = this.#sendNow(pending).catch((error: unknown) => {
      this.#world.log.error('answer', error);
    });
    this.#sending.set(sending, eventKey(pending.given));
    return sending.finally(() => this.#sending.delete(sending));
  }

  async #sendNow(pending: Pending): Promise<void> {
    const { given, read } = pending;
    if (pending.isPrompt) this.#hooks.onChange();
    const event = eventKey(given);
    const sent = await this.#post.send(given, pending.asked);
    if (this.#pending.get(keyOf(given)) === pending) this.#pending.delete(keyOf(given));
    if (sent.kind === 'failed') {
      await this.#failed.add(event, pending, sent.failure);
      await this.#world.store.markRead(read, false);
    } else {
      if (sent.etag !== '') this.#settled.set(event, sent.etag);
      if (sent.isNoteLost) await this.#failed.tellNoteLost(pending);
    }
    this.#hooks.onChange();
  }
}

function eventKey({ calendarId, href }: Pick<GivenAnswer, 'calendarId' | 'href'>): string {
  return JSON.stringify([calendarId, href]);
}

function keyOf(given: GivenAnswer): string {
  return JSON.stringify([given.calendarId, given.href, given.recurrenceId]);
}
