// Rings reminders: one timer, and a plan made anew whenever anything it depends on may have changed.
import { endsAt } from '../core/reminders/alarm-times.ts';
import { quietUntil } from '../core/alerts/attention.ts';
import { asBelfryError } from '../core/errors.ts';
import type { Preferences } from '../core/preferences.ts';
import { reminderToast, type Manner } from '../core/reminders/reminder-toast.ts';
import { planReminders, reminderWindow, type BellName, type Due } from '../core/reminders/reminders.ts';
import type { Bell } from '../core/sync/store-port.ts';
import { rowId } from '../core/window/row-id.ts';
import { runScheduler, type RunScheduler } from '../core/sync/run-scheduler.ts';
import { snoozeUntil, type SnoozeId } from '../core/reminders/snooze.ts';
import type { ToastActionId } from '../core/alerts/toast-view.ts';
import { DAY, HOUR, MINUTE } from '../core/time/wall-time.ts';
import { acknowledgeOnServer, type Write } from './acknowledging.ts';
import { BellBook } from './bell-book.ts';
import type { World } from './context.ts';
import { readerOf } from './reader.ts';
import type { ToastDesk } from './toast-desk.ts';
import { takingTurns } from './turns.ts';
import { WakeTimer } from './wake-timer.ts';

/** A toast is followed until so long after its event, ms; later it tells of the past, and may stay. */
const FOLLOWED = HOUR;
/** What nothing showed is tried again, ms. */
const RETRY = MINUTE;

/** A reminder on the screen. */
interface Up {
  readonly due: Due;
  /** Epoch ms. */
  readonly followedUntil: number;
}

export class Bells {
  readonly #world: World;
  readonly #desk: ToastDesk;
  readonly #write: Write;
  readonly #book: BellBook;
  readonly #runs: RunScheduler;
  readonly #timer: WakeTimer;
  readonly #acknowledging = takingTurns();
  readonly #up = new Map<string, Up>();
  /** Up to when nothing was missed, epoch ms, and in which zone. */
  #since: number;
  #zone: string;
  #stopped = false;

  constructor(world: World, desk: ToastDesk, { write }: { readonly write: Write }) {
    this.#world = world;
    this.#desk = desk;
    this.#write = write;
    this.#book = new BellBook(world);
    this.#since = lastHeard(world);
    this.#zone = world.clock.zone();
    this.#runs = runScheduler((signal) => this.#run(signal));
    this.#timer = new WakeTimer(world.clock, () => this.check());
  }

  /** Rings what is due and plans anew: after a pull, a change of settings, and at the start. */
  check(): void {
    if (!this.#stopped) void this.#runs.request();
  }

  /** The machine woke, or its clock or zone changed. */
  nudge(): void {
    this.check();
  }

  /** Ends timer and work; idempotent. Waits for acknowledgements under way: end the accounts that write them first. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer.cancel();
    await Promise.all([this.#runs.stop(), this.#acknowledging(async () => {})]);
    this.#timer.cancel();
  }

  async #run(signal: AbortSignal): Promise<void> {
    this.#timer.cancel();
    let next: number | null = this.#world.clock.now() + RETRY;
    try {
      next = await this.#ring(signal);
    } catch (error) {
      this.#world.log.error('reminders', error); // tried again in a minute
    }
    if (!this.#stopped) this.#timer.plan(next);
  }

  /** Gives when the next one is due. */
  async #ring(signal: AbortSignal): Promise<number | null> {
    const { clock, settings, store } = this.#world;
    const [now, zone, preferences] = [clock.now(), clock.zone(), settings.preferences()];
    const calendars = settings.calendars();
    // In another zone whole days begin at other instants, some of which are past unheard.
    const since = Math.min(this.#since, now) - (zone === this.#zone ? 0 : DAY);
    const bells = await this.#book.bells();
    const window = reminderWindow(bells, this.#dueOnScreen(now), { now, since });
    const heard = calendars.filter((calendar) => calendar.shown && calendar.reminds).map(({ id }) => id);
    const occurrences = heard.length > 0 ? await store.ringing(heard, window.from, window.to) : [];
    const facts = { occurrences, calendars, bells, preferences };
    const plan = planReminders(facts, { now, zone, since, ...window });
    const replaced = new Set(plan.due.map(({ toastId }) => toastId));
    for (const [toastId, { due }] of this.#up) {
      if (replaced.has(toastId) || due.bells.some(({ id }) => plan.standing.has(id))) continue;
      this.#up.delete(toastId);
      this.#desk.close(toastId);
    }
    if (plan.due.length > 0) await this.#showAll(plan.due, preferences, signal);
    // While they are muted reminders wait, and are slept over when the mute ends.
    if ((preferences.mutedUntil ?? 0) <= now && !signal.aborted) [this.#since, this.#zone] = [now, zone];
    return plan.next;
  }

  #dueOnScreen(now: number): readonly number[] {
    for (const [toastId, { followedUntil }] of this.#up) if (now > followedUntil) this.#up.delete(toastId);
    return [...this.#up.values()].flatMap(({ due }) => due.bells.map(({ dueAt }) => dueAt));
  }

  async #showAll(dues: readonly Due[], preferences: Preferences, signal: AbortSignal): Promise<void> {
    const { attention, clock, settings } = this.#world;
    const state = await attention.state();
    const quiet = {
      preferences: { ...preferences, mutedUntil: null },
      state,
      now: clock.now(),
      zone: clock.zone(),
    };
    const manner = {
      isPrivate: preferences.presenting || (preferences.hideWhenLocked && state.locked),
      isQuiet: quietUntil(quiet) !== null,
      isInsistent: preferences.hardToMiss,
    };
    const people = new Map(settings.calendars().map(({ id, person }) => [id, person]));
    for (const due of dues) {
      if (signal.aborted) return;
      // Noted first: never twice. If this process is killed before the toast is up, in the milliseconds between, that
      // one reminder is missing, while a process that dies after it would ring once more at each start otherwise; what
      // fails without dying is noted anew and tried again.
      await this.#note(due.bells, 'rung');
      await this.#show(due, { ...manner, person: people.get(due.occurrence.calendarId) ?? '' });
    }
  }

  async #show(due: Due, manner: Manner): Promise<void> {
    const { log } = this.#world;
    const reader = readerOf(this.#world);
    const over = endsAt(due.occurrence, reader.zone);
    this.#up.set(due.toastId, { due, followedUntil: Math.max(over, reader.now) + FOLLOWED });
    try {
      await this.#desk.show(reminderToast(due, reader, manner), (action) => this.#answered(due, action));
    } catch (error) {
      log.warn('reminder', { kind: asBelfryError(error).kind });
      const latest = due.bells.reduce((at, { dueAt }) => Math.max(at, dueAt), over);
      if (reader.now >= latest + RETRY) return;
      await this.#note(due.bells, 'snoozed', reader.now + RETRY);
      this.check(); // what is planned so far knows nothing of it
    }
  }

  async #answered(due: Due, action: ToastActionId): Promise<void> {
    const { clock, display } = this.#world;
    const { join } = due.occurrence;
    this.#up.delete(due.toastId);
    switch (action) {
      case 'snooze-5':
      case 'snooze-before':
      case 'snooze-start':
      case 'snooze-tomorrow':
        return this.#snooze(due, action);
      case 'join':
        await this.#dismiss(due, clock.now());
        if (!(await display.openLink(join))) this.#reveal(due);
        return;
      case 'dismiss':
        return this.#dismiss(due, clock.now());
      case 'open':
      case 'accept': // answers to invitations are no buttons of reminders
      case 'tentative':
      case 'decline':
        await this.#note([...due.bells, ...due.repetitions], 'over');
        return this.#reveal(due);
    }
  }

  async #snooze(due: Due, choice: SnoozeId): Promise<void> {
    const { clock } = this.#world;
    const until = snoozeUntil(choice, due.occurrence, { now: clock.now(), zone: clock.zone() });
    await this.#note(due.bells, 'snoozed', until);
    await this.#note(due.repetitions, 'over');
    this.check();
  }

  async #dismiss({ occurrence, alarmIds, bells, repetitions }: Due, at: number): Promise<void> {
    const { settings } = this.#world;
    await this.#note([...bells, ...repetitions], 'over');
    const { calendarId, href, recurrenceId } = occurrence;
    const calendar = settings.calendars().find(({ id }) => id === calendarId);
    const isWanted = settings.preferences().acknowledgeOnServer && calendar?.writable === true;
    if (!isWanted || alarmIds.length === 0) return;
    const dismissed = { calendarId, href, recurrenceId, alarmIds, at };
    void this.#acknowledging(() => acknowledgeOnServer(dismissed, this.#write, this.#world));
  }

  #reveal({ occurrence }: Due): void {
    this.#world.display.reveal({ rowId: rowId(occurrence), changeIds: [] });
  }

  #note(names: readonly BellName[], state: Bell['state'], until: number | null = null): Promise<void> {
    return this.#book.note(
      names.map(({ id, calendarId, dueAt }) => ({ id, calendarId, dueAt, state, until })),
    );
  }
}

/** Until when an earlier run of the program heard everything, epoch ms; a mute may have held back what came before. */
function lastHeard({ clock, settings }: World): number {
  const now = clock.now();
  const isMuted = (settings.preferences().mutedUntil ?? 0) > now;
  return (settings.awakeAt() ?? now) - (isMuted ? DAY : 0);
}
