import { createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { saslPrep, scram, ScramError, type ScramOptions } from '../../wire/scram.ts';

const PENCIL = { username: 'user', password: 'pencil', binding: 'impossible' } as const;

/** RFC 5802 section 5. */
const SHA1 = {
  options: { ...PENCIL, name: 'SCRAM-SHA-1', nonce: 'fyko+d2lbbFgONRv9qkxdawL' },
  first: 'n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL',
  challenge: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
  answer: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
  end: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
} as const;

/** RFC 7677 section 3. */
const SHA256 = {
  options: { ...PENCIL, name: 'SCRAM-SHA-256', nonce: 'rOprNGfwEbeRWgbNEkqO' },
  first: 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO',
  challenge: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  answer:
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  end: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
} as const;

const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no refusal',
    (error: unknown) => (error instanceof ScramError ? error.message : error),
  );

describe('an exchange', () => {
  test.each([
    ['RFC 5802', SHA1],
    ['RFC 7677', SHA256],
  ])('goes as %s prints it, with the proof in the success or in a challenge of its own', async (_rfc, v) => {
    for (const way of ['success', 'challenge']) {
      const exchange = scram(v.options);
      expect(exchange.name).toBe(v.options.name);
      expect(exchange.initial()).toBe(v.first);
      expect(await exchange.answer(v.challenge)).toBe(v.answer);
      if (way === 'success') exchange.conclude(v.end);
      else {
        expect(await exchange.answer(v.end)).toBe('');
        exchange.conclude('');
      }
    }
  });

  test('has a nonce of its own each time', () => {
    const nonces = Array.from({ length: 50 }, () => scram({ ...PENCIL, name: 'SCRAM-SHA-1' }).initial());
    expect(new Set(nonces).size).toBe(50);
    expect(nonces[0]).toMatch(/^n,,n=user,r=[A-Za-z0-9+/]{32}$/);
  });

  test('writes a name with commas and equals signs so that it stays one', () => {
    const named = (username: string) => scram({ ...PENCIL, username, name: 'SCRAM-SHA-1' }).initial();
    expect(named('a=b,c')).toContain('n=a=3Db=2Cc,r=');
    expect(named('=2C')).toContain('n==3D2C,r=');
  });

  test('binds itself to the connection, and says when it could but was not asked to', async () => {
    const exporter = Buffer.alloc(32, 7);
    const bound = scram({ ...SHA256.options, binding: { exporter } });
    expect(bound.name).toBe('SCRAM-SHA-256-PLUS');
    expect(bound.initial()).toBe('p=tls-exporter,,n=user,r=rOprNGfwEbeRWgbNEkqO');
    const answer = await bound.answer(SHA256.challenge);
    const c = Buffer.from(/^c=([^,]*)/.exec(answer)?.[1] ?? '', 'base64');
    expect(c).toEqual(Buffer.concat([Buffer.from('p=tls-exporter,,'), exporter]));
    const unoffered = scram({ ...SHA256.options, binding: 'unoffered' });
    expect(unoffered.initial()).toMatch(/^y,,n=user/);
    expect(await unoffered.answer(SHA256.challenge)).toMatch(/^c=eSws,/); // 'y,,'
  });
});

describe('a server is not believed', () => {
  const afterAnswer = async (options: ScramOptions = SHA256.options) => {
    const exchange = scram(options);
    await exchange.answer(SHA256.challenge);
    return exchange;
  };

  test('that signs with another key, signs nothing, or says it failed', async () => {
    const wrong = SHA256.end.replace('6rri', '7rri');
    for (const end of [wrong, '', 'v=', 'v=AAAA', 'e=other-error', SHA1.end, `x${SHA256.end}`]) {
      const exchange = await afterAnswer();
      expect(() => exchange.conclude(end), end).toThrow(/could not prove/);
    }
    expect(await refusal((await afterAnswer()).answer(wrong))).toMatch(/could not prove/);
  });

  test('that knows another password', async () => {
    const exchange = await afterAnswer({ ...SHA256.options, password: 'pen' });
    expect(() => exchange.conclude(SHA256.end)).toThrow(/could not prove/);
  });

  test('that ends the exchange before it began', () => {
    expect(() => scram(SHA256.options).conclude(SHA256.end)).toThrow(/too early/);
    expect(() => scram(SHA256.options).conclude('')).toThrow(/could not prove/);
  });

  test.each([
    ['does not continue our nonce', 'r=other+nonce,s=QSXCR+Q6sek8bf92,i=4096'],
    ['adds nothing to our nonce', 'r=rOprNGfwEbeRWgbNEkqO,s=QSXCR+Q6sek8bf92,i=4096'],
    ['has too few iterations', 'r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=4095'],
    ['has one iteration', 'r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=1'],
    ['would take minutes', 'r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=10000001'],
    ['would take for ever', 'r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=99999999999'],
    ['has no salt', 'r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096'],
    ['demands an extension', 'm=x,r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=4096'],
    ['has a crooked number', 'r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=04096'],
    ['is an error', 'e=unknown-user'],
    ['is nothing', ''],
  ])('whose challenge %s', async (_why, challenge) => {
    expect(await refusal(scram(SHA256.options).answer(challenge))).toMatch(/^SCRAM: /);
  });
});

test('the key is derived beside the event loop, which goes on', async () => {
  const challenge = SHA256.challenge.replace('i=4096', 'i=400000');
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 1);
  const answer = await scram(SHA256.options).answer(challenge);
  clearInterval(counting);
  expect(turns).toBeGreaterThan(3);
  // The same by the book.
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  const salted = pbkdf2Sync('pencil', salt, 400_000, 32, 'sha256');
  const signed = `${SHA256.first.slice(3)},${challenge},${answer.slice(0, answer.indexOf(',p='))}`;
  const serverKey = createHmac('sha256', salted).update('Server Key').digest();
  const exchange = scram(SHA256.options);
  await exchange.answer(challenge);
  exchange.conclude(`v=${createHmac('sha256', serverKey).update(signed).digest('base64')}`);
});

describe('SASLprep', () => {
  test.each([
    ['soft hyphen', 'I\u00ADX', 'IX'],
    ['no change', 'user', 'user'],
    ['case kept', 'USER', 'USER'],
    ['NFKC', '\u00AA', 'a'],
    ['NFKC of a numeral', '\u2168', 'IX'],
    ['other spaces', 'a\u00A0b\u3000c', 'a b c'],
    ['joiners', 'a\u200Db\uFE0F', 'ab'],
    ['decomposed letters', 'pa\u0308', 'p\u00E4'],
  ])('%s (RFC 4013 section 3)', (_name, text, prepared) => {
    expect(saslPrep(text)).toBe(prepared);
  });
});
