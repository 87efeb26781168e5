// A real Radicale behind a proxy that fails, and a colleague who edits while it is pulled.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calDav } from '../../main/caldav/caldav.ts';
import { BelfryError } from '../../main/core/errors.ts';
import { startFaultProxy, type Fault, type FaultProxy } from '../support/fault-proxy.ts';
import { aCalendar } from '../support/model-facts.ts';
import { pullFacts } from '../support/pull-rounds.ts';
import { CALENDAR, NOW, Replica } from '../support/replica.ts';
import { colleagueRights, startRadicale, type Radicale } from '../support/radicale.ts';
import { expectChains, titlesOf, type Titles } from './chains.ts';
import { Hand, readableEdit, type Edit, type Editor } from './edits.ts';
import { Ledger } from './ledger.ts';
import { runs } from './runs.ts';

const HOUR = 3_600_000;

let radicale: Radicale;
let proxy: FaultProxy;
let now = NOW;
const caldav = calDav(() => now);
beforeAll(async () => {
  const users = { alice: 'alice-secret', bob: 'bob-secret' };
  radicale = await startRadicale({ users, rights: colleagueRights('bob', 'alice/[^/]+') });
  proxy = await startFaultProxy(radicale.port);
});
afterAll(async () => {
  await caldav.close();
  await proxy.close();
  await radicale.stop();
});

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('delay' as const), ms: fc.nat(40) }),
  fc.record({ kind: fc.constant('cut' as const), after: fc.nat(4_000) }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(500, 502, 503),
    done: fc.boolean(),
  }),
);

interface Step {
  readonly before: readonly Edit[];
  /** Made while the pull runs. */
  readonly meanwhile: readonly Edit[];
  readonly audit: boolean;
  /** What befalls the nth request. */
  readonly faults: readonly (readonly [number, Fault])[];
}

const step: fc.Arbitrary<Step> = fc.record({
  before: fc.array(readableEdit, { maxLength: 4 }),
  meanwhile: fc.array(readableEdit, { maxLength: 4 }),
  audit: fc.boolean(),
  faults: fc.array(fc.tuple(fc.nat(4), fault), { maxLength: 2 }),
});

/** Bob, with a program of his own. */
class Bob implements Editor {
  readonly texts = new Map<string, string>();

  text(href: string): string | null {
    return this.texts.get(href) ?? null;
  }

  async put(href: string, ical: string): Promise<void> {
    await this.#ask('PUT', href, ical);
    this.texts.set(href, ical);
  }

  async delete(href: string): Promise<void> {
    await this.#ask('DELETE', href);
    this.texts.delete(href);
  }

  async #ask(method: string, href: string, body?: string): Promise<void> {
    const authorization = `Basic ${Buffer.from('bob:bob-secret').toString('base64')}`;
    const headers = { authorization, 'content-type': 'text/calendar; charset=utf-8' };
    const url = new URL(href, radicale.url);
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    if (!answer.ok) throw new Error(`${method} ${href}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}

let names = 0;

class Scenario {
  readonly #bob = new Bob();
  readonly #name = `work-${(names += 1)}`;
  readonly #hand = new Hand(this.#bob, `/alice/${this.#name}/`);
  readonly #replica = new Replica();
  readonly #ledger = new Ledger(this.#replica.store, CALENDAR);
  readonly #remote = caldav.remote(
    aCalendar({ id: CALENDAR, accountId: 'acc', url: `${proxy.url}alice/${this.#name}/` }),
    { credentials: { username: 'alice', password: 'alice-secret' }, trusted: [] },
  );

  async begin(edits: readonly Edit[]): Promise<Titles> {
    await radicale.seed('alice', this.#name, { name: 'Work', color: '#336699' }, {});
    for (const edit of edits) await this.#hand.perform(edit);
    await this.#pull(false);
    return titlesOf(this.#bob.texts.values());
  }

  async perform({ before, meanwhile, audit, faults }: Step): Promise<void> {
    for (const edit of before) await this.#hand.perform(edit);
    let requests = 0;
    proxy.fault = () => {
      const here = faults.find(([at]) => at === requests);
      requests += 1;
      return here?.[1] ?? null;
    };
    const editing = (async () => {
      for (const edit of meanwhile) await this.#hand.perform(edit);
    })();
    try {
      await this.#pull(audit);
    } catch (error) {
      if (!(error instanceof BelfryError)) throw error;
      expect(error.kind).not.toBe('bug');
      await this.#ledger.expectNothingNew();
    } finally {
      proxy.fault = () => null;
      await editing;
    }
  }

  async end(initial: Titles): Promise<void> {
    for (const audit of [false, true, false]) await this.#pull(audit);
    const { objects, changes } = this.#ledger.last;
    expect([...objects.keys()].toSorted()).toEqual([...this.#bob.texts.keys()].toSorted());
    const there = titlesOf(this.#bob.texts.values());
    expect(titlesOf([...objects.values()].map((o) => o.ical))).toEqual(there);
    expectChains(changes, initial, there);
    await this.#replica.store.close();
  }

  #pull(audit: boolean) {
    now += 6 * HOUR;
    const facts = pullFacts({ at: NOW, zone: 'UTC' });
    const through = this.#ledger.intake.bind(this.#ledger, facts);
    return this.#replica.pullFrom(this.#remote, { audit, through });
  }
}

test('with a real Radicale that cannot always be reached, the replica ends level with it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(readableEdit, { maxLength: 8 }),
      fc.array(step, { minLength: 1, maxLength: 6 }),
      async (edits, steps) => {
        const scenario = new Scenario();
        const initial = await scenario.begin(edits);
        for (const one of steps) await scenario.perform(one);
        await scenario.end(initial);
      },
    ),
    { ...runs(8), examples: EXAMPLES },
  );
  expect(proxy.faults).toBeGreaterThan(0);
}, 1_200_000);

/** What failed once. */
const EXAMPLES: [Edit[], Step[]][] = [];
