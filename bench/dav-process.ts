// The server of the tests in a process of its own, full of load.
import type { Source } from './client-program.ts';
import type { jobs, Shelf } from './dav-program.ts';
import type { Endings } from './endings.ts';
import { forked } from './forked.ts';
import { loadEvents } from './load.ts';
import type { Recorded } from './replay.ts';

export interface DavProcess {
  readonly port: number;
  /** Of its first calendar. */
  readonly events: number;
  /** Mean length of an event there, bytes. */
  readonly meanBytes: number;
  /** The first calendar, for a client. */
  readonly source: Source;
  /** Any of its calendars. */
  sourceOf(name: string): Source;
  /** Edit number `turn` of the first calendar, with no request. Gives the bytes of the event it moved. */
  change(turn: number): Promise<number>;
  /** The requests that came since it was asked last. */
  recorded(): Promise<readonly Recorded[]>;
}

const PROGRAM = new URL('dav-program.ts', import.meta.url);

/** Starts it with these calendars. What it starts is added to `endings`. */
export async function openDavProcess(shelves: readonly Shelf[], endings: Endings): Promise<DavProcess> {
  const [first] = shelves;
  if (first === undefined) throw new Error('a server without calendars');
  const around = Date.now();
  const child = await forked<typeof jobs>(PROGRAM);
  await endings.add(() => child.end());
  const { port, username, password, homeUrl } = await child.ask('start', { shelves, around });
  const sourceOf = (name: string): Source => {
    return { id: `bench:${name}`, url: new URL(`${name}/`, homeUrl).href, username, password };
  };
  return {
    port,
    events: first.events,
    meanBytes: meanBytes(first.events, around),
    source: sourceOf(first.name),
    sourceOf,
    change: async (turn) => {
      const what = { calendar: first.name, events: first.events, around };
      return (await child.ask('change', { ...what, index: turn % first.events, version: turn })).bytes;
    },
    recorded: () => child.ask('recorded', undefined),
  };
}

function meanBytes(events: number, around: number): number {
  let bytes = 0;
  for (const { text } of loadEvents(events, around)) bytes += Buffer.byteLength(text);
  return bytes / events;
}
