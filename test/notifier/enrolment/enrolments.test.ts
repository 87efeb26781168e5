import { beforeEach, describe, expect, test } from 'vitest';
import { createEnrolments, type Enrolments } from '../../../notifier/enrolment/enrolments.ts';
import { signIns, type SignIn } from '../../../notifier/enrolment/sign-in.ts';
import { keyOf, wordOf } from '../../../notifier/members/keys.ts';
import { openState } from '../../../notifier/state/sql-state.ts';
import { openSqlite } from '../../../notifier/state/sqlite.ts';
import type { State } from '../../../notifier/state/state.ts';

const DAY = 86_400_000;
const SELF: SignIn = { user: 'publisher', domain: 'push.example.org', password: 'of the notifier' };
const WORK = keyOf({ kind: 'collection', path: '/alice/work/' });
const ALICE = {
  reader: 'p:/alice/',
  device: 'laptop-of-alice-1',
  readable: new Map([['/alice/work', WORK]]),
};

let now: number;
let state: State;
let dismissed: string[];
let enrolments: Enrolments;
let mayComeIn: (jid: string, password: string) => Promise<boolean>;
let refuse: Error | null;

beforeEach(async () => {
  [now, dismissed, refuse] = [1_000_000, [], null];
  state = await openState(() => openSqlite(':memory:'));
  enrolments = createEnrolments({
    state,
    membership: {
      async grant({ keys }) {
        if (refuse) throw refuse;
        return keys.map(wordOf);
      },
      dismiss: async (jid) => void dismissed.push(jid),
    },
    serverKey: 'k'.repeat(32),
    domain: 'push.example.org',
    service: 'pubsub.push.example.org',
    heartbeatMinutes: 30,
    lease: DAY,
    now: () => now,
  });
  const check = signIns({ state, self: SELF, now: () => now });
  mayComeIn = (jid, password) => {
    const [user = '', domain = ''] = jid.split('@');
    return check({ user, domain, password });
  };
});

describe('enrolling', () => {
  test('gives an address that says nothing, a secret that opens it, and the nodes by href as asked', async () => {
    const enrolled = await enrolments.enrol(ALICE);
    expect(enrolled).toMatchObject({
      service: 'pubsub.push.example.org',
      renewAfter: 43_200,
      expires: 604_800,
    });
    expect(enrolled.jid).toMatch(/^d[a-z2-7]{26}@push\.example\.org$/);
    expect(enrolled.nodes).toEqual(new Map([['/alice/work', 'c /alice/work/']]));
    expect(enrolled.heartbeat).toEqual({ node: 'b ', minutes: 30 });
    expect(await mayComeIn(enrolled.jid, enrolled.secret)).toBe(true);
  });

  test('keeps no secret, only what it hashes to', async () => {
    const { jid, secret } = await enrolments.enrol(ALICE);
    expect(JSON.stringify(await state.device(jid))).not.toContain(secret);
  });

  test('gives every device of a person an address of its own, and nobody another’s', async () => {
    const jids = await Promise.all(
      [ALICE, { ...ALICE, device: 'telephone-of-alice' }, { ...ALICE, reader: 'p:/bob/' }].map(
        async (who) => (await enrolments.enrol(who)).jid,
      ),
    );
    expect(new Set(jids).size).toBe(3);
  });

  test('again gives another secret; the one before is good until it is surely replaced', async () => {
    const [first, second] = [await enrolments.enrol(ALICE), await enrolments.enrol(ALICE)];
    expect(second.jid).toBe(first.jid);
    expect(await mayComeIn(first.jid, first.secret)).toBe(true);
    expect(await mayComeIn(first.jid, second.secret)).toBe(true);
    now += DAY;
    expect(await mayComeIn(first.jid, first.secret)).toBe(false);
    expect(await mayComeIn(first.jid, second.secret)).toBe(true);
    now += 6 * DAY;
    expect(await mayComeIn(first.jid, second.secret)).toBe(false);
  });

  test('replayed twice leaves the owner one enrolment away from listening', async () => {
    const mine = await enrolments.enrol(ALICE);
    await enrolments.enrol(ALICE);
    await enrolments.enrol(ALICE);
    expect(await mayComeIn(mine.jid, mine.secret)).toBe(false);
    const again = await enrolments.enrol(ALICE);
    expect(await mayComeIn(again.jid, again.secret)).toBe(true);
  });

  test('that cannot be granted says so, and its device may come in when it can', async () => {
    refuse = new Error('no stream');
    await expect(enrolments.enrol(ALICE)).rejects.toBe(refuse);
  });

  test('more devices than twenty lets the oldest go', async () => {
    const jids: string[] = [];
    for (let i = 0; i < 21; i++) {
      now += 1;
      jids.push((await enrolments.enrol({ ...ALICE, device: `device-number-${i + 100}` })).jid);
    }
    expect(dismissed).toEqual([jids[0]]);
    expect(await state.device(jids[0] ?? '')).toBeNull();
    expect(await state.device(jids[1] ?? '')).not.toBeNull();
  });
});

describe('leaving', () => {
  test('ends sign-ins and membership at once', async () => {
    const { jid, secret } = await enrolments.enrol(ALICE);
    await enrolments.leave(ALICE);
    expect(await mayComeIn(jid, secret)).toBe(false);
    expect(dismissed).toEqual([jid]);
  });
});

describe('the XMPP server is told', () => {
  test.each([
    ['the notifier itself, with its password', SELF, true],
    ['the notifier’s name with another password', { ...SELF, password: 'guess' }, false],
    ['the notifier’s name on another domain', { ...SELF, domain: 'elsewhere.example' }, false],
    ['somebody unknown', { ...SELF, user: 'alice' }, false],
  ])('%s: %j -> %s', async (_, who, verdict) => {
    expect(await signIns({ state, self: SELF, now: () => now })(who)).toBe(verdict);
  });

  test('nothing when the state does not answer', async () => {
    await state.close();
    await expect(mayComeIn('dabc@push.example.org', 'x')).rejects.toThrow('the state cannot be');
  });
});
