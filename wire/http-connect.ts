// A way through an HTTP proxy to somewhere else: CONNECT (RFC 9110 section 9.3.6, RFC 9112 section 3.2.3).
import net, { type Socket } from 'node:net';
import { hearUntil } from './before-tls.ts';
import { ChannelError } from './channel-error.ts';
import { authority, type Place } from './dial.ts';

export interface HttpProxy {
  readonly host: string;
  readonly port: number;
  /** Value of Proxy-Authorization; null: none is needed. */
  readonly authorization: string | null;
}

const LONGEST_HEADER = 16_384;
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: |\r?\n|$)/;
const BEGINNING = 'HTTP/1.';
const NAME = /^[\w.-]{1,253}$/;

/**
 * Has the proxy at the other end of `socket` connect to `place`. Then the socket is paused, and what came behind the proxy's
 * header is still in it. Throws ChannelError when the proxy refuses or is none, the socket's error or the signal's reason;
 * the socket is of no use then.
 */
export async function httpConnect(
  socket: Socket,
  place: Place,
  authorization: string | null,
  signal: AbortSignal,
): Promise<void> {
  let header = Buffer.alloc(0);
  socket.write(requestFor(place, authorization));
  await hearUntil(socket, signal, (data) => {
    header = Buffer.concat([header, data]);
    const end = header.indexOf('\r\n\r\n');
    const text = header.toString('latin1', 0, end < 0 ? LONGEST_HEADER : end);
    if (!text.startsWith(BEGINNING.slice(0, text.length))) throw new ChannelError('the proxy speaks no HTTP');
    if (end < 0 ? header.length > LONGEST_HEADER : end > LONGEST_HEADER)
      throw new ChannelError('the header of the proxy has no end');
    if (end < 0) return false;
    judge(text);
    // The first words of the other side; they are the next one's to read.
    const rest = header.subarray(end + 4);
    socket.pause();
    if (rest.length > 0) socket.unshift(rest);
    return true;
  });
}

function requestFor(place: Place, authorization: string | null): string {
  // Names come from DNS and from people: none may write a line of this header.
  if (!net.isIP(place.host) && !NAME.test(place.host))
    throw new ChannelError('not a name a proxy could be asked for');
  if (authorization !== null && /[\r\n]/.test(authorization))
    throw new ChannelError('not a sign-in for a proxy');
  const where = authority(place);
  const signIn = authorization === null ? '' : `Proxy-Authorization: ${authorization}\r\n`;
  return `CONNECT ${where} HTTP/1.1\r\nHost: ${where}\r\n${signIn}\r\n`;
}

function judge(header: string): void {
  const status = STATUS_LINE.exec(header)?.[1];
  if (status === undefined) throw new ChannelError('the proxy speaks no HTTP');
  if (status === '407') throw new ChannelError('the proxy wants to know who asks (407)');
  if (!status.startsWith('2')) throw new ChannelError(`the proxy refused (${status})`);
}
