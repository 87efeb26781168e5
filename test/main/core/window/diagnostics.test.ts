// The file that is posted publicly: what is in it, and above all what is not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnosticsText } from '../../../../main/core/window/diagnostics.ts';
import { account, connection, facts, health, MOMENT, surroundings } from '../../../support/diagnosed.ts';
import { aCalendar } from '../../../support/model-facts.ts';

describe('the diagnostics', () => {
  test('say how each account is connected, under other names', () => {
    expect(JSON.parse(diagnosticsText(facts))).toEqual({
      made: MOMENT,
      ...surroundings,
      accounts: [
        {
          account: 'account-1',
          calendarServers: ['server-1'],
          status: 'polling',
          problem: null,
          offlineSince: null,
          push: { consent: account.pushConsent, offered: true, used: true, deaf: null },
          link: { at: 'waiting', attempt: 3, until: '2026-11-24T08:48:01.000Z', because: 'offline' },
          server: { name: 'server-2', port: null },
          connection: {
            since: '2026-11-24T08:47:59.000Z',
            server: 'server-2',
            port: 5223,
            tls: 'TLSv1.3',
            direct: true,
            mechanism: 'SCRAM-SHA-256',
            resumable: true,
          },
          heard: {
            lastPing: MOMENT,
            lastHeartbeat: null,
            heartbeatMinutes: 10,
            lastDelay: 180,
            lastChange: { at: MOMENT, seenAfter: null },
          },
          test: { at: 'failed', because: 'silent' },
          byHand: false,
          byHandProblem: null,
          certificatesAccepted: 0,
          calendars: [
            {
              calendar: 'calendar-1',
              server: 'server-1',
              shown: true,
              alerts: true,
              reminds: true,
              writable: true,
              shared: false,
              missing: false,
              sync: 'token',
              objects: 1_240,
              badObjects: 2,
              pulledAt: MOMENT,
              auditAt: null,
            },
          ],
        },
      ],
      log: [],
    });
  });

  test('end with a line end and are indented, so that they can be read as they are', () => {
    expect(diagnosticsText(facts)).toMatch(/^\{\n {2}"made"[\s\S]*\}\n$/);
  });
});

/** What nobody would write by chance, so that finding it is a leak. */
const secret = fc.stringMatching(/^qzx[a-z]{4,12}$/);
/** Also in the disguises in which names come. */
const disguised = secret.chain((name) =>
  fc.constantFrom(
    name,
    name.toUpperCase(),
    `${name}@example.org`,
    `https://ema:${name}@cal.example.org/${name}?token=${name}`,
    `/home/${name}/x.ts`,
    `xmpp.${name}.example:5222`,
    `host-not-found: ${name}`,
    `Bearer ${name}`,
  ),
);

/** Facts as a log line may have them, with secrets as names and as values. */
const anyFacts = fc.letrec<{ value: unknown; facts: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    disguised,
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('facts'),
  ),
  facts: fc.dictionary(
    fc.oneof(
      secret,
      fc.constantFrom(
        'state',
        'event',
        'reason',
        'kind',
        'code',
        'error',
        'cause',
        'host',
        'name',
        'ended',
        'message',
      ),
    ),
    tie('value'),
    { maxKeys: 5 },
  ),
})).facts;

const anyLine = fc
  .record({
    scope: fc.oneof(fc.constantFrom('link', 'push', 'pull', 'proxy'), disguised),
    level: fc.constantFrom('info', 'warn', 'error'),
    more: anyFacts,
  })
  .map(({ scope, level, more }) => JSON.stringify({ at: MOMENT, level, scope, ...more }));

const anySecrets = fc.record({
  names: fc.array(secret, { minLength: 24, maxLength: 24 }),
  log: fc.array(fc.oneof(anyLine, disguised), { maxLength: 10 }),
  by: fc.boolean(),
});

test('no name, address, title or secret of the person is ever in them', () => {
  fc.assert(
    fc.property(anySecrets, ({ names, log, by }) => {
      const of = (place: number) => names[place] ?? '';
      const manual = {
        server: `${of(0)}.example:5222`,
        jid: `${of(1)}@${of(2)}.example`,
        service: `pubsub.${of(3)}.example`,
        node: of(4),
      };
      const text = diagnosticsText({
        ...facts,
        log,
        accounts: [
          {
            account: {
              ...account,
              id: of(5),
              label: of(6),
              username: of(7),
              self: {
                addresses: [`${of(8)}@${of(9)}.example`],
                principals: [`/${of(10)}/`],
                username: of(7),
                name: of(11),
              },
              principalUrl: `https://${of(12)}.example/${of(13)}/`,
              homeUrls: [`https://${of(14)}.example:8443/${of(15)}/`, of(16)],
              trusted: [{ fingerprint: of(17), pem: of(18), isAuthority: true }],
              ...(by ? { manualPush: manual } : {}),
            },
            connection: {
              ...connection,
              state: { ...connection.state, link: { at: 'listening', denied: [of(4), of(19)] }, denied: 2 },
              connection: connection.connection && {
                ...connection.connection,
                server: `[${of(20)}]:5222`,
                tls: of(21),
                mechanism: of(22),
              },
              host: `${of(0)}.example`,
              manual: by ? manual : null,
            },
            calendars: [
              {
                calendar: aCalendar({
                  id: of(23),
                  url: `https://${of(12)}.example/${of(13)}/${of(15)}/`,
                  name: of(6),
                  person: of(11),
                }),
                health,
                sync: 'token',
              },
            ],
          },
        ],
      });
      expect(text.toLowerCase()).not.toMatch(/qzx/);
      expect(() => JSON.parse(text) as unknown).not.toThrow();
    }),
  );
});
