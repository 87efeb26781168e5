import { getEventListeners, once } from 'node:events';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { ChannelError } from '../../wire/channel-error.ts';
import { startTls } from '../../wire/start-tls.ts';
import { within } from '../../wire/time-limit.ts';
import { PROCEED, STARTTLS } from '../support/fake-xmpp-server.ts';
import { sleep } from '../support/patience.ts';

const DOMAIN = 'xmpp.example.test';
const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0'>";
const FEATURES = `<stream:features>${STARTTLS}</stream:features>`;
const never = new AbortController().signal;
const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

interface Talk {
  readonly socket: Socket;
  readonly heard: string[];
}

/** A connection to a server that calls `onWords` for everything it hears. */
async function connect(onWords: (socket: Socket, words: string) => unknown): Promise<Talk> {
  const heard: string[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      heard.push(String(data));
      onWords(socket, String(data));
    });
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // A listening TCP server's address is never a string.
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return { socket, heard };
}

/** Says `first` to the opening and `then` to <starttls/>. */
const says = (first: string, then = PROCEED) =>
  connect((socket, words) => socket.write(words.includes('<stream:stream') ? first : then));

async function refusal(first: string, then?: string): Promise<{ error: unknown; heard: string[] }> {
  const { socket, heard } = await says(first, then);
  const error: unknown = await startTls(socket, DOMAIN, never).catch((e: unknown) => e);
  expect(error, first.slice(0, 80)).toBeInstanceOf(ChannelError);
  expect(socket.destroyed).toBe(true);
  return { error, heard };
}

describe('the way to TLS', () => {
  test('leaves a paused socket without listeners of ours', async () => {
    const { socket } = await says(HEADER + FEATURES);
    const counts = () => ['data', 'error', 'close'].map((event) => socket.listenerCount(event));
    const before = counts();
    const ending = new AbortController();
    await startTls(socket, DOMAIN, ending.signal);
    expect(counts()).toEqual(before);
    expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
    expect(socket.isPaused()).toBe(true);
    expect(socket.destroyed).toBe(false);
  });

  test('is found however the words are cut into packets', async () => {
    const first = Buffer.from(
      `${HEADER}<stream:features><é:x xmlns:é="urn:ü">…</é:x>${STARTTLS}</stream:features>`,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: first.length - 1 }), { maxLength: 6 }),
        async (cuts) => {
          const at = [0, ...cuts.toSorted((a, b) => a - b), first.length];
          const { socket } = await connect(async (server, words) => {
            if (!words.includes('<stream:stream')) return server.write(PROCEED);
            for (const [i, from] of at.entries()) {
              server.write(first.subarray(from, at[i + 1] ?? first.length));
              await sleep(1);
            }
            return undefined;
          });
          await startTls(socket, DOMAIN, never);
          socket.destroy();
        },
      ),
      { numRuns: 15 },
    );
  });

  test('allows white space between what is said', async () => {
    const { socket } = await says(`${HEADER}\n ${FEATURES}\r\n`, `\n${PROCEED}`);
    await startTls(socket, DOMAIN, never);
  });

  test('writes a domain so that it stays one', async () => {
    const { socket, heard } = await says(HEADER + FEATURES);
    await startTls(socket, `a'><b c="&`, never);
    expect(heard[0]).toContain("to='a&#39;&#62;&#60;b c=&#34;&#38;' ");
  });
});

describe('a server', () => {
  test.each([
    ['leaves encryption out', `${HEADER}<stream:features/>`, 'does not offer encryption'],
    ['proceeds before features', HEADER + PROCEED, 'refused encryption (proceed)'],
    ['proceeds before it is asked', HEADER + FEATURES + PROCEED, 'before it was asked'],
    ['says more before it is asked', `${HEADER}${FEATURES}<message/>`, 'before it was asked'],
    ['says half a word before it is asked', `${HEADER}${FEATURES}<mes`, 'before it was asked'],
    ['begins with a stanza', `${HEADER}<message><body>x</body></message>`, 'refused encryption (message)'],
    [
      'ends the stream',
      `${HEADER}<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`,
      'the server ended the stream (host-unknown)',
    ],
    [
      'sends elsewhere',
      `${HEADER}<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>evil.test</see-other-host></stream:error>`,
      'the server ended the stream (see-other-host)',
    ],
    ['has a DTD', `<!DOCTYPE x [<!ENTITY a "b">]>${HEADER}${FEATURES}`, 'not XMPP'],
    ['nests without end', HEADER + '<a>'.repeat(40), 'not XMPP'],
    [
      'has a name of somebody else',
      `${HEADER}<x:y xmlns:x="urn:${'n'.repeat(50)}"/>`,
      'refused encryption (y)',
    ],
    ['has a giant in it', `${HEADER}<stream:features><a b="${'x'.repeat(50_000)}"/>`, 'not XMPP'],
  ])('that %s is refused and never asked', async (_what, first, words) => {
    const { error, heard } = await refusal(first);
    expect(String(error)).toContain(words);
    expect(heard.slice(1)).toEqual([]);
  });

  test.each([
    ['a stanza', `${PROCEED}<message/>`],
    ['a line end', `${PROCEED}\n`],
    ['the same again', PROCEED + PROCEED],
    ['half a character', `${PROCEED}\u00e9`],
    ['a TLS record', `${PROCEED}\u0016\u0003\u0001`],
  ])('that adds %s behind its consent is refused', async (_what, then) => {
    const { error } = await refusal(HEADER + FEATURES, then);
    expect(String(error)).toContain('unencrypted data after STARTTLS');
  });

  test.each([
    ['fails', "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", 'refused encryption (failure)'],
    ['repeats itself', FEATURES, 'refused encryption (features)'],
    ['consents in a foreign name', "<proceed xmlns='urn:x'/>", 'refused encryption (proceed)'],
    ['speaks first', '<message/>', 'refused encryption (message)'],
  ])('that %s when it is asked is refused', async (_what, then, words) => {
    expect(String((await refusal(HEADER + FEATURES, then)).error)).toContain(words);
  });

  test('that never ends is not listened to for ever', async () => {
    for (const [opening, endless] of [
      [`${HEADER}<stream:features>`, '<a/>'.repeat(250)],
      [`${HEADER}<stream:features><`, 'a'.repeat(1_000)],
      [`${HEADER}<stream:features>`, 'text '.repeat(200)],
      [HEADER, ' '.repeat(1_000)],
      ['', '\n'.repeat(1_000)],
    ] as const) {
      let sent = 0;
      const { socket } = await connect((server, words) => {
        if (!words.includes('<stream:stream')) return;
        server.write(opening);
        const more = () => {
          while (!server.destroyed && sent < 50_000_000 && server.write(endless)) sent += endless.length;
        };
        server.on('drain', more);
        more();
      });
      await expect(startTls(socket, DOMAIN, never), opening).rejects.toThrow('not XMPP');
      expect(socket.bytesRead).toBeLessThan(2_000_000);
    }
  });

  test('that is slow without end is left when the time is over', async () => {
    const { socket } = await connect(async (server) => {
      server.write(HEADER);
      while (!server.destroyed) {
        server.write(' ');
        await sleep(10);
      }
    });
    await expect(within(150, never, (signal) => startTls(socket, DOMAIN, signal))).rejects.toMatchObject({
      name: 'TimeOver',
    });
    expect(socket.destroyed).toBe(true);
  });

  test('that hangs up at any point is refused', async () => {
    for (const words of ['', HEADER, `${HEADER}<stream:fea`]) {
      const { socket } = await connect((server) => server.end(words));
      await expect(startTls(socket, DOMAIN, never)).rejects.toBeInstanceOf(ChannelError);
    }
    const { socket } = await connect((server) => server.resetAndDestroy());
    await expect(startTls(socket, DOMAIN, never)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('that is gone already is not written to', async () => {
    const { socket } = await says(HEADER);
    socket.destroy();
    await expect(startTls(socket, DOMAIN, never)).rejects.toBeInstanceOf(ChannelError);
    await expect(startTls(socket, DOMAIN, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
