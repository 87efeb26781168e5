// The program killed at any instant: a real file, the real worker, real HTTP, and SIGKILL.
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabaseStore } from '../../main/store/open-database.ts';
import { startChild, type Child } from '../support/child.ts';
import { startDavServer, type DavCalendar, type DavServer } from '../support/dav-server/index.ts';
import { sleep, until } from '../support/patience.ts';
import { CALENDAR } from '../support/replica.ts';
import { makeScratch, type Scratch } from '../support/scratch.ts';
import { expectChains, titlesOf, type Titles } from './chains.ts';
import { Hand, type Edit } from './edits.ts';
import { runs } from './runs.ts';

/** Enough that a first pull is staged in several transactions. */
const EVENTS = 1_500;

let server: DavServer;
let scratch: Scratch;
beforeAll(async () => {
  server = await startDavServer({ remember: false });
  scratch = await makeScratch('killed');
});
afterAll(async () => {
  await server.close();
  await scratch.remove();
});

interface Round {
  readonly edits: readonly Edit[];
  readonly expire: boolean;
  /** Milliseconds until the kill, counted from its start or from when it is ready to pull. */
  readonly ms: number;
  readonly from: 'start' | 'ready';
}

const slot = fc.nat(EVENTS + 200);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ do: fc.constantFrom('create' as const, 'change' as const, 'delete' as const), slot }),
  fc.record({ do: fc.constant('move' as const), slot, to: slot }),
);
const round: fc.Arbitrary<Round> = fc.record({
  edits: fc.oneof(
    { weight: 3, arbitrary: fc.array(edit, { maxLength: 8 }) },
    { weight: 1, arbitrary: fc.array(edit, { minLength: 300, maxLength: 600 }) },
  ),
  expire: fc.boolean(),
  ms: fc.nat(300),
  from: fc.oneof(
    { weight: 1, arbitrary: fc.constant('start' as const) },
    { weight: 5, arbitrary: fc.constant('ready' as const) },
  ),
});

class Scenario {
  readonly #file: string;
  readonly #calendar: DavCalendar;
  readonly #hand: Hand;
  #initial: Titles = new Map();

  constructor(name: string) {
    this.#file = join(scratch.dir, `${name}.sqlite`);
    const calendar = server.calendar(name);
    this.#calendar = calendar;
    this.#hand = new Hand(
      {
        text: (href) => calendar.member(nameIn(href))?.text ?? null,
        put: (href, ical) => void calendar.put(nameIn(href), ical),
        delete: (href) => void calendar.remove(nameIn(href)),
      },
      calendar.path,
    );
  }

  /** A first pull that is killed after each of these, and then comes to its end. Nobody edits meanwhile. */
  async begin(kills: readonly number[]): Promise<void> {
    for (let n = 0; n < EVENTS; n += 1) await this.#hand.perform({ do: 'create', slot: n });
    for (const ms of kills) await this.#killed(ms, 'ready');
    await this.#untilLevel();
    this.#initial = this.#there();
    await this.#look(async (store) => expect(await store.changes(10)).toEqual([]));
  }

  async go({ edits, expire, ms, from }: Round): Promise<void> {
    const half = Math.floor(edits.length / 2);
    for (const one of edits.slice(0, half)) await this.#hand.perform(one);
    if (expire) this.#calendar.expireTokens();
    // The other half is edited while it runs.
    await Promise.all([
      this.#killed(ms, from),
      sleep(100).then(async () => {
        for (const one of edits.slice(half)) await this.#hand.perform(one);
      }),
    ]);
  }

  async end(): Promise<void> {
    await this.#untilLevel();
    await this.#look(async (store) => {
      const etags = await store.etags(CALENDAR);
      const texts: string[] = [];
      for (const href of etags.keys()) texts.push((await store.object(CALENDAR, href))?.ical ?? '');
      expect([...etags.keys()].toSorted()).toEqual(
        this.#calendar
          .members()
          .map((m) => this.#calendar.href(m.name))
          .toSorted(),
      );
      expect(titlesOf(texts)).toEqual(this.#there());
      const changes = (await store.changes(100_000)).toReversed();
      expectChains(changes, this.#initial, this.#there());
    });
    server.drop(this.#calendar.name);
  }

  async #killed(ms: number, from: Round['from']): Promise<void> {
    const child = await this.#child();
    if (from === 'ready') await said(child, 'ready');
    await sleep(ms);
    child.signal('SIGKILL');
    await child.exited;
    expect(child.log()).not.toContain('damaged');
  }

  // Twice: the first may be of a pull that saw less than there is.
  async #untilLevel(): Promise<void> {
    const child = await this.#child();
    await until('a replica that is level', 60_000, () => {
      if (!child.running) throw new Error(child.log());
      return (child.log().match(/^level$/gm) ?? []).length >= 4;
    });
    await child.end('SIGKILL');
    expect(child.log()).not.toContain('damaged');
  }

  #child(): Promise<Child> {
    const script = join(import.meta.dirname, 'pull-until-killed.ts');
    const args = [script, this.#file, this.#calendar.url, server.username, server.password];
    return startChild({ command: process.execPath, args });
  }

  async #look(check: (store: ReturnType<typeof openDatabaseStore>['store']) => Promise<void>): Promise<void> {
    const { store, damage } = openDatabaseStore(this.#file, 0);
    expect(damage).toBeNull();
    await check(store);
    await store.close();
  }

  #there(): Titles {
    return titlesOf(this.#calendar.members().map((m) => m.text));
  }
}

const nameIn = (href: string): string => href.slice(href.lastIndexOf('/') + 1);

async function said(child: Child, word: string): Promise<void> {
  await until(`a child that says ${word}`, 20_000, () => {
    if (!child.running) throw new Error(child.log());
    return child.log().includes(word);
  });
}

let names = 0;

test('killed at any instant, the next start goes on: level in the end, each change recorded once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(900), { minLength: 1, maxLength: 3 }),
      fc.array(round, { minLength: 4, maxLength: 7 }),
      async (kills, rounds) => {
        names += 1;
        const scenario = new Scenario(`killed-${names}`);
        await scenario.begin(kills);
        for (const one of rounds) await scenario.go(one);
        await scenario.end();
      },
    ),
    { ...runs(2), examples: EXAMPLES },
  );
}, 1_200_000);

/** What failed once. */
const EXAMPLES: [number[], Round[]][] = [];
