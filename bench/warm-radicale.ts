// A real Radicale that holds the load and has read all of it: what a server is like after its first day.
import { startRadicale } from '../test/support/radicale.ts';
import type { Radicale } from '../test/support/radicale.ts';
import { bareDav } from './bare-dav.ts';
import type { Endings } from './endings.ts';
import { loadEvent, loadEvents } from './load.ts';
import type { Source } from './client-program.ts';
import type { Tell } from './scene.ts';
import { openTwin, warmUp } from './twin.ts';
import type { Edit, Twin } from './twin.ts';

export interface WarmRadicale {
  readonly port: number;
  readonly events: number;
  /** Alice's calendar, for a client. */
  readonly source: Source;
  /** Puts edit number `turn` into it, as another program would. */
  change(turn: number): Promise<void>;
  /** A copy for the floors, made when it is first asked for; it sees the same edits. */
  twin(): Promise<Twin>;
}

const ALICE = { username: 'alice', password: 'alice-secret' } as const;
const LOOK = { name: 'Work', color: '#1a73a7' } as const;
const PATH = '/alice/work/';

/** Starts it with `events` events. What it starts is added to `endings`. */
export async function openRadicale(events: number, endings: Endings, tell: Tell): Promise<WarmRadicale> {
  tell(`filling a calendar server with ${events} events, and its cache`);
  const around = Date.now();
  const radicale = await startRadicale({ users: { [ALICE.username]: ALICE.password, bob: 'bob-secret' } });
  await endings.add(() => radicale.stop());
  const files = [...loadEvents(events, around)].map(({ name, text }) => [name, text] as const);
  await radicale.seed('alice', 'work', LOOK, Object.fromEntries(files));
  await warmUp(radicale, ALICE.password);
  const edit: Edit = (turn) => {
    const { name: file, text } = loadEvent(turn % events, events, around, turn);
    return { file, text };
  };
  const writer = bareDav(radicale.port, ALICE.username, ALICE.password);
  await endings.add(async () => writer.close());
  let twin: Promise<Twin> | null = null;
  return {
    port: radicale.port,
    events,
    source: { id: 'bench:work', url: new URL(PATH, radicale.url).href, ...ALICE },
    change: async (turn) => {
      const { file, text } = edit(turn);
      await writer.put(PATH + file, text);
    },
    twin: () => (twin ??= twinOf(radicale, edit, endings)),
  };
}

async function twinOf(radicale: Radicale, edit: Edit, endings: Endings): Promise<Twin> {
  const twin = await openTwin(radicale, edit);
  await endings.add(async () => twin.close());
  return twin;
}
