// Reminders at work: the conductor's part with a clock that obeys, occurrences a test says, and what was noted of them.
import { Bells } from '../../main/conductor/bells.ts';
import { ToastDesk } from '../../main/conductor/toast-desk.ts';
import type { ObjectWrite } from '../../main/conductor/write-object.ts';
import type { Occurrence } from '../../main/core/model.ts';
import type { Preferences } from '../../main/core/preferences.ts';
import type { Bell } from '../../main/core/sync/store-port.ts';
import type { Written } from '../../main/core/sync/replica-ports.ts';
import type { ToastActionId, ToastView } from '../../main/core/alerts/toast-view.ts';
import { settle } from './fake-clock.ts';
import { fakeWorld, type FakeWorld } from './fake-world.ts';
import { aCalendar, anAccount } from './model-facts.ts';

export interface Sent {
  readonly calendarId: string;
  readonly write: ObjectWrite;
}

export class ReminderBench {
  readonly world: FakeWorld = fakeWorld();
  readonly desk: ToastDesk;
  /** What the calendars hold. */
  occurrences: readonly Occurrence[] = [];
  /** What the store keeps; a test may give it to the next run of the program. */
  readonly noted: Map<string, Bell>;
  readonly sent: Sent[] = [];
  written: Written = { kind: 'written' };
  /** 'HH:MM:SS title' of each toast, UTC. */
  readonly log: string[] = [];
  /** Stretches the store was asked for. */
  readonly asked: { readonly from: number; readonly to: number }[] = [];
  /** Run before the store keeps anything; may throw. */
  beforeSaving: () => void = () => {};
  bells: Bells;

  constructor(noted = new Map<string, Bell>(), now = '2026-11-24T09:40:00Z') {
    const { world } = this;
    this.noted = noted;
    world.clock.jump(Date.parse(now) - world.clock.now());
    world.settings.saveAccount(anAccount(), [aCalendar()]);
    this.prefer({ defaultReminder: null });
    world.store.bells = async () => [...noted.values()];
    world.store.saveBells = async (bells, forget) => {
      this.beforeSaving();
      for (const bell of bells) noted.set(bell.id, bell);
      for (const { id, dueAt } of noted.values()) if (dueAt < forget) noted.delete(id);
    };
    world.store.ringing = async (calendars, from, to) => {
      this.asked.push({ from, to });
      return this.occurrences.filter(({ calendarId }) => calendars.includes(calendarId));
    };
    const toast = world.display.toast.bind(world.display);
    world.display.toast = async (view) => {
      await toast(view);
      this.log.push(`${new Date(world.clock.now()).toISOString().slice(11, 19)} ${view.title}`);
    };
    this.desk = new ToastDesk(world);
    this.bells = this.newBells();
  }

  /** As another run of the program has them. */
  newBells(): Bells {
    const write = async (calendarId: string, wish: ObjectWrite): Promise<Written> => {
      this.sent.push({ calendarId, write: wish });
      return this.written;
    };
    return new Bells(this.world, this.desk, { write });
  }

  get shown(): readonly ToastView[] {
    return this.world.display.toasts;
  }

  /** Looks, and lets its consequences happen. */
  async look(): Promise<void> {
    this.bells.check();
    await settle();
  }

  prefer(preferences: Partial<Preferences>): void {
    const { settings } = this.world;
    settings.savePreferences({ ...settings.preferences(), ...preferences });
  }

  async press(action: ToastActionId): Promise<void> {
    await this.desk.act({ toastId: this.shown.at(-1)?.id ?? '', action });
    await settle();
  }
}
