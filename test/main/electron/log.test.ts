import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BelfryError } from '../../../main/core/errors.ts';
import { openLog } from '../../../main/electron/log.ts';
import { masked, maskedError, maskedText } from '../../../main/electron/mask.ts';

const root = mkdtempSync(join(tmpdir(), 'belfry-log-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const NOW = Date.parse('2026-11-24T12:00:00Z');
const open = (limit?: number) => {
  const folder = join(root, String(++count));
  const log = openLog({ folder, now: () => NOW, echo: false, ...(limit === undefined ? {} : { limit }) });
  const lines = () =>
    readFileSync(join(folder, 'belfry.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  return { folder, log, lines };
};

describe('the log', () => {
  test('is one JSON object a line: when, how bad, where, which facts', () => {
    const { log, lines } = open();
    log.info('pull', { calendar: 'a1:x', changed: 3 });
    log.warn('link', { state: 'waiting' });
    expect(lines()).toEqual([
      { at: '2026-11-24T12:00:00.000Z', level: 'info', scope: 'pull', calendar: 'a1:x', changed: 3 },
      { at: '2026-11-24T12:00:00.000Z', level: 'warn', scope: 'link', state: 'waiting' },
    ]);
  });

  test('an error brings its kind, its reason, its causes and where it happened', () => {
    const { log, lines } = open();
    const cause = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    log.error(
      'pull',
      new BelfryError('offline', { reason: 'host-not-found', what: 'cal.example.org', cause }),
      { run: 2 },
    );
    expect(lines()[0]).toMatchObject({
      level: 'error',
      run: 2,
      error: {
        kind: 'offline',
        reason: 'host-not-found',
        cause: { code: 'ENOTFOUND', message: 'getaddrinfo' },
      },
    });
    expect(JSON.stringify(lines()[0])).toContain('log.test.ts');
  });

  test('never grows beyond two files', () => {
    const { folder, log } = open(2_000);
    for (let n = 0; n < 200; n++) log.info('fill', { n, text: 'x' });
    expect(readdirSync(folder).toSorted()).toEqual(['belfry.log', 'belfry.old.log']);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).size).toBeLessThan(2_300);
    expect(readFileSync(join(folder, 'belfry.log'), 'utf8')).toContain('"n":199');
  });

  test('is readable by its owner only', () => {
    const { folder, log } = open();
    log.info('a', {});
    expect(statSync(join(folder, 'belfry.log')).mode & 0o077).toBe(0);
  });

  test('that cannot be written does not disturb the program', () => {
    const blocked = join(root, 'a-file');
    writeFileSync(blocked, '');
    chmodSync(blocked, 0o400);
    const log = openLog({ folder: join(blocked, 'logs'), now: () => NOW, echo: false });
    expect(() => log.info('a', {})).not.toThrow();
  });
});

describe('masking', () => {
  test.each([
    ['https://ana:secret@cal.example.org/x', 'https://***@cal.example.org/x'],
    ['GET https://cal.example.org/x?token=abc failed', 'GET https://cal.example.org/x?*** failed'],
    ['Authorization: Basic YW5hOnNlY3JldA==', 'Authorization: Basic ***'],
    ['ana.petrovic@example.org refused', '***@example.org refused'],
    ['xmpp:ana@localhost/belfry', 'xmpp:***@localhost/belfry'],
    ['connect ECONNREFUSED 127.0.0.1:5222', 'connect ECONNREFUSED 127.0.0.1:5222'],
  ])('%s', (text, expected) => {
    expect(maskedText(text)).toBe(expected);
  });

  test('facts that are secrets or contents by name are left out at any depth', () => {
    const facts = {
      password: 'a',
      title: 'Secret plan',
      deep: { ical: 'BEGIN', token: 't', count: 2 },
      syncToken: 'ok',
    };
    expect(masked(facts)).toEqual({
      password: '***',
      title: '***',
      deep: { ical: '***', token: '***', count: 2 },
      syncToken: 'ok',
    });
  });

  test('what cannot be JSON is written all the same', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(() =>
      JSON.stringify(masked({ big: 10n, circle, error: new Error('x', { cause: circle }) })),
    ).not.toThrow();
    expect(maskedError('just text')).toBe('just text');
  });
});
