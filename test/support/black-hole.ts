// A port whose system swallows every attempt to connect, as a firewall that drops does: a listener that accepts nobody and
// whose queue is full. Let go, it answers the next repetition, as a very slow network does.
import net, { type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { sleep } from './patience.ts';

export interface BlackHole {
  readonly port: number;
  /** From now on it accepts. */
  release(): void;
  close(): Promise<void>;
}

// It listens in a thread of its own, which then stands still.
const LISTENER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const server = require('node:net').createServer((socket) => socket.on('error', () => {}));
  server.listen({ ...workerData.place, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => setImmediate(() => Atomics.wait(workerData.gate, 0, 0)));
  });
`;

/** A black hole at `host`, on a free port unless told. */
export async function blackHole(host: string, port = 0): Promise<BlackHole> {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(LISTENER, { eval: true, workerData: { gate, place: { host, port } } });
  const bound = await new Promise<number>((done, fail) => worker.once('message', done).once('error', fail));
  await sleep(50); // until it stands still
  const fillers: Socket[] = [];
  for (let full = false; !full;) {
    if (fillers.length > 50) throw new Error('the queue does not fill');
    const filler = net.connect({ host, port: bound }).on('error', () => {});
    fillers.push(filler);
    // Far longer than a connection on loopback takes, and less than until the system tries once more.
    await sleep(250);
    full = filler.connecting;
  }
  return {
    port: bound,
    release: () => {
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
    },
    close: async () => {
      for (const socket of fillers) socket.destroy();
      await worker.terminate();
    },
  };
}
