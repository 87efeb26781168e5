// The main side of preload/contract.ts: requests are answered only to our own page and only in their own shape.
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import * as v from 'valibot';
import type { Requests } from '../../preload/contract.ts';
import { asBelfryError, BelfryError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import { channel } from './channel.ts';
import { ORIGIN } from './page-file.ts';
import { SHAPES, type Argument } from './shapes.ts';

type Answer<R extends keyof Requests> = ReturnType<Requests[R]>;
/** One handler per request. */
export type Handlers = {
  readonly [R in keyof Requests]: (argument: Argument<R>) => Answer<R> | Promise<Answer<R>>;
};

export interface IpcPlan {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  /** The contents of our windows, as many as there are just now. */
  readonly windows: () => readonly WebContents[];
  readonly log: Log;
}

/** Answers requests from now on; returns what ends it. */
export function serveRequests(handlers: Handlers, plan: IpcPlan): () => void {
  const names = Object.keys(SHAPES) as (keyof Requests)[]; // SHAPES has exactly the contract's keys
  for (const name of names) {
    plan.ipcMain.handle(channel(name), (event, ...values: unknown[]) => {
      return answered(name, plan.log, () => {
        if (!isOurs(event, plan.windows())) throw refusal('foreign-sender', name);
        return perform(name, handlers, values);
      });
    });
  }
  return () => names.forEach((name) => plan.ipcMain.removeHandler(channel(name)));
}

/** True when a request comes from the main frame of one of our windows, showing one of our pages. */
export function isOurs(
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  windows: readonly WebContents[],
): boolean {
  const frame = event.senderFrame; // null once the frame has navigated away or gone
  if (!frame || !windows.includes(event.sender)) return false;
  return frame.parent === null && frame.url.startsWith(ORIGIN);
}

function perform<R extends keyof Requests>(name: R, handlers: Handlers, values: readonly unknown[]): unknown {
  const parsed = v.safeParse(SHAPES[name], values[0]);
  if (!parsed.success || values.length > 1) throw refusal('bad-shape', name);
  return handlers[name](parsed.output);
}

/** Errors cross as their kind alone: messages and stacks may name what the page need not know. */
async function answered(name: string, log: Log, work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    const failure = asBelfryError(error);
    log.error('ipc', failure, { request: name });
    const crossing = new Error(failure.kind);
    crossing.name = 'BelfryError';
    throw crossing;
  }
}

function refusal(reason: string, request: string): BelfryError {
  return new BelfryError('forbidden', { reason, what: request });
}
