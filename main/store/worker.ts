// The thread the store lives in: parsing and writing a large calendar never holds up the window.
import { parentPort, workerData } from 'node:worker_threads';
import { sent, type Call, type Message, type Opening } from './calls.ts';
import { Keeper } from './keeper.ts';
import type { Damage } from './open-database.ts';

function open(opening: Opening): Keeper | null {
  try {
    const keeper = new Keeper(opening, (damage) => say({ is: 'damage', damage: sentDamage(damage) }));
    say({ is: 'open', damage: keeper.damage && sentDamage(keeper.damage) });
    return keeper;
  } catch (error) {
    say({ is: 'not-open', error: sent(error) });
    return null;
  }
}

async function answer(keeper: Keeper, call: Call): Promise<void> {
  try {
    const value = await keeper.answer(call);
    if (call.to !== 'open') say({ is: 'value', id: call.id, value });
  } catch (error) {
    if (call.to !== 'open') say({ is: 'failure', id: call.id, error: sent(error) });
    // Else the first call for that intake hears of it.
  }
  if (call.to === 'store' && call.method === 'close') parentPort?.close();
}

function sentDamage({ error, keptAs }: Damage) {
  return { error: sent(error), keptAs };
}

function say(message: Message): void {
  parentPort?.postMessage(message);
}

const keeper = open(workerData as Opening);
if (keeper) parentPort?.on('message', (call: Call) => void answer(keeper, call));
