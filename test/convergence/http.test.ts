// One calendar over real HTTP, through the real adapter: every quirk of real servers, and connections cut at any byte.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calDav } from '../../main/caldav/caldav.ts';
import { BelfryError } from '../../main/core/errors.ts';
import type { RemoteCalendar } from '../../main/core/sync/replica-ports.ts';
import {
  startDavServer,
  type DavCalendar,
  type DavServer,
  type Quirks,
  type Trouble,
} from '../support/dav-server/index.ts';
import { aCalendar } from '../support/model-facts.ts';
import { pullFacts } from '../support/pull-rounds.ts';
import { CALENDAR, NOW, Replica } from '../support/replica.ts';
import { anyEdit, Hand, type Edit } from './edits.ts';
import { Ledger } from './ledger.ts';
import { runs } from './runs.ts';

const HOUR = 3_600_000;

let server: DavServer;
/** Epoch ms of the adapter's clock; it moves on by hours, past every Retry-After. */
let now = NOW;
const caldav = calDav(() => now);
beforeAll(async () => {
  server = await startDavServer({ remember: false });
});
afterAll(async () => {
  await caldav.close();
  await server.close();
});

type Step =
  | { readonly do: 'edit'; readonly edit: Edit }
  | { readonly do: 'expire' }
  | {
      readonly do: 'pull';
      readonly audit: boolean;
      /** The nth request suffers this, or somebody edits before it is answered. */
      readonly troubles: readonly (readonly [number, Trouble | Edit])[];
    };

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('cut' as const), after: fc.nat(6_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), after: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'hang-up' } as const) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(500, 502, 503, 429, 404)
      .map((status) => ({ kind: 'status', status }) as const),
  },
);

const befalling: fc.Arbitrary<Trouble | Edit> = fc.oneof(trouble, anyEdit);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('edit' as const), edit: anyEdit }) },
  { weight: 1, arbitrary: fc.constant({ do: 'expire' } as const) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('pull' as const),
      audit: fc.boolean(),
      troubles: fc.array(fc.tuple(fc.nat(5), befalling), { maxLength: 3 }),
    }),
  },
);

const quirks: fc.Arbitrary<Quirks> = fc.record(
  {
    noSync: fc.boolean(),
    depthOneOnly: fc.boolean(),
    unknownToken: fc.constantFrom('refused' as const, 'listed' as const, 'failed' as const),
    refusalStatus: fc.constantFrom(400, 403, 409, 410, 412),
    pageSize: fc.integer({ min: 1, max: 4 }),
    multigetMissing: fc.constantFrom('told' as const, 'omitted' as const, 'fails' as const),
    emptyMultiget: fc.boolean(),
    noQuery: fc.boolean(),
    queryLimit: fc.integer({ min: 1, max: 4 }),
    etags: fc.constantFrom('strong' as const, 'weak' as const, 'bare' as const),
    hrefs: fc.constantFrom('path' as const, 'absolute' as const, 'encoded' as const),
    selfEntry: fc.constantFrom('slash' as const, 'bare' as const),
    innerCollection: fc.boolean(),
    tombstones: fc.constantFrom('plain' as const, 'padded' as const),
    cdata: fc.boolean(),
  },
  { requiredKeys: [] },
);

let names = 0;

class Scenario {
  readonly replica = new Replica();
  readonly ledger = new Ledger(this.replica.store, CALENDAR);
  readonly #calendar: DavCalendar;
  readonly #remote: RemoteCalendar;
  readonly #hand: Hand;

  constructor() {
    names += 1;
    const calendar = server.calendar(`cal ${names}`);
    this.#calendar = calendar;
    const { url } = calendar;
    const credentials = { username: server.username, password: server.password };
    this.#remote = caldav.remote(aCalendar({ id: CALENDAR, accountId: 'acc', url }), {
      credentials,
      trusted: [],
    });
    this.#hand = new Hand(
      {
        text: (href) => calendar.member(nameIn(href))?.text ?? null,
        put: (href, ical) => void calendar.put(nameIn(href), ical),
        delete: (href) => void calendar.remove(nameIn(href)),
      },
      calendar.path,
    );
  }

  async perform(one: Step): Promise<void> {
    if (one.do === 'edit') return this.#hand.perform(one.edit);
    if (one.do === 'expire') return this.#calendar.expireTokens();
    let requests = 0;
    const edits: Promise<void>[] = [];
    server.trouble = () => {
      const here = one.troubles.filter(([at]) => at === requests).map(([, what]) => what);
      requests += 1;
      for (const what of here) if ('do' in what) edits.push(this.#hand.perform(what));
      return here.find((what) => 'kind' in what) ?? null;
    };
    try {
      await this.#pull(one.audit);
    } catch (error) {
      if (!(error instanceof BelfryError)) throw error;
      expect(error.kind).not.toBe('bug');
      expect(error.kind).not.toBe('storage');
      await this.ledger.expectNothingNew();
    } finally {
      server.trouble = () => null;
      await Promise.all(edits);
    }
  }

  /** Everything works again, for as many looks as it takes: no more than three. */
  async calm(): Promise<void> {
    for (const audit of [false, true, false]) await this.#pull(audit);
    const there = new Map(this.#calendar.members().map((m) => [this.#calendar.href(m.name), m.text]));
    const here = new Map([...this.ledger.last.objects].map(([href, { ical }]) => [href, ical]));
    expect(sorted(here)).toEqual(sorted(there));
    const { changes } = this.ledger.last;
    expect(await this.#pull(true)).toEqual({ objects: 0, changes: 0, refused: 0 });
    expect(this.ledger.last.changes).toEqual(changes);
    server.drop(this.#calendar.name);
    await this.replica.store.close();
  }

  #pull(audit: boolean) {
    now += 6 * HOUR;
    const facts = pullFacts({ at: NOW, zone: 'UTC' });
    return this.replica.pullFrom(this.#remote, {
      audit,
      through: (inner) => this.ledger.intake(facts, inner),
    });
  }
}

const nameIn = (href: string): string => decodeURIComponent(href.slice(href.lastIndexOf('/') + 1));
// XML gives line ends as LF (XML 1.0 section 2.11).
const sorted = (texts: ReadonlyMap<string, string>): unknown =>
  [...texts].map(([href, text]) => `${href}\n${text.replaceAll('\r\n', '\n').trim()}`).toSorted();

test('over a network that breaks anywhere, the replica ends level with the server', async () => {
  await fc.assert(
    fc.asyncProperty(quirks, fc.array(step, { maxLength: 14 }), async (how, steps) => {
      for (const key of Object.keys(server.quirks)) delete server.quirks[key as keyof Quirks];
      Object.assign(server.quirks, how);
      const scenario = new Scenario();
      for (const one of steps) await scenario.perform(one);
      await scenario.calm();
    }),
    { ...runs(60), examples: EXAMPLES },
  );
}, 600_000);

/** What failed once. */
const EXAMPLES: [Quirks, Step[]][] = [];
