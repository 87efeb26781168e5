// A program: a large inbox behind the store's thread, and the same file read bare beside it.
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Change, Person } from '../main/core/model.ts';
import type { InboxQuery, Store } from '../main/core/sync/store-port.ts';
import { openStore } from '../main/store/open-store.ts';
import { aChange, aSnapshot, NO_DETAILS } from '../test/support/model-facts.ts';
import { serveJobs } from './forked.ts';

const MINUTE = 60_000;
/** Changes of one pull: mostly few, now and then an import. */
const PULLS = [1, 2, 1, 5, 1, 3, 80, 1, 2, 400];
const CALENDARS = Array.from({ length: 8 }, (_, n) => `bench:${n}`);
const SUBJECTS = ['Planning', 'Review', 'Interview', 'Lunch', 'Call', 'Training', 'Handover', 'Budget'];
const PLACES = ['Room 4.12', 'Room 2.01', 'Big hall', 'Café Lokál', 'Main street 3', ''];
const NAMES = [
  'Sam',
  'Robin',
  'Alexis',
  'Kim',
  'Noor',
  'Jaro',
  'Mila',
  'Ines',
  'Tariq',
  'Yuki',
  'Olga',
  'Piet',
];
const FAMILIES = ['Novak', 'Quartz', 'Haddad', 'Lima', 'Stone'];
const BEGIN = Date.UTC(2026, 0, 1);

let store: Store | null = null;
let file = '';

function opened(): Store {
  if (store === null) throw new Error('no store was opened');
  return store;
}

function personOf(n: number): Person {
  const name = `${NAMES[n % NAMES.length]} ${FAMILIES[n % FAMILIES.length]}`;
  return { address: `${name.toLowerCase().replace(' ', '.')}@example.org`, name };
}

function changeOf(n: number): Change {
  const startsAt = BEGIN + ((n * 7_919) % 500_000) * MINUTE;
  const when = { at: 'time', startsAt, endsAt: startsAt + 60 * MINUTE } as const;
  const title = `${SUBJECTS[n % SUBJECTS.length]} with ${NAMES[(n * 7 + 5) % NAMES.length]} ${n}`;
  const after = aSnapshot({ title, place: PLACES[n % PLACES.length] ?? '', when });
  const moved = { ...when, startsAt: startsAt - 30 * MINUTE };
  const notes = n % 5 === 0 ? { before: 'one question each', after: 'two questions each, by Friday' } : null;
  const added = n % 7 === 0 ? [personOf(n * 3)] : [];
  return aChange({
    id: `change-${n}`,
    calendarId: CALENDARS[n % CALENDARS.length] ?? '',
    uid: `event-${n % 20_000}`,
    kind: n % 3 === 0 ? 'created' : 'changed',
    before: n % 3 === 0 ? null : { ...after, when: moved },
    after,
    details: { ...NO_DETAILS, notes, added },
    by: n % 4 === 0 ? null : personOf(n),
    detectedAt: BEGIN + n * MINUTE,
  });
}

async function timed<T>(inputs: readonly T[], run: (input: T) => number | Promise<number>) {
  const ms: number[] = [];
  const rows: number[] = [];
  for (const input of inputs) {
    const startedAt = performance.now();
    rows.push(await run(input));
    ms.push(performance.now() - startedAt);
  }
  return { ms, rows };
}

/** Runs on the same file without any store. */
async function barely<T>(read: (database: DatabaseSyncInstance) => Promise<T>): Promise<T> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return await read(database);
  } finally {
    database.close();
  }
}

export const jobs = {
  async open({ path }: { path: string }) {
    file = path;
    const script = new URL('../main/store/worker.ts', import.meta.url);
    const { store: made, damage } = await openStore({ file, at: Date.now() }, script);
    if (damage !== null) throw damage.error;
    store = made;
  },
  /** Records `count` changes, two thirds of them read. */
  async fill({ count }: { count: number }) {
    for (let n = 0, pull = 0; n < count; pull += 1) {
      const size = Math.min(PULLS[pull % PULLS.length] ?? 1, count - n);
      const changes = Array.from({ length: size }, (_, k) => changeOf(n + k));
      await opened().record(changes, true);
      n += size;
    }
    const read = Array.from({ length: count }, (_, n) => `change-${n}`).filter((_, n) => n % 3 > 0);
    await opened().markRead(read, true);
  },
  /** Milliseconds until each page was here, and how many changes were on it. */
  async pages({ queries }: { queries: readonly InboxQuery[] }) {
    return timed(queries, async (query) => (await opened().inbox(query)).changes.length);
  },
  /** What is unread of all, and how many people are named. */
  async counted() {
    const query = { limit: 1, calendars: null, person: '', words: '', unreadOnly: false };
    const { unread, people } = await opened().inbox(query);
    return { unread, people: people.length };
  },
  /** The newest rows, by a plain SELECT in the asking thread. */
  async floorOfOpening({ limit, times }: { limit: number; times: number }) {
    return barely((database) => {
      const select = database.prepare('SELECT * FROM changes ORDER BY seq DESC LIMIT ?');
      return timed(
        Array.from({ length: times }, () => limit),
        (n) => select.all(n).length,
      );
    });
  },
  /** The same rows looked for by LIKE. */
  async floorOfSearching({ queries }: { queries: readonly InboxQuery[] }) {
    return barely((database) => {
      const select = database.prepare(`SELECT * FROM changes
        WHERE (coalesce(before, '') || after || coalesce(details, '') || coalesce(author, '')) LIKE ?
          AND (? = '' OR person = ?) ORDER BY seq DESC LIMIT ?`);
      return timed(queries, ({ words, person, limit }) => {
        return select.all(`%${words.replaceAll(' ', '%')}%`, person, person, limit).length;
      });
    });
  },
  async close() {
    await store?.close();
  },
};

serveJobs(jobs);
