import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BelfryError } from '../../../main/core/errors.ts';
import type { Delta, SyncState } from '../../../main/core/model.ts';
import { pull, type Held } from '../../../main/core/pull.ts';
import { FakeCalendar, offline } from '../../support/fake-calendar.ts';

const never = new AbortController().signal;

/** What a store keeps of one calendar, moved on by deltas as the real one is. */
class Replica {
  state: SyncState = { at: 'nothing' };
  etags: ReadonlyMap<string, string> = new Map();

  apply(delta: Delta): void {
    const next = new Map(this.etags);
    const kept = new Set(delta.unchanged);
    if (delta.complete) for (const href of next.keys()) if (!kept.has(href)) next.delete(href);
    for (const href of delta.removals) next.delete(href);
    for (const { href, etag } of delta.upserts) next.set(href, etag);
    this.etags = next;
    this.state = delta.next;
  }

  /** Hrefs the conversation asked about; null: about everything. */
  readonly asked: (readonly string[] | null)[] = [];
  readonly #held: Held = {
    etags: async (hrefs) => {
      this.asked.push(hrefs ?? null);
      return new Map([...this.etags].filter(([href]) => hrefs?.includes(href) ?? true));
    },
    size: async () => this.etags.size,
  };

  /** One whole pull; what came before a failure stays. */
  async pullFrom(server: FakeCalendar, signal = never): Promise<readonly Delta[]> {
    const deltas: Delta[] = [];
    for await (const delta of pull({ state: this.state, held: this.#held }, server, signal)) {
      this.apply(delta);
      deltas.push(delta);
    }
    return deltas;
  }
}

async function pulled(hrefs: readonly string[]): Promise<{ server: FakeCalendar; replica: Replica }> {
  const server = new FakeCalendar();
  for (const href of hrefs) server.put(href);
  const replica = new Replica();
  await replica.pullFrom(server);
  server.calls.length = 0;
  return { server, replica };
}

const refusal = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (e: unknown) => e,
  );

describe('the first pull', () => {
  test('is one complete delta with everything there is', async () => {
    const server = new FakeCalendar();
    server.put('/c/a.ics', 'A');
    server.put('/c/b.ics', 'B');
    const replica = new Replica();
    const deltas = await replica.pullFrom(server);
    expect(deltas).toEqual([
      {
        upserts: [
          { href: '/c/a.ics', etag: '"1"', ical: 'A' },
          { href: '/c/b.ics', etag: '"2"', ical: 'B' },
        ],
        removals: [],
        complete: true,
        unchanged: [],
        next: { at: 'token', token: 'rev-2' },
      },
    ]);
  });

  test('of an empty calendar asks for no bodies and keeps the token', async () => {
    const server = new FakeCalendar();
    const deltas = await new Replica().pullFrom(server);
    expect(deltas).toMatchObject([{ upserts: [], next: { at: 'token', token: 'rev-0' } }]);
    expect(server.calls).toEqual(['changesSince']);
  });

  test('goes through all pages before it commits anything', async () => {
    const server = new FakeCalendar();
    server.pageSize = 2;
    for (const name of ['a', 'b', 'c', 'd', 'e']) server.put(`/c/${name}`);
    const replica = new Replica();
    expect(await replica.pullFrom(server)).toHaveLength(1);
    expect(replica.etags).toEqual(server.etags);
    expect(server.calls.filter((c) => c.startsWith('changesSince'))).toEqual([
      'changesSince',
      'changesSince rev-2',
      'changesSince rev-4',
    ]);
  });

  test('lists where the server knows no sync-collection, and stays with the ctag', async () => {
    const { server, replica } = await pulled([]);
    replica.state = { at: 'nothing' };
    server.supportsSync = false;
    server.put('/c/a');
    await replica.pullFrom(server);
    expect(replica.state).toEqual({ at: 'ctag', ctag: 'ctag-1' });
    server.put('/c/b');
    server.delete('/c/a');
    server.calls.length = 0;
    await replica.pullFrom(server);
    expect(replica.etags).toEqual(server.etags);
    expect(server.calls).toEqual(['list', 'fetch /c/b']);
  });
});

describe('a later pull', () => {
  test('looks only at what the server names, however much there is', async () => {
    const { server, replica } = await pulled(Array.from({ length: 500 }, (_, n) => `/c/${n}.ics`));
    replica.asked.length = 0;
    server.put('/c/7.ics', 'changed');
    server.delete('/c/8.ics');
    await replica.pullFrom(server);
    expect(replica.asked.map((hrefs) => hrefs?.toSorted())).toEqual([['/c/7.ics', '/c/8.ics']]);
    expect(replica.etags).toEqual(server.etags);
  });

  test('fetches only what moved', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b', '/c/c']);
    server.put('/c/b', 'new');
    server.delete('/c/c');
    server.put('/c/d');
    const [delta] = await replica.pullFrom(server);
    expect(delta).toMatchObject({ complete: false, removals: ['/c/c'] });
    expect(delta?.upserts.map((o) => o.href)).toEqual(['/c/b', '/c/d']);
    expect(server.calls).toEqual(['changesSince rev-3', 'fetch /c/b /c/d']);
  });

  test('with nothing new moves the token and asks for nothing', async () => {
    const { server, replica } = await pulled(['/c/a']);
    const [delta] = await replica.pullFrom(server);
    expect(delta).toMatchObject({ upserts: [], removals: [], complete: false });
    expect(server.calls).toEqual(['changesSince rev-1']);
  });

  test('does not fetch what it already has, and does not remove what it never had', async () => {
    const { server, replica } = await pulled(['/c/a']);
    const etag = server.etags.get('/c/a') ?? '';
    server.lies.push({
      kind: 'page',
      changed: [{ href: '/c/a', etag }],
      removed: ['/c/never-seen'],
      token: 'rev-1',
      more: false,
    });
    const [delta] = await replica.pullFrom(server);
    expect(delta).toMatchObject({ upserts: [], removals: [] });
    expect(server.calls).toEqual(['changesSince rev-1']);
  });

  test('commits page after page, each with the token that belongs to it', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b']);
    server.pageSize = 1;
    server.put('/c/a');
    server.put('/c/c');
    const deltas = await replica.pullFrom(server);
    expect(deltas.map((d) => d.next)).toEqual([
      { at: 'token', token: 'rev-3' },
      { at: 'token', token: 'rev-4' },
    ]);
  });

  test('keeps the pages before a failure and goes on from there', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b']);
    server.pageSize = 1;
    server.put('/c/a');
    server.put('/c/b');
    let pages = 0;
    server.before = (call) => {
      if (call === 'changesSince' && (pages += 1) === 2) throw offline();
    };
    expect(await refusal(replica.pullFrom(server))).toMatchObject({ kind: 'offline' });
    expect(replica.state).toEqual({ at: 'token', token: 'rev-3' });
    server.before = () => {};
    await replica.pullFrom(server);
    expect(replica.etags).toEqual(server.etags);
  });

  test('treats what vanished between listing and fetch as removed', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b']);
    server.put('/c/a');
    server.put('/c/new');
    server.before = (call) => {
      if (call === 'fetch') for (const href of ['/c/a', '/c/new']) server.delete(href);
    };
    const [delta] = await replica.pullFrom(server);
    expect(delta).toMatchObject({ upserts: [], removals: ['/c/a'] });
    expect([...replica.etags.keys()]).toEqual(['/c/b']);
  });

  test('that paged in circles ends', async () => {
    const { server, replica } = await pulled(['/c/a']);
    const circle = { kind: 'page', changed: [], removed: [], token: 'rev-1', more: true } as const;
    server.lies.push(circle, circle);
    expect(await replica.pullFrom(server)).toHaveLength(1);
  });

  test('that pages for ever is given up', async () => {
    const { server, replica } = await pulled(['/c/a']);
    for (let page = 0; page < 500; page += 1)
      server.lies.push({ kind: 'page', changed: [], removed: [], token: `t${page}`, more: true });
    expect(await refusal(replica.pullFrom(server))).toMatchObject({
      kind: 'protocol',
      reason: 'endless-paging',
    });
    expect(server.calls).toHaveLength(200);
  });

  test('ends when it is called off', async () => {
    const { server, replica } = await pulled(['/c/a']);
    const controller = new AbortController();
    server.put('/c/a');
    server.before = (call) => {
      if (call === 'changesSince') controller.abort();
    };
    expect(await refusal(replica.pullFrom(server, controller.signal))).toMatchObject({ name: 'AbortError' });
    expect(replica.state).toEqual({ at: 'token', token: 'rev-1' });
  });
});

describe('a token that expired', () => {
  test('is replaced by a full listing, and what did not change is not fetched', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b', '/c/c']);
    server.delete('/c/b');
    server.put('/c/d');
    server.forgetHistory();
    const [delta] = await replica.pullFrom(server);
    expect(delta).toMatchObject({ complete: true, unchanged: ['/c/a', '/c/c'] });
    expect(delta?.upserts.map((o) => o.href)).toEqual(['/c/d']);
    expect(replica.etags).toEqual(server.etags);
    expect(replica.state).toEqual({ at: 'token', token: server.token });
  });

  test('between two pages costs nothing that was there', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b', '/c/c']);
    server.pageSize = 1;
    server.put('/c/a');
    server.delete('/c/b');
    let pages = 0;
    server.before = (call) => {
      if (call === 'changesSince' && (pages += 1) === 2) server.forgetHistory();
    };
    await replica.pullFrom(server);
    expect(replica.etags).toEqual(server.etags);
  });

  test('leaves the replica alone while the listing fails', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b']);
    server.forgetHistory();
    let asked = 0;
    server.before = () => {
      if ((asked += 1) === 2) throw offline();
    };
    expect(await refusal(replica.pullFrom(server))).toMatchObject({ kind: 'offline' });
    expect([...replica.etags.keys()]).toEqual(['/c/a', '/c/b']);
  });
});

describe('an answer that would leave nothing', () => {
  const allRemoved = {
    kind: 'page',
    changed: [],
    removed: ['/c/a', '/c/b'],
    token: 'x',
    more: false,
  } as const;
  const blank = { kind: 'page', changed: [], removed: [], token: 'x', more: false } as const;

  test('is believed when a second listing agrees', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b']);
    server.delete('/c/a');
    server.delete('/c/b');
    await replica.pullFrom(server);
    expect(replica.etags.size).toBe(0);
    expect(server.calls).toEqual(['changesSince rev-2', 'list']);
  });

  test('is not believed as a delta when the listing shows objects: what is listed counts', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b']);
    server.lies.push(allRemoved);
    await replica.pullFrom(server);
    expect(replica.etags).toEqual(server.etags);
    expect(replica.state).toEqual({ at: 'token', token: 'rev-2' });
  });

  test('is not believed as a listing when another shows objects', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b']);
    server.lies.push({ kind: 'expired' }, blank);
    expect(await refusal(replica.pullFrom(server))).toMatchObject({
      kind: 'protocol',
      reason: 'contradictory-listing',
    });
    expect([...replica.etags.keys()]).toEqual(['/c/a', '/c/b']);
  });

  test('is not believed while the second listing fails', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b']);
    server.lies.push(allRemoved);
    server.before = (call) => {
      if (call === 'list') throw new BelfryError('busy', { retryAfter: 60_000 });
    };
    expect(await refusal(replica.pullFrom(server))).toMatchObject({ kind: 'busy' });
    expect(replica.etags.size).toBe(2);
  });

  test('is no dead end when everything was replaced and the new comes a page later', async () => {
    const { server, replica } = await pulled(['/c/a', '/c/b']);
    server.pageSize = 2;
    server.delete('/c/a');
    server.delete('/c/b');
    server.put('/c/c');
    server.put('/c/d');
    await replica.pullFrom(server);
    expect(replica.etags).toEqual(server.etags);
  });

  test('of a server without sync-collection is asked for twice', async () => {
    const { server, replica } = await pulled(['/c/a']);
    server.supportsSync = false;
    replica.state = { at: 'ctag', ctag: 'old' };
    server.delete('/c/a');
    await replica.pullFrom(server);
    expect(server.calls).toEqual(['list', 'list']);
    expect(replica.etags.size).toBe(0);
  });
});

describe('whatever happens', () => {
  const href = fc.constantFrom('/c/a', '/c/b', '/c/c', '/c/d', '/c/e');
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('put' as const), href }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), href }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('pull' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pull-failing' as const), at: fc.nat(5) }) },
    // Somebody edits while the pull runs.
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pull-racing' as const), at: fc.nat(5), href }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('blank' as const), removing: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('pages' as const), size: fc.integer({ min: 1, max: 4 }) }),
    },
  );

  async function perform(
    one: typeof step extends fc.Arbitrary<infer S> ? S : never,
    server: FakeCalendar,
    replica: Replica,
  ): Promise<void> {
    switch (one.do) {
      case 'put':
        return server.put(one.href);
      case 'delete':
        return server.delete(one.href);
      case 'forget':
        return server.forgetHistory();
      case 'pages':
        server.pageSize = one.size;
        return;
      case 'blank': {
        const removed = one.removing ? [...replica.etags.keys()] : [];
        server.lies.push({ kind: 'page', changed: [], removed, token: server.token, more: false });
        return;
      }
      case 'pull':
      case 'pull-failing':
      case 'pull-racing': {
        let calls = 0;
        server.before = () => {
          if (one.do !== 'pull' && calls === one.at) {
            if (one.do === 'pull-failing') throw offline();
            if (server.objects.has(one.href)) server.delete(one.href);
            else server.put(one.href);
          }
          calls += 1;
        };
        const failure = await refusal(replica.pullFrom(server));
        server.before = () => {};
        expect(failure === null || failure instanceof BelfryError).toBe(true);
      }
    }
  }

  test('the replica is never emptied while the server has something, and in the end it is what the server has', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const server = new FakeCalendar();
        const replica = new Replica();
        for (const one of steps) {
          const had = replica.etags.size > 0;
          await perform(one, server, replica);
          const racing = one.do === 'pull-racing';
          if (had && replica.etags.size === 0 && !racing) expect(server.objects.size).toBe(0);
        }
        // A lie leaves a token that skips what it hid: only a listing mends that, as the daily audit does.
        server.lies.length = 0;
        if (steps.some((s) => s.do === 'blank')) server.forgetHistory();
        await replica.pullFrom(server);
        expect(replica.etags).toEqual(server.etags);
      }),
      { numRuns: 300 },
    );
  });
});
