// What of the log may be posted publicly.
import { describe, expect, test } from 'vitest';
import { diagnosticsText } from '../../../../main/core/window/diagnostics.ts';
import { facts, MOMENT } from '../../../support/diagnosed.ts';

const line = (more: object) => JSON.stringify({ at: MOMENT, level: 'info', scope: 'link', ...more });
const logOf = (lines: readonly string[]) =>
  (JSON.parse(diagnosticsText({ ...facts, log: lines })) as { readonly log: readonly unknown[] }).log;

describe('the log', () => {
  test('call one thing by one name, in the log as well', () => {
    expect(
      logOf([
        line({ scope: 'pull', calendar: 'a1:77', took: 31, changes: 2 }),
        line({ account: 'a1', host: 'XMPP.example.org' }),
      ]),
    ).toEqual([
      { at: MOMENT, level: 'info', scope: 'pull', calendar: 'calendar-1', took: 31, changes: 2 },
      { at: MOMENT, level: 'info', scope: 'link', account: 'account-1', host: 'server-2' },
    ]);
  });

  test('keep of the log what the program itself says, and nothing else', () => {
    expect(
      logOf([
        line({ state: 'waiting', event: 'lost', text: 'Lunch with Sam' }),
        line({ reason: 'Lunch with Sam', kind: 'offline', code: 'ECONNREFUSED' }),
        line({
          error: {
            name: 'BelfryError',
            kind: 'bug',
            message: 'at /home/ema',
            stack: ['at /home/ema'],
            cause: { code: 'CERT_HAS_EXPIRED' },
          },
        }),
        line({ host: 'other.example.com' }),
      ]),
    ).toEqual([
      { at: MOMENT, level: 'info', scope: 'link', state: 'waiting', event: 'lost' },
      { at: MOMENT, level: 'info', scope: 'link', reason: '***', kind: 'offline', code: 'ECONNREFUSED' },
      {
        at: MOMENT,
        level: 'info',
        scope: 'link',
        error: { name: 'BelfryError', kind: 'bug', cause: { code: 'CERT_HAS_EXPIRED' } },
      },
      { at: MOMENT, level: 'info', scope: 'link', host: '***' },
    ]);
  });

  test('leave out lines about other matters, and lines that are none', () => {
    const odd = ['', 'not JSON', '[]', '7', '{"at":"yesterday","level":"info","scope":"link"}'];
    expect(
      logOf([
        ...odd,
        line({ scope: 'toast' }),
        line({ level: 'Lunch' }),
        line({ state: 'off' }).slice(0, -3),
      ]),
    ).toEqual([]);
  });

  test('keep the latest lines of a long log', () => {
    const lines = Array.from({ length: 1_000 }, (_, n) => line({ attempt: n }));
    const kept = logOf(lines);
    expect(kept).toHaveLength(300);
    expect(kept.at(-1)).toMatchObject({ attempt: 999 });
  });
});
