import { describe, expect, test } from 'vitest';
import {
  accountProblem,
  calendarProblem,
  notRunningProblem,
} from '../../../../main/core/window/account-problem.ts';
import { asBelfryError, BelfryError, isAbort } from '../../../../main/core/errors.ts';
import type { CertificateFacts, ErrorKind } from '../../../../main/core/errors.ts';
import { noticesFor } from '../../../../main/core/window/notices.ts';
import { shortHash } from '../../../../main/core/short-hash.ts';
import { certificateView, signInError } from '../../../../main/core/window/sign-in-wording.ts';
import type { ProblemView } from '../../../../main/core/window/view.ts';
import type { SignInErrorView } from '../../../../main/core/window/sign-in-view.ts';

const ENGLISH = { language: 'en' } as const;

const CERTIFICATE: CertificateFacts = {
  host: 'cal.example.org',
  subject: 'cal.example.org',
  issuer: 'Example CA',
  fingerprint: 'AA:BB',
  validUntil: Date.parse('2027-01-01T00:00:00Z'),
  reason: 'SELF_SIGNED_CERT_IN_CHAIN',
  anchor: { fingerprint: 'CC:DD', pem: 'PEM', isAuthority: true },
};

describe('what a person is told of an account', () => {
  // A kind without its line does not compile.
  const remedies: Readonly<Record<ErrorKind, ProblemView['remedy'] | 'nothing'>> = {
    offline: 'nothing',
    busy: 'nothing',
    unauthorized: 'sign-in-again',
    forbidden: 'retry',
    gone: 'retry',
    expired: 'nothing',
    untrusted: 'nothing',
    'not-subscribed': 'nothing',
    protocol: 'retry',
    'bad-object': 'nothing',
    storage: 'retry',
    bug: 'retry',
  };
  test.each(Object.entries(remedies))('after %s: %s', (kind, remedy) => {
    const problem = accountProblem(new BelfryError(kind as ErrorKind), null, ENGLISH);
    expect(problem?.remedy ?? 'nothing').toBe(remedy);
  });

  test('a certificate comes before everything else, with what is needed to judge it', () => {
    const problem = accountProblem(new BelfryError('unauthorized'), CERTIFICATE, ENGLISH);
    expect(problem).toMatchObject({
      kind: 'certificate',
      remedy: 'look-at-certificate',
      certificate: { host: 'cal.example.org', anchorFingerprint: 'CC:DD', isAuthority: true },
    });
  });

  test('an account that does not run says what would start it', () => {
    expect(notRunningProblem('no-password', ENGLISH).remedy).toBe('sign-in-again');
    expect(notRunningProblem('keyring-locked', ENGLISH).remedy).toBe('unlock-keyring');
    expect(notRunningProblem('storage', ENGLISH).remedy).toBe('retry');
  });

  test('a calendar has its own mark, but not for what passes by itself', () => {
    expect(calendarProblem(null, ENGLISH)).toBe('');
    expect(calendarProblem('removed', ENGLISH)).toBe('removed on the server');
    expect(calendarProblem(new BelfryError('forbidden'), ENGLISH)).toBe('may not be read');
    expect(calendarProblem(new BelfryError('storage'), ENGLISH)).toBe('cannot be stored');
    expect(calendarProblem(new BelfryError('offline'), ENGLISH)).toBe('');
    expect(calendarProblem(new BelfryError('busy'), ENGLISH)).toBe('');
    expect(calendarProblem(new BelfryError('protocol'), ENGLISH)).toBe('not up to date');
  });
});

describe('what a person is told when signing in failed', () => {
  const cases: readonly (readonly [BelfryError, SignInErrorView['kind'], string])[] = [
    [
      new BelfryError('offline', { what: 'x.org', reason: 'host-not-found' }),
      'host-not-found',
      'no server called x.org',
    ],
    [new BelfryError('offline', { what: 'x.org', reason: 'refused' }), 'refused', 'x.org refuses'],
    [new BelfryError('offline', { what: 'x.org', reason: 'time-out' }), 'offline', 'x.org does not answer'],
    [new BelfryError('untrusted', { what: 'x.org' }), 'untrusted', 'your password was not sent'],
    [new BelfryError('unauthorized'), 'wrong-password', 'not right'],
    [new BelfryError('busy', { what: 'x.org' }), 'busy', 'asks to wait'],
    [new BelfryError('storage'), 'storage', 'could not be stored'],
    [new BelfryError('protocol', { reason: 'bad-address' }), 'bad-address', 'not an e-mail address'],
    [new BelfryError('protocol', { reason: 'clear-text' }), 'clear-text', 'https://'],
    [new BelfryError('protocol', { reason: 'no-calendars' }), 'no-calendars', 'no calendars'],
    [new BelfryError('protocol', { what: 'x.org', reason: 'http-500' }), 'not-caldav', 'no calendar server'],
    [new BelfryError('gone'), 'not-caldav', 'The server answers'],
    [new BelfryError('bug', { reason: 'undefined is not a function' }), 'unknown', 'the log has the details'],
  ];
  test.each(cases)('%s', (error, kind, words) => {
    expect(signInError(error, ENGLISH).kind).toBe(kind);
    expect(signInError(error, ENGLISH).text).toContain(words);
  });

  test('an error never repeats what went wrong inside', () => {
    expect(signInError(new BelfryError('bug', { reason: 'secret in a stack' }), ENGLISH).text).not.toContain(
      'secret',
    );
  });
});

test.each([
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'clock'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'another server'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'signed it itself'],
  ['CERT_REVOKED', 'revoked'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'does not know'],
])('the certificate code %s is put into words', (reason, words) => {
  expect(certificateView({ ...CERTIFICATE, reason }, ENGLISH).reason).toContain(words);
});

test('in German', () => {
  const german = { language: 'de' } as const;
  expect(notRunningProblem('storage', german).text).toBe(
    'Das gespeicherte Passwort konnte nicht gelesen werden.',
  );
  expect(signInError(new BelfryError('busy', { what: 'cal.example.org' }), german).text).toContain(
    'cal.example.org bittet um etwas Geduld',
  );
});

test('only the notices that apply are shown', () => {
  const nothing = { substitute: false, keptWeakly: false, keptInMemory: false, replica: 'sound' } as const;
  expect(noticesFor(nothing, ENGLISH)).toEqual([]);
  expect(noticesFor({ ...nothing, keptInMemory: true }, ENGLISH).map((n) => n.id)).toEqual(['session-only']);
  const all = noticesFor(
    {
      substitute: true,
      keptWeakly: true,
      keptInMemory: true,
      replica: 'loading-again',
    },
    ENGLISH,
  );
  expect(all.map((n) => n.id)).toEqual([
    'substitute-electron',
    'session-only',
    'weak-storage',
    'replica-damaged',
  ]);
  expect(Object.keys(all[0] ?? {})).toEqual(['id', 'text']);
  const words = (replica: 'loading-again' | 'loaded-again') =>
    noticesFor({ ...nothing, replica }, ENGLISH)[0]?.text;
  expect(words('loading-again')).toContain('is being loaded again. Nothing on the server is affected');
  expect(words('loaded-again')).toContain('was loaded again. Nothing on the server is affected');
});

describe('errors', () => {
  test('carry what, reason and cause, and say them in one line', () => {
    const cause = new Error('socket hang up');
    const error = new BelfryError('offline', { what: 'cal.example.org', reason: 'network', cause });
    expect(error.message).toBe('offline: network: cal.example.org');
    expect(error).toMatchObject({ kind: 'offline', cause, retryAfter: null, certificate: null });
  });

  test('anything else thrown is a bug, with the original kept', () => {
    const cause = new TypeError('x is not a function');
    expect(asBelfryError(cause)).toMatchObject({ kind: 'bug', cause });
    expect(asBelfryError('text')).toMatchObject({ kind: 'bug', reason: 'text' });
    const own = new BelfryError('busy');
    expect(asBelfryError(own)).toBe(own);
  });

  test('calling off is no error, a time limit is', () => {
    expect(isAbort(AbortSignal.abort().reason)).toBe(true);
    expect(isAbort(new DOMException('late', 'TimeoutError'))).toBe(false);
    expect(isAbort({ name: 'AbortError' })).toBe(false);
  });
});

test('a short hash is stable, short and different for different texts', () => {
  expect(shortHash('https://cal.example.org/alice/work/')).toMatch(/^[0-9a-f]{16}$/);
  expect(shortHash('a')).toBe(shortHash('a'));
  const texts = Array.from({ length: 5_000 }, (_, i) => `https://cal.example.org/alice/${i}/`);
  expect(new Set(texts.map(shortHash)).size).toBe(5_000);
  // The order counts, also of what is far from the Latin alphabet.
  expect(new Set(['ab', 'ba', '会議', '議会', '🎉a', 'a🎉'].map(shortHash)).size).toBe(6);
});
