// One calendar, pulled by hand: whatever the server does, whatever fails at whatever await.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BelfryError, isAbort } from '../../main/core/errors.ts';
import type { Intake } from '../../main/core/sync/replica-ports.ts';
import { FakeCalendar, offline } from '../support/fake-calendar.ts';
import { pullFacts } from '../support/pull-rounds.ts';
import { CALENDAR, NOW, Replica, type PullOptions } from '../support/replica.ts';
import { anyEdit, Hand, type Edit } from './edits.ts';
import { Ledger } from './ledger.ts';
import { runs } from './runs.ts';

/** What goes wrong at one await of a pull. */
type Mishap =
  | { readonly what: 'offline' | 'server-error' | 'called-off' | 'history-lost' | 'store-fails' | 'cut-off' }
  | { readonly what: 'edit'; readonly edit: Edit };

type Step =
  | { readonly do: 'edit'; readonly edit: Edit }
  | {
      readonly do: 'pull';
      readonly audit: boolean;
      /** The look that found the version was this many edits ago; null: the pull asks itself. */
      readonly look: boolean;
      readonly mishaps: readonly (Mishap & { readonly at: number })[];
    }
  | { readonly do: 'knob'; readonly knob: Knob }
  | { readonly do: 'lie'; readonly lie: 'blank' | 'all-removed' | 'circle' | 'nothing-new' };

interface Knob {
  readonly name: string;
  readonly turn: (server: FakeCalendar) => void;
  /** From now on the server may hide things from a delta: only an audit brings them up. */
  readonly hides: boolean;
}

const mishap: fc.Arbitrary<Mishap> = fc.oneof(
  fc.record({
    what: fc.constantFrom(
      'offline' as const,
      'server-error' as const,
      'called-off' as const,
      'history-lost' as const,
      'store-fails' as const,
      'cut-off' as const,
    ),
  }),
  fc.record({ what: fc.constant('edit' as const), edit: anyEdit }),
);

function knob(name: string, turn: Knob['turn'], hides = false): Knob {
  // A failing scenario is printed: its knobs shall say what they are.
  return Object.assign({ name, turn, hides }, { [fc.toStringMethod]: () => name });
}

const KNOBS: readonly Knob[] = [
  ...[1, 2, 3, Infinity].flatMap((size) => [
    knob(`pages of ${size}`, (s) => (s.pageSize = size)),
    knob(`parts of ${size}`, (s) => (s.partSize = size)),
  ]),
  ...(['expired', 'silent-listing'] as const).map((how) => knob(`stale: ${how}`, (s) => (s.stale = how))),
  ...(['all', 'cut-short', 'unsupported', 'blank'] as const).map((how) =>
    knob(`query: ${how}`, (s) => (s.querying = how)),
  ),
  ...[true, false].flatMap((on) => [
    knob(`sync: ${on}`, (s) => (s.supportsSync = on)),
    knob(`refuses sync: ${on}`, (s) => (s.refusesSync = on)),
    knob(`passing mentioned: ${on}`, (s) => (s.mentionsPassing = on)),
    knob(`token told: ${on}`, (s) => (s.tellsToken = on)),
    knob(`ctag: ${on}`, (s) => (s.hasCtag = on)),
    knob(`hashes: ${on}`, (s) => (s.hashes = on)),
  ]),
  ...[0, 1].map((at) => knob(`refuses ${at}`, (s) => s.refused.add(`/c/s${at}.ics`), true)),
  knob('refuses none', (s) => s.refused.clear()),
  knob('history lost', (s) => s.forgetHistory()),
];

/** How the server is from the beginning. */
const knobs = fc.uniqueArray(fc.constantFrom(...KNOBS), { maxLength: 4 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('edit' as const), edit: anyEdit }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('pull' as const),
      audit: fc.boolean(),
      look: fc.boolean(),
      mishaps: fc.array(
        fc.tuple(mishap, fc.nat(12)).map(([what, at]) => ({ ...what, at })),
        { maxLength: 3 },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('knob' as const), knob: fc.constantFrom(...KNOBS) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('lie' as const),
      lie: fc.constantFrom(
        'blank' as const,
        'all-removed' as const,
        'circle' as const,
        'nothing-new' as const,
      ),
    }),
  },
);

class Scenario {
  readonly server = new FakeCalendar();
  readonly replica = new Replica();
  readonly ledger = new Ledger(this.replica.store, CALENDAR);
  readonly #hand = new Hand(
    {
      text: (href) => this.server.objects.get(href)?.ical ?? null,
      put: (href, ical) => this.server.put(href, ical),
      delete: (href) => this.server.delete(href),
    },
    '/c/',
  );
  #hides = false;
  /** How often the server came to have nothing to give. */
  #empties = 0;

  async perform(step: Step): Promise<void> {
    switch (step.do) {
      case 'edit':
        return this.#edit(step.edit);
      case 'knob':
        this.#hides ||= step.knob.hides;
        return this.#watching(() => step.knob.turn(this.server));
      case 'lie':
        this.#hides = true;
        return this.#lie(step.lie);
      case 'pull':
        return this.#pull(step);
    }
  }

  /** Everything works again. */
  async calm(): Promise<void> {
    this.server.at = () => {};
    this.server.lies.length = 0;
    this.server.refused.clear();
    const { server } = this;
    await this.#pullThrough({ audit: false, version: null });
    // A server that hides nothing needs no audit.
    if (!this.#hides) expect(await this.replica.etags()).toEqual(server.etags);
    for (const audit of [true, false]) await this.#pullThrough({ audit, version: null });
    expect(await this.replica.etags()).toEqual(server.etags);
    for (const [href, object] of this.ledger.last.objects)
      expect(object.ical).toBe(server.objects.get(href)?.ical);
    const { commits, last } = this.ledger;
    // Level is level: looking again finds nothing.
    expect(await this.#pullThrough({ audit: true, version: null })).toMatchObject({ objects: 0, changes: 0 });
    expect(this.ledger.last.changes).toEqual(last.changes);
    expect(this.ledger.commits).toBe(commits + 1);
    expect(this.ledger.blanks).toBeLessThanOrEqual(this.#empties);
  }

  #edit(edit: Edit): Promise<void> {
    return this.#watching(() => this.#hand.perform(edit));
  }

  async #watching(act: () => void | Promise<void>): Promise<void> {
    const had = this.#given;
    await act();
    if (had > 0 && this.#given === 0) this.#empties += 1;
  }

  /** How many objects the server gives out. */
  get #given(): number {
    return [...this.server.objects.keys()].filter((href) => !this.server.refused.has(href)).length;
  }

  #lie(lie: 'blank' | 'all-removed' | 'circle' | 'nothing-new'): void {
    const { server } = this;
    const page = (token: string, more = false) => ({ kind: 'page' as const, token, more });
    const gone = [...server.objects.keys()].map((href) => ({ href, etag: null }));
    switch (lie) {
      case 'blank':
        return void server.lies.push(
          { members: [], answer: { kind: 'expired' } },
          { members: [], answer: page(server.token) },
        );
      case 'all-removed':
        return void server.lies.push({ members: gone, answer: page(server.token) });
      case 'circle':
        return void server.lies.push({ members: [], answer: page('rev-0', true) });
      case 'nothing-new':
        return void server.lies.push({ members: [], answer: page(server.token) });
    }
  }

  async #pull({ audit, look, mishaps }: Step & { do: 'pull' }): Promise<void> {
    const controller = new AbortController();
    const version = look ? this.server.version : null;
    let awaits = 0;
    const meet = async (inStore: boolean) => {
      const now = mishaps.filter((m) => m.at === awaits);
      awaits += 1;
      for (const one of now) await this.#suffer(one, controller, inStore);
    };
    this.server.at = () => meet(false);
    try {
      await this.#pullThrough({ audit, version, signal: controller.signal }, () => meet(true));
    } catch (error) {
      if (!(error instanceof BelfryError) && !isAbort(error)) throw error;
      await this.ledger.expectNothingNew();
    } finally {
      this.server.at = () => {};
    }
  }

  async #suffer(one: Mishap, controller: AbortController, inStore: boolean): Promise<void> {
    switch (one.what) {
      case 'edit':
        return this.#edit(one.edit);
      case 'called-off':
        return controller.abort();
      case 'history-lost':
        return this.server.forgetHistory();
      case 'store-fails':
        if (inStore) throw new BelfryError('storage', { reason: 'full' });
        return;
      case 'offline':
      case 'cut-off':
        if (!inStore) throw offline();
        return;
      case 'server-error':
        if (!inStore) throw new BelfryError('protocol', { reason: 'http-500' });
    }
  }

  #pullThrough(options: PullOptions, meet: () => Promise<void> = async () => {}) {
    const through = (inner: Intake): Intake => {
      const checked = this.ledger.intake({ ...FACTS }, inner);
      return {
        begin: async (keepStaged) => meet().then(() => checked.begin(keepStaged)),
        list: async (members) => meet().then(() => checked.list(members)),
        standing: async (complete) => meet().then(() => checked.standing(complete)),
        wanted: async (after, limit) => meet().then(() => checked.wanted(after, limit)),
        stage: async (fetched) => meet().then(() => checked.stage(fetched)),
        commit: async (end) => meet().then(() => checked.commit(end)),
      };
    };
    return this.replica.pullFrom(this.server.remote, { ...options, through });
  }
}

const FACTS = pullFacts({ at: NOW, zone: 'UTC' });

test('whatever happens, the replica ends level with the server and every change is recorded once', async () => {
  await fc.assert(
    fc.asyncProperty(knobs, fc.array(step, { maxLength: 25 }), async (turned, steps) => {
      const scenario = new Scenario();
      for (const one of turned) await scenario.perform({ do: 'knob', knob: one });
      for (const one of steps) await scenario.perform(one);
      await scenario.calm();
      await scenario.replica.store.close();
    }),
    { ...runs(150), endOnFailure: false, examples: EXAMPLES },
  );
}, 600_000);

const edit = (what: 'create' | 'delete', slot: number): Step => ({ do: 'edit', edit: { do: what, slot } });
const PULL: Step = { do: 'pull', audit: false, look: false, mishaps: [] };
const turned = (name: string): Step => ({
  do: 'knob',
  knob: KNOBS.find((k) => k.name === name) ?? KNOBS[0]!,
});

/** What failed once. */
const EXAMPLES: [Knob[], Step[]][] = [
  // All that is left is not given out: to show nothing is right then.
  [[], [edit('create', 1), PULL, turned('refuses 0'), edit('create', 0), edit('delete', 1), PULL]],
];
