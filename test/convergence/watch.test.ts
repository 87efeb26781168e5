// A whole account at work: pings lost, repeated and out of order, looks, audits, own writes, a link and a server that
// come and go, hours that pass.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AccountWatch } from '../../main/conductor/account-watch.ts';
import { BelfryError } from '../../main/core/errors.ts';
import { settle } from '../support/fake-clock.ts';
import { ALICE, eventText, fakeWorld, PUSH, remember } from '../support/fake-world.ts';
import { expectChains, titlesOf, type Titles } from './chains.ts';
import { Hand, readableEdit, type Edit } from './edits.ts';
import { runs } from './runs.ts';
import { NOBODY_LISTENS } from '../support/watch-bench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NAMES = ['work', 'private'] as const;

type Step =
  | { readonly do: 'edit'; readonly which: 0 | 1; readonly edit: Edit; readonly pings: number }
  /** A ping that was held up comes now. */
  | { readonly do: 'late-ping'; readonly which: 0 | 1 }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'link'; readonly at: 'lost' | 'listening' }
  | { readonly do: 'knobs'; readonly pageSize: number; readonly partSize: number; readonly sync: boolean }
  | { readonly do: 'history-lost'; readonly which: 0 | 1 }
  | { readonly do: 'write'; readonly which: 0 | 1; readonly slot: number }
  | {
      readonly do: 'fault';
      readonly what: 'offline' | 'busy' | 'server-error' | 'storage';
      /** The nth moment of any conversation from now on. */
      readonly at: number;
    };

const which = fc.constantFrom(0 as const, 1 as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('edit' as const), which, edit: readableEdit, pings: fc.nat(3) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('late-ping' as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 6, 50, 200) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('link' as const),
      at: fc.constantFrom('lost' as const, 'listening' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('knobs' as const),
      pageSize: fc.constantFrom(1, 2, Infinity),
      partSize: fc.constantFrom(1, 2, Infinity),
      sync: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('history-lost' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('write' as const), which, slot: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      what: fc.constantFrom('offline' as const, 'busy' as const, 'server-error' as const, 'storage' as const),
      at: fc.nat(8),
    }),
  },
);

const isOwn = (title: string): boolean => title.startsWith('mine');

class Scenario {
  readonly #world = fakeWorld(...NAMES);
  readonly #watch: AccountWatch;
  readonly #hands = NAMES.map((name) => this.#handOf(name));
  #faults: { what: string; in: number }[] = [];
  #writes = 0;
  #initial: readonly Titles[] = [];

  constructor() {
    this.#world.caldav.push = PUSH;
    remember(this.#world);
    this.#world.caldav.before = (call) => this.#meet(call);
    this.#world.caldav.meanwhile = (call) => this.#meet(call);
    const nothing = NOBODY_LISTENS;
    this.#watch = new AccountWatch(ALICE, 'secret', this.#world, nothing);
  }

  async start(edits: readonly Edit[]): Promise<void> {
    for (const hand of this.#hands) for (const edit of edits) await hand.perform(edit);
    this.#watch.refresh();
    await settle();
    this.#world.links.at(-1)?.listens();
    await settle();
    await this.#expectLevel();
    expect(await this.#world.store.changes(10)).toEqual([]);
    this.#initial = NAMES.map((name) => this.#titles(name));
  }

  async perform(one: Step): Promise<void> {
    const { caldav, clock, links } = this.#world;
    switch (one.do) {
      case 'edit':
        await this.#edit(one.which, one.edit);
        for (let n = 0; n < one.pings; n += 1) this.#ping(one.which);
        return settle();
      case 'late-ping':
        this.#ping(one.which);
        return settle();
      case 'wait':
        return clock.advance(one.minutes * MINUTE);
      case 'link':
        if (one.at === 'listening') links.at(-1)?.listens();
        else links.at(-1)?.become({ at: 'waiting', attempt: 1, until: 0, because: 'offline' });
        return settle();
      case 'knobs':
        for (const name of NAMES) {
          const { pageSize, partSize, sync: supportsSync } = one;
          Object.assign(caldav.calendar(name), { pageSize, partSize, supportsSync });
        }
        return;
      case 'history-lost':
        return caldav.calendar(NAMES[one.which]).forgetHistory();
      case 'write':
        return this.#write(one.which, one.slot);
      case 'fault':
        return void this.#faults.push({ what: one.what, in: one.at });
    }
  }

  /** Everything works; three hours later all is level, a day later still, with nothing told on the way. */
  async calm(): Promise<void> {
    this.#faults = [];
    this.#world.store.failNextCommit = null;
    const { clock, links, store } = this.#world;
    links.at(-1)?.listens();
    await clock.advance(3 * HOUR);
    await this.#expectLevel();
    const told = await store.changes(100_000);
    await clock.advance(30 * HOUR);
    await this.#expectLevel();
    expect(await store.changes(100_000)).toEqual(told);
    for (const [index, name] of NAMES.entries()) {
      const mine = told.filter((c) => c.calendarId === this.#id(name)).toReversed();
      expectChains(mine, this.#initial[index] ?? new Map(), this.#titles(name), isOwn);
    }
    await this.#watch.stop();
    expect(clock.waits).toEqual([]);
    await store.close();
  }

  async #edit(at: 0 | 1, edit: Edit): Promise<void> {
    const hand = this.#hands[at];
    // Whoever moves what we wrote a moment ago makes it theirs: then it is news, as it should be.
    const text = this.#world.caldav.calendar(NAMES[at]).objects.get(hand?.href(edit.slot) ?? '')?.ical ?? '';
    if (edit.do === 'move' && text.includes('SUMMARY:mine')) return;
    await hand?.perform(edit);
  }

  #ping(at: 0 | 1): void {
    this.#world.links.at(-1)?.events.onPing(`bf1-${NAMES[at]}`);
  }

  // The person changes an event as the replica shows it, whatever has become of it meanwhile.
  async #write(at: 0 | 1, slot: number): Promise<void> {
    const { settings, store } = this.#world;
    const calendar = settings.calendars().find((c) => c.name === NAMES[at]);
    const href = this.#hands[at]?.href(slot) ?? '';
    const object = calendar && (await store.object(calendar.id, href));
    if (!object) return;
    const uid = /^UID:(.*?)\r?$/m.exec(object.ical)?.[1] ?? '';
    this.#writes += 1;
    const ical = eventText(uid, `mine ${this.#writes}`, '20270301T100000Z');
    const writing = this.#watch.write(calendar, { do: 'change', href, etag: object.etag, ical });
    const settled = writing.catch((error: unknown) => expect(error).toBeInstanceOf(BelfryError));
    await settle();
    await settled;
  }

  #meet(call: string): void {
    const due = this.#faults.filter((fault) => fault.in <= 0);
    this.#faults = this.#faults.flatMap((fault) => (fault.in > 0 ? [{ ...fault, in: fault.in - 1 }] : []));
    for (const { what } of due) {
      if (what === 'storage')
        this.#world.store.failNextCommit = new BelfryError('storage', { reason: 'full' });
      else if (what === 'busy') throw new BelfryError('busy', { what: call, retryAfter: 10 * MINUTE });
      else if (what === 'offline') throw new BelfryError('offline', { what: call, reason: 'network' });
      else throw new BelfryError('protocol', { what: call, reason: 'http-500' });
    }
  }

  async #expectLevel(): Promise<void> {
    for (const name of NAMES) {
      expect(await this.#world.store.etags(this.#id(name))).toEqual(this.#world.caldav.calendar(name).etags);
    }
  }

  #titles(name: string): Titles {
    return titlesOf([...this.#world.caldav.calendar(name).objects.values()].map((o) => o.ical));
  }

  #id(name: string): string {
    return this.#world.settings.calendars().find((c) => c.name === name)?.id ?? '';
  }

  #handOf(name: string): Hand {
    const server = this.#world.caldav.calendar(name);
    const editor = {
      text: (href: string) => server.objects.get(href)?.ical ?? null,
      put: (href: string, ical: string) => server.put(href, ical),
      delete: (href: string) => server.delete(href),
    };
    return new Hand(editor, `/${name}/`);
  }
}

test('an account ends level with its server, tells each change once and none of its own', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(readableEdit, { maxLength: 6 }),
      fc.array(step, { maxLength: 25 }),
      async (edits, steps) => {
        const scenario = new Scenario();
        await scenario.start(edits);
        for (const one of steps) await scenario.perform(one);
        await scenario.calm();
      },
    ),
    { ...runs(40), endOnFailure: false, examples: EXAMPLES },
  );
}, 600_000);

/** What failed once. */
const EXAMPLES: [Edit[], Step[]][] = [];
