// Puts toasts up, and remembers what it just said: what follows closely joins it, and what says more takes its place.
import type { Joined } from '../core/changes/calendar-moves.ts';
import { digestFor, type Pause } from '../core/alerts/digest.ts';
import { asBelfryError } from '../core/errors.ts';
import { byEvent, isReplyOnly, mainOf, subjectOf } from '../core/alerts/event-groups.ts';
import { halfToldToast } from '../core/alerts/half-told.ts';
import { hintToast } from '../core/alerts/hidden-toast.ts';
import type { Change, RecordedChange } from '../core/model.ts';
import type { Telling } from '../core/alerts/telling.ts';
import { warned } from '../core/alerts/toast-warning.ts';
import { toastsFor } from '../core/alerts/toasts.ts';
import type { ToastView } from '../core/alerts/toast-view.ts';
import { DAY, MINUTE, SECOND } from '../core/time/wall-time.ts';
import { continued, covers, joinWaves } from '../core/alerts/waves.ts';
import type { World } from './context.ts';
import { overlapWarning } from './overlaps.ts';
import { readerOf } from './reader.ts';
import { answersOf, type AnswerParts } from './toast-answers.ts';
import type { ToastDesk } from './toast-desk.ts';

/** The halves of a move between calendars are found within this. */
const MOVE = 10 * SECOND;
const REMEMBERED = MINUTE;
/** Answers of guests are counted over this long, while they are unread. */
const ROLLING = DAY;
/** Changes of the inbox in which they are looked for. */
const LATEST = 1_000;

/** What was told at once, for the next wave to join. */
interface Wave {
  /** Epoch ms. */
  readonly at: number;
  /** It was told of an absence or a quiet time. */
  readonly ofPause: boolean;
  readonly changes: readonly Change[];
  readonly toasts: readonly ToastView[];
}

/** How something is told. */
export interface Manner {
  /** The time in which nothing was told, and of which this is; null: it just happened. */
  readonly pause: Pause | null;
  /** There is more than this. */
  readonly more: boolean;
}

export class ToldLately {
  readonly #world: World;
  readonly #desk: ToastDesk;
  readonly #answers: AnswerParts;
  #waves: readonly Wave[] = [];
  #hint: ToastView | null = null;

  constructor(world: World, desk: ToastDesk, answers: AnswerParts) {
    this.#world = world;
    this.#desk = desk;
    this.#answers = answers;
  }

  /** What was told a moment ago. */
  get changes(): readonly Change[] {
    const now = this.#world.clock.now();
    return this.#waves.filter((wave) => now - wave.at <= MOVE).flatMap((wave) => wave.changes);
  }

  /** Says what there is to say; each change is marked as told once its toast was shown, or could not be. */
  async tell({ changes, partners }: Joined, { pause, more }: Manner): Promise<void> {
    if (changes.length === 0) return this.#closeHint([]);
    const { clock, store } = this.#world;
    const lately = this.#joined(pause).flatMap((wave) => wave.changes);
    const answered = await this.#answersBefore(changes);
    const telling = { ...this.#telling(), more };
    const say = (told: readonly Change[]) => toastsFor(withAnswers(told, answered), telling);
    const worded = pause
      ? digestFor([...lately, ...changes], pause, telling)
      : joinWaves(changes, lately, say);
    const known = new Map([...answered, ...lately, ...changes].map((change) => [change.id, change]));
    const toasts = worded.map((toast) => ({
      ...toast,
      changeIds: toast.changeIds.flatMap((id) => [id, ...(partners.get(id) ?? [])]),
    }));
    for (const toast of toasts) {
      await store.beginTelling(toast.changeIds);
      await this.#show(toast, known, telling);
      await store.markTold(toast.changeIds);
    }
    this.#closeHint(toasts);
    this.#waves = [...this.#waves, { at: clock.now(), ofPause: pause !== null, changes, toasts }];
  }

  /** What an earlier run may have shown or not: said as that, for no toast comes twice. Cut off again, it is said again. */
  async tellHalfTold(): Promise<void> {
    const { store } = this.#world;
    const changes = await store.halfTold();
    const unread = changes.filter((change) => !change.read);
    const telling = this.#telling();
    if (unread.length > 0) await this.#show(halfToldToast(unread, telling), new Map(), telling);
    await store.markTold(changes.map((change) => change.id));
  }

  /** On a screen nobody sits at: that something happened. It is not told by that. */
  async hint(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const telling = { ...this.#telling(), hidden: true };
    const hint = hintToast(changes, telling);
    const shown = new Set(this.#hint?.changeIds);
    if (this.#hint && hint.changeIds.every((id) => shown.has(id))) return;
    if (this.#hint && this.#hint.id !== hint.id) this.#desk.close(this.#hint.id);
    this.#hint = hint;
    await this.#show(hint, new Map(changes.map((change) => [change.id, change])), telling);
  }

  #telling(): Telling {
    const { settings } = this.#world;
    const calendars = new Map(settings.calendars().map((calendar) => [calendar.id, calendar]));
    return { calendars, reader: readerOf(this.#world), hidden: settings.preferences().presenting };
  }

  /** The waves that what is told now continues. */
  #joined(pause: Pause | null): readonly Wave[] {
    const now = this.#world.clock.now();
    const isOf = ({ ofPause, at }: Wave) => ofPause && pause !== null && at >= pause.until;
    this.#waves = this.#waves.filter((wave) => isOf(wave) || now - wave.at <= REMEMBERED);
    if (pause) return this.#waves.filter(isOf);
    return continued(
      this.#waves.filter((wave) => !wave.ofPause),
      now,
    );
  }

  /** What guests of the same events answered before and nobody has read. */
  async #answersBefore(changes: readonly Change[]): Promise<readonly RecordedChange[]> {
    const events = new Set(changes.filter(isReplyOnly).map(subjectOf));
    if (events.size === 0) return [];
    const { clock, store } = this.#world;
    const from = clock.now() - ROLLING;
    const latest = await store.changes(LATEST);
    return latest.filter(
      (change) =>
        change.told &&
        !change.read &&
        change.detectedAt >= from &&
        isReplyOnly(change) &&
        events.has(subjectOf(change)),
    );
  }

  async #show(plain: ToastView, known: ReadonlyMap<string, Change>, telling: Telling): Promise<void> {
    const [event, ...others] = byEvent(plain.changeIds.flatMap((id) => known.get(id) ?? []));
    const main = event && others.length === 0 ? mainOf(event) : null;
    const warning = main ? await overlapWarning(main, this.#world, telling) : '';
    const toast = warned(plain, warning);
    const before = this.#waves.flatMap((wave) => wave.toasts);
    for (const old of before) if (old.id !== toast.id && covers(toast, old)) this.#desk.close(old.id);
    try {
      await this.#desk.show(toast, answersOf(toast, main, this.#world, this.#answers));
    } catch (error) {
      // The desktop shows nothing; the change is in the inbox and the window says why.
      this.#world.log.warn('toast', { kind: asBelfryError(error).kind });
    }
  }

  /** What it hinted at is told now. */
  #closeHint(toasts: readonly ToastView[]): void {
    if (this.#hint && !toasts.some(({ id }) => id === this.#hint?.id)) this.#desk.close(this.#hint.id);
    this.#hint = null;
  }
}

/** The changes, and with each answer those that guests of the same event gave before. */
function withAnswers(changes: readonly Change[], before: readonly Change[]): readonly Change[] {
  const events = new Set(changes.filter(isReplyOnly).map(subjectOf));
  const ids = new Set(changes.map((change) => change.id));
  return [...before.filter((change) => events.has(subjectOf(change)) && !ids.has(change.id)), ...changes];
}
