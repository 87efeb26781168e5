// A lively colleague: something happens in the shared calendar every few seconds, until somebody has seen enough.
import { setTimeout as pause } from 'node:timers/promises';
import type { Colleague, Written } from '../test/support/colleague.ts';
import { dayTime } from '../test/support/seeded-week.ts';
import type { Expected } from './screens.ts';
import type { Stage } from './stage.ts';

const TITLES = ['Coffee with the board', 'Security walk-through', 'Pairing', 'Budget', 'Retro of the retro'];
const PLACES = ['Room 4.12', 'Room 2.01', 'Garden', 'Big hall', 'Jitsi'];
/** What she does in turn; more is created than cancelled, so that there is always something to change. */
const TURNS = ['create', 'move', 'rename', 'create', 'relocate', 'move', 'cancel'] as const;
/** Milliseconds between two edits. */
const SHORTEST = 5_500;
const LONGEST = 10_000;
const ANY: Expected = { title: null, changes: 1 };

interface Deed {
  readonly said: string;
  readonly written: Written;
}

/** Edits until `signal` is aborted; says what she does and how soon the alert was there. */
export async function beLively(stage: Stage, signal: AbortSignal): Promise<void> {
  const own: string[] = [];
  for (let turn = 0; !signal.aborted; turn++) {
    const begun = Date.now();
    const deed = await doSomething(stage.world.colleague, own, turn);
    const alert = await stage.screens.alert(stage.app, begun, ANY).catch(() => null);
    const soon = alert === null ? 'no alert' : `alert after ${seconds(alert.at - deed.written.wroteAt)} s`;
    console.log(`${new Date().toTimeString().slice(0, 8)}  bob ${deed.said.padEnd(56)} ${soon}`);
    const wait = SHORTEST + Math.random() * (LONGEST - SHORTEST);
    // Aborted: there is nothing left to wait for.
    await pause(wait, undefined, { signal }).catch(() => undefined);
  }
}

/** `own`: names of the events she made and has not cancelled, oldest first. */
async function doSomething(colleague: Colleague, own: string[], turn: number): Promise<Deed> {
  const startsAt = dayTime(Date.now(), 1 + (turn % 5), 9 + (turn % 9), (turn % 2) * 30);
  const name = own.at(-1) ?? '';
  const title = name === '' ? '' : colleague.facts(name).title;
  switch (TURNS[turn % TURNS.length] ?? 'create') {
    case 'move':
      return { said: `moves ${title}`, written: await colleague.move(name, startsAt) };
    case 'rename':
      return {
        said: `renames ${title}`,
        written: await colleague.rename(name, `${title} (now with biscuits)`),
      };
    case 'relocate':
      return { said: `finds another place for ${title}`, written: await colleague.relocate(name, 'Roof') };
    case 'cancel': {
      const oldest = own.shift() ?? name;
      return { said: `cancels ${colleague.facts(oldest).title}`, written: await colleague.cancel(oldest) };
    }
    case 'create': {
      const facts = { title: pick(TITLES, turn), place: pick(PLACES, turn), startsAt };
      own.push(`own-${turn}`);
      return { said: `creates ${facts.title}`, written: await colleague.create(`own-${turn}`, facts) };
    }
  }
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? '';
}

function seconds(ms: number): string {
  return (Math.max(0, ms) / 1_000).toFixed(2);
}
