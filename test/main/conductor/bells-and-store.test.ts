// Reminders over the real store: from what a server holds to what rings, and back.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bells } from '../../../main/conductor/bells.ts';
import { ToastDesk } from '../../../main/conductor/toast-desk.ts';
import { writeObject, type ObjectWrite } from '../../../main/conductor/write-object.ts';
import { settle } from '../../support/fake-clock.ts';
import { FakeCalendar } from '../../support/fake-calendar.ts';
import { fakeWorld, type FakeWorld } from '../../support/fake-world.ts';
import { vcalendar, vevent } from '../../support/ical-text.ts';
import { aCalendar, anAccount } from '../../support/model-facts.ts';
import { CALENDAR, Replica } from '../../support/replica.ts';

const MINUTE = 60_000;
const HREF = '/ema/work/daily.ics';
const never = new AbortController().signal;

let world: FakeWorld;
let server: FakeCalendar;
let replica: Replica;
let desk: ToastDesk;
let bells: Bells;

beforeEach(() => {
  world = fakeWorld();
  world.settings.saveAccount(anAccount(), [aCalendar({ id: CALENDAR })]);
  server = new FakeCalendar();
  replica = new Replica(world.store);
  desk = new ToastDesk(world);
  const pullNow = async (): Promise<void> => {
    await replica.pullFrom(server.remote, { at: world.clock.now() });
  };
  const write = (_calendar: string, wish: ObjectWrite) =>
    writeObject(
      wish,
      { calendar: aCalendar({ id: CALENDAR }), remote: server.remote, pullNow },
      world,
      never,
    );
  bells = new Bells(world, desk, { write });
});
afterEach(() => bells.stop());

async function pull(): Promise<void> {
  await replica.pullFrom(server.remote, { at: world.clock.now() });
  bells.check();
  await settle();
}

const titles = (): readonly string[] => world.display.toasts.map(({ title }) => title);

const ALARM = ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT10M', 'END:VALARM'];
const series = (...exceptions: readonly string[]): string =>
  vcalendar(
    vevent(
      'UID:daily',
      'DTSTART;TZID=Europe/Prague:20261123T110000',
      'DURATION:PT15M',
      'RRULE:FREQ=DAILY',
      'SUMMARY:Daily',
      ...ALARM,
    ),
    ...exceptions,
  );
const exception = vevent(
  'UID:daily',
  'RECURRENCE-ID;TZID=Europe/Prague:20261124T110000',
  'DTSTART;TZID=Europe/Prague:20261124T120000',
  'DURATION:PT15M',
  'SUMMARY:Daily, later',
  ...ALARM,
);

test('a series rings day after day, an exception at its own time', async () => {
  server.put(HREF, series(exception));
  await pull();
  await world.clock.advance(26 * 60 * MINUTE);
  expect(titles()).toEqual(['Daily, later in 10 minutes', 'Daily in 10 minutes']);
  expect(world.log.errors).toEqual([]);
});

test('a reminder that moves before it rang rings at the new time only', async () => {
  server.put(HREF, series());
  await pull();
  await world.clock.advance(49 * MINUTE);
  server.put(HREF, series(exception));
  await pull();
  await world.clock.advance(3 * 60 * MINUTE);
  expect(titles()).toEqual(['Daily, later in 10 minutes']);
});

test('what another program wrote anew does not ring again, nor after a start of ours', async () => {
  server.put(HREF, series());
  await pull();
  await world.clock.advance(51 * MINUTE);
  server.put(
    HREF,
    series().replace('TRIGGER:-PT10M', 'TRIGGER;VALUE=DURATION:-PT600S').replace('SUMMARY', 'summary'),
  );
  await pull();
  await bells.stop();
  bells = new Bells(world, desk, { write: async () => ({ kind: 'written' }) });
  bells.check();
  await world.clock.advance(30 * MINUTE);
  expect(titles()).toEqual(['Daily in 10 minutes']);
});

test('a dismissal on the server is no news here, and silences another computer', async () => {
  world.settings.savePreferences({ ...world.settings.preferences(), acknowledgeOnServer: true });
  server.put(HREF, series());
  await pull();
  const before = (await replica.changes()).length;
  await world.clock.advance(50 * MINUTE);
  await desk.act({ toastId: world.display.toasts[0]?.id ?? '', action: 'dismiss' });
  await settle();
  expect(server.objects.get(HREF)?.ical).toContain('ACKNOWLEDGED:20261124T095000Z');
  expect(await replica.changes()).toHaveLength(before);

  const other = fakeWorld();
  other.settings.saveAccount(anAccount(), [aCalendar({ id: CALENDAR })]);
  await new Replica(other.store).pullFrom(server.remote);
  const theirs = new Bells(other, new ToastDesk(other), { write: async () => ({ kind: 'written' }) });
  other.clock.jump(51 * MINUTE);
  theirs.check();
  await settle();
  expect(other.display.toasts).toEqual([]);
  await other.clock.advance(24 * 60 * MINUTE);
  expect(other.display.toasts.map(({ title }) => title)).toEqual(['Daily in 10 minutes']);
  await theirs.stop();
});
