// Alerts of a program that is killed at any instant during a burst of changes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openDatabaseStore } from '../../main/store/open-database.ts';
import { startChild, type Child } from '../support/child.ts';
import { startDavServer, type DavCalendar, type DavServer } from '../support/dav-server/index.ts';
import { eventText } from '../support/event-text.ts';
import { sleep, until } from '../support/patience.ts';
import { makeScratch } from '../support/scratch.ts';

/** Events that somebody adds during each life of the program. */
const BURST = 6;
const DAY = 86_400_000;

interface SeenToast {
  readonly id: string;
  readonly title: string;
  readonly changeIds: readonly string[];
}

/**
 * Kills the program `kills` times while events are added, lets it come to rest, and checks: each change is in the inbox
 * exactly once, no toast was shown twice, and none is lost. `random` gives numbers in [0, 1).
 */
export async function killWhileTelling(kills: number, random: () => number): Promise<void> {
  const scratch = await makeScratch('alerts-killed');
  const server = await startDavServer({ remember: false });
  try {
    const calendar = server.calendar('work', { title: 'Work' });
    calendar.put('first.ics', eventText('first', { title: 'First', startsAt: Date.now() + DAY }));
    const files = { store: join(scratch.dir, 'replicas.sqlite'), toasts: join(scratch.dir, 'toasts') };
    await untilIdle(await life(server, files));
    let added = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const child = await life(server, files);
      const wait = random() * 250;
      await until('a program that is ready', 20_000, () => alive(child) && child.log().includes('ready'));
      const adding = addSlowly(calendar, added, wait);
      await sleep(wait);
      child.signal('SIGKILL');
      await child.exited;
      expect(child.log()).not.toMatch(/damaged|^error/m);
      added += await adding;
    }
    await untilIdle(await life(server, files));
    await check(files, added);
  } finally {
    await server.close();
    await scratch.remove();
  }
}

interface Files {
  readonly store: string;
  readonly toasts: string;
}

function life(server: DavServer, files: Files): Promise<Child> {
  const script = join(import.meta.dirname, 'tell-until-killed.ts');
  const place = [
    server.principalUrl,
    server.homeUrl,
    server.calendar('work').url,
    server.username,
    server.password,
  ];
  return startChild({ command: process.execPath, args: [script, files.store, files.toasts, ...place] });
}

function alive(child: Child): true {
  if (!child.running) throw new Error(child.log());
  return true;
}

async function addSlowly(calendar: DavCalendar, from: number, wait: number): Promise<number> {
  for (let n = from; n < from + BURST; n += 1) {
    calendar.put(`e${n}.ics`, eventText(`e${n}`, { title: `Event ${n}`, startsAt: Date.now() + DAY }));
    await sleep(wait / BURST);
  }
  return BURST;
}

// Several times: a look may still be under way at the first.
async function untilIdle(child: Child): Promise<void> {
  await until(
    'a program that is idle',
    60_000,
    () => alive(child) && (child.log().match(/^idle$/gm) ?? []).length >= 12,
  );
  expect(child.log()).not.toMatch(/damaged|^error/m);
  await child.end('SIGKILL');
}

async function check(files: Files, added: number): Promise<void> {
  const { store, damage } = openDatabaseStore(files.store, 0);
  expect(damage).toBeNull();
  const changes = await store.changes(100_000);
  await store.close();
  const expected = Array.from({ length: added }, (_, n) => `e${n}`);
  expect(changes.map((change) => change.uid).toSorted()).toEqual(expected.toSorted());
  const toasts = readFileSync(files.toasts, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as SeenToast);
  // That something may have been missed is said again when it was cut off again: it is true again.
  const certain = toasts.filter(({ id }) => id !== 'toast-half-told');
  const shown = certain.map(({ id, changeIds }) => `${id} ${[...changeIds].sort().join(' ')}`);
  expect(shown.filter((one, at) => shown.indexOf(one) !== at)).toEqual([]);
  const told = new Set(toasts.flatMap((toast) => toast.changeIds));
  expect(changes.filter(({ id }) => !told.has(id)).map(({ uid }) => uid)).toEqual([]);
}
