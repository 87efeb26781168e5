import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetched } from '../../contract/remote-calendar.ts';
import { found, multistatus, status, type Asked, type Reply } from '../../support/http-server.ts';
import {
  changes,
  data,
  etag,
  failure,
  listed,
  oddCalendar,
  queried,
  token,
  type OddCalendar,
  type OddOptions,
} from '../../support/odd-calendar.ts';

const signal = new AbortController().signal;
const open: (() => Promise<void>)[] = [];
const unhandled: unknown[] = [];
const onUnhandled = (error: unknown) => void unhandled.push(error);
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', onUnhandled);
});
afterEach(async () => {
  for (const close of open.splice(0)) await close();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
});

async function calendar(
  answer: (asked: Asked) => Reply | Promise<Reply>,
  options?: OddOptions,
): Promise<OddCalendar> {
  const odd = await oddCalendar(answer, options);
  open.push(() => odd.close());
  return odd;
}

const object = (name: string | number, text = `BEGIN:${name}`) =>
  found(`/alice/work/${name}`, etag(String(name)) + data(text));
const objects = (count: number) => Array.from({ length: count }, (_, i) => object(i));

/** Resolves when the server has no connection left. */
async function deserted({ server }: OddCalendar): Promise<void> {
  while ((await server.connections()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a connection', () => {
  test('that was closed between two requests is opened anew', async () => {
    let requests = 0;
    const { remote } = await calendar(() => {
      requests += 1;
      return requests === 2 ? { hangUp: true } : { body: multistatus(token(`t${requests}`)) };
    });
    await changes(remote, 't');
    expect(await changes(remote, 't')).toMatchObject({ token: 't3' });
  });

  test('that is closed every time means offline', async () => {
    const { remote, server } = await calendar(() => ({ hangUp: true }));
    expect(await failure(changes(remote, 't'))).toMatchObject({ kind: 'offline' });
    expect(server.asked.length).toBeLessThanOrEqual(2);
  });

  const all = multistatus(...objects(300), token('t'));
  test.each([0, 1, 60, 500, 20_000, all.length - 1])(
    'cut after %s bytes means offline, at every question',
    async (at) => {
      const { remote } = await calendar(() => ({
        headers: { 'content-length': String(Buffer.byteLength(all)) },
        pour: async (response) => {
          response.write(all.slice(0, at));
          await new Promise((resolve) => setTimeout(resolve, 5));
          response.destroy();
        },
      }));
      const hrefs = Array.from({ length: 80 }, (_, i) => `/alice/work/${i}`);
      for (const asked of [
        () => changes(remote, 't'),
        () => listed(remote),
        () => queried(remote),
        () => fetched(remote, hrefs),
        () => fetched(remote, ['/alice/work/1']),
        () => remote.probe(signal),
      ]) {
        expect(await failure(asked())).toMatchObject({ kind: 'offline' });
      }
    },
  );

  test('cut in a chunked answer means offline, and what was read is handed over', async () => {
    const { remote } = await calendar(() => ({
      pour: async (response) => {
        response.write(multistatus(...objects(600)).slice(0, 70_000));
        await new Promise((resolve) => setTimeout(resolve, 20));
        response.destroy();
      },
    }));
    let taken = 0;
    const query = remote.query(async (part) => void (taken += part.length), signal);
    expect(await failure(query)).toMatchObject({ kind: 'offline' });
    expect(taken).toBeGreaterThanOrEqual(200);
  });
});

describe('an answer', () => {
  test('that trickles for ever is ended, and its connection closed', async () => {
    const odd = await calendar(
      () => ({
        pour: async (response) => {
          while (!response.destroyed) {
            response.write(' ');
            await new Promise((resolve) => setTimeout(resolve, 2));
          }
        },
      }),
      { limits: { size: 1e9, grace: 20, rate: 1e6, idle: 120_000 } },
    );
    expect(await failure(changes(odd.remote, 't'))).toMatchObject({ kind: 'offline', reason: 'time-out' });
    await deserted(odd);
    // One answer of everything that comes too slowly is asked for in pieces instead.
    expect(await queried(odd.remote)).toMatchObject({ isAll: false });
  });

  test('that is slow because it is taken slowly is not ended', async () => {
    const { remote } = await calendar(() => ({ body: multistatus(...objects(900)) }), {
      limits: { size: 1e9, grace: 1_500, rate: 1e9, idle: 120_000 },
    });
    let taken = 0;
    const take = async (part: readonly unknown[]) => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      taken += part.length;
    };
    expect(await remote.query(take, signal)).toBe(true);
    expect(taken).toBe(900);
  });

  test('without end is ended', async () => {
    const odd = await calendar(
      () => ({
        pour: async (response) => {
          const gone = new AbortController();
          response.once('close', () => gone.abort());
          response.write(multistatus().replace('</D:multistatus>', ''));
          while (!response.destroyed) {
            if (!response.write(object('a', 'x'.repeat(10_000))))
              await once(response, 'drain', { signal: gone.signal });
          }
        },
      }),
      { limits: { size: 5_000_000, grace: 60_000, rate: 1, idle: 120_000 } },
    );
    expect(await failure(listed(odd.remote))).toMatchObject({ kind: 'protocol', reason: 'too-large' });
    await deserted(odd);
  });

  test('of 10,000 members is read in parts', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => found(`/alice/work/${i}`, etag(`v${i}`)));
    const { remote } = await calendar(() => ({ body: multistatus(...many, token('t')) }));
    let parts = 0;
    let taken = 0;
    await remote.changesSince(
      't',
      async (part) => {
        parts += 1;
        taken += part.length;
      },
      signal,
    );
    expect(taken).toBe(10_000);
    expect(parts).toBeGreaterThan(4);
  });

  test('with an object of ten megabytes brings it, by either way', async () => {
    const ical = `BEGIN:VCALENDAR\nDESCRIPTION:${'ä'.repeat(5_000_000)}`;
    const { remote } = await calendar(({ method }) =>
      method === 'GET'
        ? { status: 200, headers: { etag: '"b"' }, body: ical }
        : { body: multistatus(object('a'), object('b', ical)) },
    );
    const both = await fetched(remote, ['/alice/work/a', '/alice/work/b']);
    expect(both.objects[1]?.ical === ical).toBe(true);
    expect((await fetched(remote, ['/alice/work/b'])).objects[0]?.ical === ical).toBe(true);
  });

  test.each([
    ['garbage', '<D:multistatus xmlns:D="DAV:"><D:response><D:href>/alice/work/a</D:hr'],
    [
      'a bomb',
      '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><D:multistatus xmlns:D="DAV:">&b;</D:multistatus>',
    ],
    ['a deep well', `<D:multistatus xmlns:D="DAV:">${'<D:response>'.repeat(5_000)}`],
    ['other XML', '<rss><channel/></rss>'],
    [
      'a status that is none',
      multistatus('<D:response><D:href>/alice/work/a</D:href><D:status>OK</D:status></D:response>'),
    ],
  ])('of %s is a protocol error', async (_what, body) => {
    const { remote } = await calendar(() => ({ body }));
    for (const asked of [() => changes(remote, 't'), () => listed(remote), () => remote.probe(signal)]) {
      expect(await failure(asked())).toMatchObject({ kind: 'protocol' });
    }
  });

  test('that leads in circles, at whatever question, ends', async () => {
    const { remote } = await calendar(({ path }) => ({ status: 302, headers: { location: `${path}x/` } }));
    for (const asked of [() => changes(remote, 't'), () => listed(remote), () => queried(remote)]) {
      expect(await failure(asked())).toMatchObject({ reason: 'too-many-redirects' });
    }
  });
});

describe('called off', () => {
  const hrefs = Array.from({ length: 700 }, (_, i) => `/alice/work/${i}`);
  const questions: readonly (readonly [
    string,
    (odd: OddCalendar, signal: AbortSignal) => Promise<unknown>,
  ])[] = [
    ['changes', ({ remote }, s) => remote.changesSince('t', async () => {}, s)],
    ['a listing', ({ remote }, s) => remote.list(async () => {}, s)],
    ['a query', ({ remote }, s) => remote.query(async () => {}, s)],
    ['bodies', ({ remote }, s) => remote.fetch(hrefs, async () => {}, s)],
    ['a body', ({ remote }, s) => remote.fetch(hrefs.slice(0, 1), async () => {}, s)],
    ['a probe', ({ remote }, s) => remote.probe(s)],
    ['a write', ({ remote }, s) => remote.put('/alice/work/a', 'BEGIN:', null, s)],
  ];

  test.each(questions)('%s end before the answer begins', async (_what, ask) => {
    const controller = new AbortController();
    const odd = await calendar(async () => {
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { body: multistatus(token('t')) };
    });
    expect(await failure(ask(odd, controller.signal))).toMatchObject({ name: 'AbortError' });
    await deserted(odd);
  });

  test.each(questions)(
    '%s end in the middle of the answer, and leave no connection behind',
    async (_what, ask) => {
      const controller = new AbortController();
      const odd = await calendar(() => ({
        pour: async (response) => {
          response.write(multistatus(...objects(300)).slice(0, 30_000));
          setTimeout(() => controller.abort(), 10);
          await once(response, 'close');
        },
      }));
      expect(await failure(ask(odd, controller.signal))).toMatchObject({ name: 'AbortError' });
      await deserted(odd);
    },
  );

  test('while a part is being taken, nothing more is handed over', async () => {
    const controller = new AbortController();
    const odd = await calendar(() => ({ body: multistatus(...objects(700)) }));
    let parts = 0;
    const work = odd.remote.fetch(
      hrefs,
      async () => {
        parts += 1;
        // By now the other multiget has a part to hand over as well.
        while (odd.server.asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
        await new Promise((resolve) => setTimeout(resolve, 100));
        controller.abort();
        await new Promise((resolve) => setTimeout(resolve, 20));
      },
      controller.signal,
    );
    expect(await failure(work)).toMatchObject({ name: 'AbortError' });
    expect(parts).toBe(1);
  });

  test('by the one who takes, everything stops and that failure is told', async () => {
    const odd = await calendar(() => ({ body: multistatus(...objects(700)) }));
    let parts = 0;
    const full = async () => {
      parts += 1;
      throw new Error('the disk is full');
    };
    for (const asked of [
      () => odd.remote.fetch(hrefs, full, signal),
      () => odd.remote.query(full, signal),
      () => odd.remote.list(full, signal),
    ]) {
      parts = 0;
      expect(await failure(asked())).toMatchObject({ message: 'the disk is full' });
      expect(parts).toBe(1);
    }
  });

  test('at any moment leaves the pool usable', async () => {
    const odd = await calendar(() => ({
      body: multistatus(...objects(700), status('/alice/work/x', 404), token('t')),
    }));
    for (let wait = 0; wait < 40; wait += 1) {
      const controller = new AbortController();
      const work = failure(odd.remote.fetch(hrefs, async () => {}, controller.signal));
      setTimeout(() => controller.abort(), wait);
      const end = await work;
      expect(end).toMatchObject('resolved' in (end as object) ? {} : { name: 'AbortError' });
    }
    expect(await changes(odd.remote, 't')).toMatchObject({ kind: 'page' });
    expect((await fetched(odd.remote, hrefs)).objects).toHaveLength(700);
  });
});
