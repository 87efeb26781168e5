import { describe, expect, test } from 'vitest';
import { SignIn, type SignedIn } from '../../../main/conductor/sign-in.ts';
import { BelfryError, type CertificateFacts } from '../../../main/core/errors.ts';
import type { QuestionView } from '../../../main/core/window/sign-in-view.ts';
import { settle } from '../../support/fake-clock.ts';
import { ALICE, fakeWorld, HOME, PUSH, type FakeWorld } from '../../support/fake-world.ts';

const FORM = { address: 'alice@example.org', username: ' ', password: 'secret' };

interface Bench {
  readonly world: FakeWorld;
  readonly signIn: SignIn;
  readonly adopted: SignedIn[];
  /** Every question put, in order. */
  readonly asked: QuestionView[];
  start(form?: typeof FORM): Promise<void>;
}

function bench(prepare: (world: FakeWorld) => void = () => {}): Bench {
  const world = fakeWorld('work', 'private');
  prepare(world);
  const asked: QuestionView[] = [];
  const adopted: SignedIn[] = [];
  const signIn: SignIn = new SignIn(world, () => {
    const { question } = signIn.view;
    if (question && question !== asked.at(-1)) asked.push(question);
  });
  return {
    world,
    signIn,
    adopted,
    asked,
    start: (form = FORM) => signIn.start(form, async (s) => void adopted.push(s)),
  };
}

/** Starts and answers yes to everything until calendars are to be chosen or it ends. */
async function upToChoosing(b: Bench): Promise<void> {
  void b.start();
  for (let turn = 0; turn < 20; turn += 1) {
    await settle();
    const { stage } = b.signIn.view;
    if (stage === 'asking') b.signIn.answer(true);
    if (stage === 'choosing' || stage === 'idle') return;
  }
}

const untouched = (b: Bench): void => {
  expect(b.adopted).toEqual([]);
  expect(b.world.settings.accounts()).toEqual([]);
  expect(b.world.vault.passwords.size).toBe(0);
  expect(b.world.store.commits).toEqual([]);
};

const certificate = (fingerprint: string): CertificateFacts => ({
  host: 'cal.example.org',
  subject: 'cal.example.org',
  issuer: 'Example CA',
  fingerprint: `leaf ${fingerprint}`,
  validUntil: 0,
  reason: 'SELF_SIGNED_CERT_IN_CHAIN',
  anchor: { fingerprint, pem: 'PEM', isAuthority: true },
});
const untrusted = (fingerprint: string): BelfryError =>
  new BelfryError('untrusted', { what: 'cal.example.org', certificate: certificate(fingerprint) });

describe('a sign-in without any trouble', () => {
  test('asks only which calendars, and brings everything in one piece', async () => {
    const b = bench();
    const running = b.start();
    await settle();
    expect(b.signIn.view).toMatchObject({ stage: 'choosing', error: null });
    expect(b.signIn.view.found.map((c) => c.name)).toEqual(['work', 'private']);
    expect(b.signIn.view.steps.map((s) => [s.id, s.state])).toEqual([
      ['server', 'done'],
      ['principal', 'done'],
      ['calendars', 'done'],
      ['push', 'done'],
    ]);
    untouched(b);
    b.signIn.choose([`${HOME}work/`]);
    await running;
    expect(b.asked).toEqual([]);
    expect(b.adopted).toMatchObject([
      {
        account: {
          id: 'id1',
          username: 'alice@example.org',
          homeUrls: [HOME],
          trusted: [],
          pushConsent: 'unasked',
        },
        password: 'secret',
        keeping: 'keyring',
        chosen: [`${HOME}work/`],
      },
    ]);
    expect(b.signIn.view).toMatchObject({ stage: 'idle', steps: [], error: null });
  });

  test('the password is in no view', async () => {
    const b = bench((w) => (w.caldav.push = PUSH));
    await upToChoosing(b);
    expect(JSON.stringify(b.signIn.view)).not.toContain('secret');
    b.signIn.cancel();
  });
});

describe('the questions', () => {
  test('come in order: another host, a stand-in, certificate, push, keyring', async () => {
    const b = bench((w) => {
      w.caldav.push = PUSH;
      w.caldav.located = { url: 'https://caldav.example.net/', domain: 'example.org' };
      w.vault.now = 'locked';
      Object.assign(w, { substitute: true });
      w.caldav.before = (call, { trusted }) => {
        if (call === 'discover' && trusted.length === 0) throw untrusted('CA');
      };
    });
    await upToChoosing(b);
    expect(b.asked.map((q) => q.kind)).toEqual(['host', 'substitute', 'certificate', 'push', 'keyring']);
    expect(b.asked[0]).toEqual({ kind: 'host', host: 'caldav.example.net', domain: 'example.org' });
    b.signIn.cancel();
  });

  test('a host of the same site, or one typed by the person, is not asked about', async () => {
    for (const domain of ['example.org', null]) {
      const b = bench((w) => (w.caldav.located = { url: HOME, domain }));
      await upToChoosing(b);
      expect(b.asked).toEqual([]);
      b.signIn.cancel();
    }
  });

  test.each([
    [['locked', 'ready'], true, 'keyring', 'keyring'],
    [['locked', 'ready'], false, 'memory', 'keyring'],
    [['locked', 'locked'], true, 'memory', 'keyring'],
    [['absent', 'absent'], true, 'weak', 'storage'],
    [['absent', 'absent'], false, 'memory', 'storage'],
  ] as const)('a keyring that is %s, answered %s: %s', async ([now, then], yes, keeping, kind) => {
    const b = bench((w) => {
      w.vault.now = now;
      w.vault.afterUnlock = then;
    });
    const running = b.start();
    await settle();
    b.signIn.answer(yes);
    await settle();
    b.signIn.choose([]);
    await running;
    expect(b.asked.map((q) => q.kind)).toEqual([kind]);
    expect(b.adopted[0]?.keeping).toBe(keeping);
  });
});

describe('certificates', () => {
  test('are asked about one after another, and each accepted one is kept', async () => {
    const b = bench((w) => {
      w.caldav.before = (call, { trusted }) => {
        if (call === 'locate' && trusted.length < 1) throw untrusted('CA 1');
        if (call === 'discover' && trusted.length < 2) throw untrusted('CA 2');
      };
    });
    const running = b.start();
    for (let i = 0; i < 2; i += 1) {
      await settle();
      b.signIn.answer(true);
    }
    await settle();
    b.signIn.choose([]);
    await running;
    expect(b.adopted[0]?.account.trusted.map((t) => t.fingerprint)).toEqual(['CA 1', 'CA 2']);
  });

  test('refused twice although accepted are not asked about for ever', async () => {
    const b = bench((w) => {
      w.caldav.before = () => {
        throw untrusted('CA');
      };
    });
    const running = b.start();
    await settle();
    b.signIn.answer(true);
    await running;
    expect(b.asked).toHaveLength(1);
    expect(b.signIn.view.error?.kind).toBe('untrusted');
    untouched(b);
  });

  test('not accepted end it, and nothing was said to that server', async () => {
    const b = bench((w) => {
      w.caldav.before = () => {
        throw untrusted('CA');
      };
    });
    const running = b.start();
    await settle();
    b.signIn.answer(false);
    await running;
    expect(b.signIn.view).toMatchObject({ stage: 'idle', error: { kind: 'untrusted' } });
    untouched(b);
  });
});

describe('push', () => {
  test('declined is remembered as declined, and nothing is tried', async () => {
    const b = bench((w) => {
      w.caldav.push = PUSH;
      w.pushFailure = new BelfryError('bug', { reason: 'must not be tried' });
    });
    const running = b.start();
    await settle();
    expect(b.asked).toEqual([
      { kind: 'push', host: 'push.example.org', jid: 'alice@example.org@push.example.org' },
    ]);
    b.signIn.answer(false);
    await settle();
    b.signIn.choose([]);
    await running;
    expect(b.adopted[0]?.account.pushConsent).toBe('declined');
    expect(b.world.log.lines).toEqual([]);
  });

  test('at another site is never even asked about', async () => {
    const b = bench((w) => (w.caldav.push = { ...PUSH, host: 'push.example.net' }));
    const running = b.start();
    await settle();
    expect(b.asked).toEqual([]);
    b.signIn.choose([]);
    await running;
    expect(b.adopted[0]?.account.pushConsent).toBe('declined');
  });

  test.each(['unauthorized', 'offline', 'protocol'] as const)(
    'that fails as %s does not fail the sign-in',
    async (kind) => {
      const b = bench((w) => {
        w.caldav.push = PUSH;
        w.pushFailure = new BelfryError(kind);
      });
      const running = b.start();
      await settle();
      b.signIn.answer(true);
      await settle();
      expect(b.signIn.view.steps.at(-1)).toMatchObject({ id: 'push', state: 'failed' });
      b.signIn.choose([]);
      await running;
      expect(b.adopted[0]?.account.pushConsent).toBe('allowed');
    },
  );
});

describe('a failure', () => {
  const failures: readonly (readonly [string, BelfryError, string])[] = [
    ['locate', new BelfryError('offline', { reason: 'host-not-found' }), 'host-not-found'],
    ['locate', new BelfryError('offline', { reason: 'refused' }), 'refused'],
    ['locate', new BelfryError('protocol', { reason: 'bad-address' }), 'bad-address'],
    ['locate', new BelfryError('protocol', { reason: 'clear-text' }), 'clear-text'],
    ['discover', new BelfryError('unauthorized'), 'wrong-password'],
    ['discover', new BelfryError('protocol', { reason: 'not-caldav' }), 'not-caldav'],
    ['discover', new BelfryError('protocol', { reason: 'no-calendars' }), 'no-calendars'],
    ['discover', new BelfryError('busy'), 'busy'],
    ['discover', new BelfryError('offline'), 'offline'],
  ];
  test.each(failures)('at %s (%s) stores nothing and says %s', async (stage, error, kind) => {
    const b = bench((w) => {
      w.caldav.before = (call) => {
        if (call === stage) throw error;
      };
    });
    await b.start();
    expect(b.signIn.view).toMatchObject({ stage: 'idle', question: null, error: { kind } });
    expect(b.signIn.view.steps.some((s) => s.state === 'doing')).toBe(false);
    untouched(b);
  });

  test('of this program is logged, and the next try begins afresh', async () => {
    const b = bench((w) => {
      w.caldav.before = () => {
        throw new TypeError('x is undefined');
      };
    });
    await b.start();
    expect(b.signIn.view.error?.kind).toBe('unknown');
    expect(b.world.log.errors).toHaveLength(1);
    b.world.caldav.before = () => {};
    void b.start();
    await settle();
    expect(b.signIn.view).toMatchObject({ stage: 'choosing', error: null });
    b.signIn.cancel();
  });

  test('to store what came out of it is shown, not lost', async () => {
    const b = bench();
    const running = b.signIn.start(FORM, () => Promise.reject(new BelfryError('storage')));
    await settle();
    b.signIn.choose([]);
    await running;
    expect(b.signIn.view).toMatchObject({ stage: 'idle', error: { kind: 'storage' } });
  });
});

describe('called off', () => {
  const stages: readonly (readonly [string, (world: FakeWorld) => void])[] = [
    [
      'while the server is looked for',
      (w) => (w.caldav.before = (call) => (call === 'locate' ? new Promise(() => {}) : undefined)),
    ],
    [
      'while it signs in',
      (w) => (w.caldav.before = (call) => (call === 'discover' ? new Promise(() => {}) : undefined)),
    ],
    ['at a question', (w) => (w.vault.now = 'locked')],
    ['at the choice of calendars', () => {}],
  ];
  test.each(stages)('%s leaves an empty form and nothing stored', async (_when, prepare) => {
    const b = bench(prepare);
    void b.start();
    await settle();
    b.signIn.cancel();
    await settle();
    b.signIn.answer(true);
    b.signIn.choose([`${HOME}work/`]);
    await settle();
    expect(b.signIn.view).toEqual({
      stage: 'idle',
      steps: [],
      question: null,
      found: [],
      error: null,
      again: null,
    });
    untouched(b);
  });

  test('by starting another: only the second one counts', async () => {
    const b = bench();
    const first = b.start();
    await settle();
    const second = b.start({ ...FORM, password: 'other' });
    await settle();
    b.signIn.choose([]);
    await Promise.all([first, second]);
    expect(b.adopted.map((s) => s.password)).toEqual(['other']);
  });
});

describe('signing in again', () => {
  test('keeps the account, its certificates and its calendars, and asks for no choice', async () => {
    const b = bench();
    const trusted = [{ fingerprint: 'CA', pem: 'PEM', isAuthority: true }];
    b.signIn.again({ ...ALICE, trusted });
    expect(b.signIn.view.again).toEqual({ address: HOME, username: 'alice' });
    await b.start({ address: HOME, username: 'alice', password: 'new' });
    expect(b.adopted).toMatchObject([{ account: { id: 'acc', trusted }, password: 'new', chosen: null }]);
    expect(b.signIn.view.again).toBeNull();
  });

  test('with a wrong password again still knows whose password it asks for', async () => {
    const b = bench((w) => {
      w.caldav.before = () => {
        throw new BelfryError('unauthorized');
      };
    });
    b.signIn.again(ALICE);
    await b.start();
    expect(b.signIn.view).toMatchObject({ error: { kind: 'wrong-password' }, again: { username: 'alice' } });
    b.world.caldav.before = () => {};
    await b.start();
    expect(b.adopted[0]?.account.id).toBe('acc');
  });
});
