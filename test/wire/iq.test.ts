import xml, { type XmlNode } from '@xmpp/xml';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IqError, iqExchange } from '../../wire/iq.ts';

const SERVICE = 'pubsub.example.org';
const STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas';

function bench() {
  const sent: XmlNode[] = [];
  const exchange = iqExchange(async (element) => void sent.push(element));
  const ask = (timeout?: number) =>
    exchange
      .request({
        type: 'get',
        to: SERVICE,
        child: xml('query', { xmlns: 'urn:x' }),
        ...(timeout ? { timeout } : {}),
      })
      .then(
        (answer) => answer.attrs['mark'] ?? 'answered',
        (error: unknown) => error,
      );
  const answer = (attributes: Record<string, string | undefined>, ...children: XmlNode[]) =>
    exchange.receive(
      xml('iq', { type: 'result', from: SERVICE, id: sent.at(-1)?.attrs['id'], ...attributes }, ...children),
    );
  return { sent, exchange, ask, answer };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** 'pending' unless the promise is settled by now. */
async function now(promise: Promise<unknown>): Promise<unknown> {
  await vi.advanceTimersByTimeAsync(0);
  return Promise.race([promise, Promise.resolve('pending')]);
}

describe('a request', () => {
  test('is sent with an id of its own and gets its answer', async () => {
    const b = bench();
    const first = b.ask();
    const second = b.ask();
    const [a, c] = b.sent.map((s) => s.attrs);
    expect(a).toMatchObject({ type: 'get', to: SERVICE });
    expect(a?.['id']).not.toBe(c?.['id']);
    b.answer({ id: c?.['id'], mark: 'two' });
    expect(await now(second)).toBe('two');
    expect(await now(first)).toBe('pending');
    b.answer({ id: a?.['id'], mark: 'one' });
    expect(await first).toBe('one');
  });

  test('is answered only by the one who was asked', async () => {
    const b = bench();
    const asked = b.ask();
    b.answer({ from: 'mallory@example.org/x', mark: 'forged' });
    b.answer({ from: undefined, mark: 'nameless' });
    b.answer({ from: SERVICE, id: 'another', mark: 'astray' });
    b.answer({ from: SERVICE, type: 'get', mark: 'a question' });
    expect(await now(asked)).toBe('pending');
    b.answer({ mark: 'true' });
    expect(await asked).toBe('true');
  });

  test('of nobody is answered by one’s own server alone, under any of its names', async () => {
    for (const from of [undefined, 'example.org', 'alice@example.org']) {
      const sent: XmlNode[] = [];
      const own = [undefined, 'example.org', 'alice@example.org'];
      const exchange = iqExchange(
        async (element) => void sent.push(element),
        (name) => own.includes(name),
      );
      const asked = exchange.request({ type: 'set', child: xml('bind', { xmlns: 'urn:x' }) });
      const answer = (name: string | undefined) =>
        exchange.receive(xml('iq', { type: 'result', from: name, id: sent[0]?.attrs['id'], mark: 'x' }));
      answer('mallory@example.org/x');
      expect(await now(asked)).toBe('pending');
      answer(from);
      expect((await asked).attrs['mark']).toBe('x');
      expect(sent[0]?.attrs['to']).toBeUndefined();
    }
  });

  test('keeps its first answer', async () => {
    const b = bench();
    const asked = b.ask();
    b.answer({ mark: 'first' });
    b.answer({ mark: 'second' });
    expect(await asked).toBe('first');
  });

  test('that is refused rejects with the condition, standard and special', async () => {
    const b = bench();
    const asked = b.ask();
    const closed = xml('closed-node', { xmlns: 'http://jabber.org/protocol/pubsub#errors' });
    const text = xml('text', { xmlns: STANZAS }, 'no');
    b.answer(
      { type: 'error' },
      xml('error', { type: 'cancel' }, text, closed, xml('not-allowed', { xmlns: STANZAS })),
    );
    const error = await asked;
    expect(error).toBeInstanceOf(IqError);
    expect(error).toMatchObject({ condition: 'not-allowed', application: 'closed-node' });
  });

  test('that is refused without a word is refused all the same', async () => {
    const b = bench();
    const asked = b.ask();
    b.answer({ type: 'error' });
    expect(await asked).toMatchObject({ condition: 'undefined-condition', application: null });
  });

  test('without an answer ends after twenty seconds, or the time it was given', async () => {
    const b = bench();
    const patient = b.ask();
    const hasty = b.ask(500);
    await vi.advanceTimersByTimeAsync(499);
    expect(await now(hasty)).toBe('pending');
    await vi.advanceTimersByTimeAsync(1);
    expect(String(await hasty)).toContain('no answer from pubsub.example.org in 500 ms');
    await vi.advanceTimersByTimeAsync(19_499);
    expect(await now(patient)).toBe('pending');
    await vi.advanceTimersByTimeAsync(1);
    expect(await patient).toBeInstanceOf(Error);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('whose answer comes too late is over', async () => {
    const b = bench();
    const asked = b.ask(10);
    await vi.advanceTimersByTimeAsync(10);
    b.answer({ mark: 'late' });
    expect(String(await asked)).toContain('no answer');
  });

  test('that cannot be sent fails at once', async () => {
    const exchange = iqExchange(() => Promise.reject(new Error('EPIPE')));
    await expect(exchange.request({ type: 'set', to: SERVICE, child: xml('x') })).rejects.toThrow('EPIPE');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('when the stream is gone', () => {
  test('everything outstanding fails with the reason, and so does everything new', async () => {
    const b = bench();
    const asked = [b.ask(), b.ask()];
    b.exchange.abandon(new Error('stream lost'));
    for (const error of await Promise.all(asked)) expect(String(error)).toContain('stream lost');
    expect(String(await b.ask())).toContain('stream lost');
    expect(b.sent).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('nothing outstanding is no error', () => {
    expect(() => bench().exchange.abandon(new Error('stream lost'))).not.toThrow();
  });
});
