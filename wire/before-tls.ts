// Listening to a connection that is not encrypted yet: for exactly as long as it takes, and not a byte longer.
import type { Socket } from 'node:net';
import { ChannelError } from './channel-error.ts';
import { reasonOf } from './time-limit.ts';

/**
 * Gives `hear` what arrives until it returns true. Then the socket is paused, and what arrives later stays in it for TLS.
 * Rejects with what `hear` throws, ChannelError when the other side closes, the socket's error or the signal's reason; the
 * socket is destroyed then. No listener is left in either case.
 */
export function hearUntil(
  socket: Socket,
  signal: AbortSignal,
  hear: (data: Buffer) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error: Error | null) => {
      socket.off('data', listen).off('error', finish).off('close', closed);
      signal.removeEventListener('abort', abort);
      if (error) {
        socket.destroy();
        return reject(error);
      }
      socket.pause();
      resolve();
    };
    const listen = (data: Buffer) => {
      try {
        if (hear(data)) finish(null);
      } catch (error) {
        finish(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const closed = () => finish(new ChannelError('the connection was closed before TLS'));
    const abort = () => finish(reasonOf(signal));
    if (signal.aborted) return abort();
    if (socket.destroyed) return closed();
    signal.addEventListener('abort', abort, { once: true });
    socket.on('data', listen).on('error', finish).on('close', closed);
    socket.resume(); // an earlier conversation left it paused
  });
}
