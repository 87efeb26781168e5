// Which connections this process has open: what a test of their end looks at.
import { Socket } from 'node:net';

/**
 * The far addresses of the connections this process made to `port`, and 'connecting' for each that is being made to wherever.
 * Ask before and after: a black hole has connections of its own.
 */
export function socketsTo(port: number): string[] {
  // Node counts what is open; the typings do not know of it.
  const handles = (Reflect.get(process, '_getActiveHandles') as () => unknown[]).call(process);
  return handles
    .filter((handle) => handle instanceof Socket)
    .filter((socket) => !socket.destroyed && (socket.remotePort === port || socket.connecting))
    .map((socket) => (socket.connecting ? 'connecting' : (socket.remoteAddress ?? 'unknown')))
    .toSorted();
}
