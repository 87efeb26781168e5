// A program: a large calendar behind the store's thread, and what rings of it worked out as the app does it.
import type { Bell, Store } from '../main/core/sync/store-port.ts';
import { planReminders, reminderWindow } from '../main/core/reminders/reminders.ts';
import { openStore } from '../main/store/open-store.ts';
import { aCalendar, seenFrom } from '../test/support/model-facts.ts';
import { serveJobs } from './forked.ts';
import { loadEvent } from './load.ts';

const ZONE = 'Europe/Berlin';
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const CALENDAR = aCalendar({ id: 'bench' });
/** About as many as one piece of an answer brings. */
const BATCH = 200;
/** What a busy person has heard lately. */
const BELLS = 500;

let store: Store | null = null;

function opened(): Store {
  if (store === null) throw new Error('no store was opened');
  return store;
}

/** Of ten events three ring; of them few long before, and fewer at an instant of their own. */
function alarmsOf(index: number, around: number): readonly string[] {
  if (index % 10 > 2) return [];
  const place = Math.floor(index / 10);
  if (place % 200 === 1) return ['TRIGGER:-P30D'];
  if (place % 200 === 2) return [`TRIGGER;VALUE=DATE-TIME:${utc(around + (place % 4000) * MINUTE)}`];
  if (place % 20 === 3) return ['TRIGGER:-P1D', 'TRIGGER:-PT15M'];
  if (place % 20 === 4) return ['TRIGGER;RELATED=END:-PT5M'];
  return ['TRIGGER:-PT15M'];
}

function utc(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}

function textOf(index: number, count: number, around: number): string {
  const alarms = alarmsOf(index, around).flatMap((trigger) => [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:Reminder',
    trigger,
    'END:VALARM',
  ]);
  const end = 'END:VEVENT';
  return loadEvent(index, count, around).text.replace(end, [...alarms, end].join('\r\n'));
}

async function timed(instants: readonly number[], run: (now: number) => Promise<number>) {
  const ms: number[] = [];
  const found: number[] = [];
  for (const now of instants) {
    const startedAt = performance.now();
    found.push(await run(now));
    ms.push(performance.now() - startedAt);
  }
  return { ms, found };
}

/** What is looked at when somebody looked a quarter of an hour ago. */
function momentAt(now: number, bells: readonly Bell[]) {
  const since = now - 15 * MINUTE;
  return { now, since, zone: ZONE, ...reminderWindow(bells, [], { now, since }) };
}

export const jobs = {
  async fill({ path, count, around }: { path: string; count: number; around: number }) {
    const script = new URL('../main/store/worker.ts', import.meta.url);
    const { store: made, damage } = await openStore({ file: path, at: around }, script);
    if (damage !== null) throw damage.error;
    store = made;
    const audits = { auditAfterFirst: around + DAY, auditAfterListing: around + DAY };
    const facts = { at: around, ...seenFrom(ZONE), own: true, silent: false, ...audits };
    const intake = made.intake(CALENDAR.id, facts);
    await intake.begin(false);
    for (let first = 0; first < count; first += BATCH) {
      const indices = Array.from({ length: Math.min(BATCH, count - first) }, (_, place) => first + place);
      const objects = indices.map((index) => {
        return { href: `/load/${index}.ics`, etag: `"${index}"`, ical: textOf(index, count, around) };
      });
      await intake.stage({ objects, gone: [], refused: [] });
    }
    await intake.commit({ next: { at: 'token', token: '1' }, complete: false });
    const bells = Array.from({ length: BELLS }, (_, n): Bell => {
      const dueAt = around - n * 60 * MINUTE;
      return {
        id: `bell-${n}`,
        calendarId: CALENDAR.id,
        dueAt,
        state: n % 2 === 0 ? 'over' : 'rung',
        until: null,
      };
    });
    await made.saveBells(bells, around - 60 * DAY);
    return (await made.health(CALENDAR.id)).objects;
  },
  /** Milliseconds from the question to the plan at each instant, and how many occurrences were looked at. */
  async plans({ instants }: { instants: readonly number[] }) {
    return timed(instants, async (now) => {
      const bells = await opened().bells();
      const moment = momentAt(now, bells);
      const occurrences = await opened().ringing([CALENDAR.id], moment.from, moment.to);
      const preferences = { defaultReminder: 10, mutedUntil: null };
      const plan = planReminders({ occurrences, calendars: [CALENDAR], bells, preferences }, moment);
      if (plan.next === null) throw new Error('nothing rings within a day, of so many events');
      return occurrences.length;
    });
  },
  /** The same days' occurrences, without asking what rings. */
  async days({ instants }: { instants: readonly number[] }) {
    return timed(instants, async (now) => {
      const { from, to } = momentAt(now, []);
      return (await opened().occurrences([CALENDAR.id], from, to)).length;
    });
  },
  async close() {
    await store?.close();
  },
};

serveJobs(jobs);
