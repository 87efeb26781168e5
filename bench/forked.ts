// Programs in processes of their own, so that what is measured shares no event loop with what it is measured by.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

/** What a program can be asked to do: name -> what it does with its one argument. Both cross as JSON. */
export type Jobs = Readonly<Record<string, (input: never) => Promise<unknown>>>;

export interface Forked<J extends Jobs> {
  readonly pid: number;
  /** Has the program do a job. Throws what went wrong there, or that it ended. */
  ask<K extends keyof J & string>(job: K, input: Parameters<J[K]>[0]): Promise<Awaited<ReturnType<J[K]>>>;
  /** Ends it (SIGKILL when SIGTERM does not help within 5 s). Idempotent. */
  end(): Promise<void>;
}

interface Message {
  readonly id: number;
  readonly job: string;
  readonly input: unknown;
}

type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

const PATIENCE = 5_000;
const running = new Set<ChildProcess>();

/** Starts `program` (a module that calls serveJobs), with these switches for Node itself. */
export async function forked<J extends Jobs>(
  program: URL,
  switches: readonly string[] = [],
): Promise<Forked<J>> {
  const child = fork(fileURLToPath(program), { execArgv: [...switches] });
  if (!process.listeners('exit').includes(killAll)) process.on('exit', killAll);
  running.add(child);
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  child.on('message', (reply: Reply) => {
    const asker = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) asker?.reject(new Error(reply.error));
    else asker?.resolve(reply.value as never);
  });
  child.once('exit', (code, signal) => {
    running.delete(child);
    for (const { reject } of waiting.values())
      reject(new Error(`${program.pathname} ended: ${signal ?? code}`));
    waiting.clear();
  });
  await once(child, 'spawn');
  let calls = 0;
  return {
    pid: child.pid ?? -1,
    ask: (job, input) =>
      new Promise((resolve, reject) => {
        const id = (calls += 1);
        waiting.set(id, { resolve, reject });
        child.send({ id, job, input } satisfies Message, (error) => error && reject(error));
      }),
    end: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await exited;
  clearTimeout(timer);
}

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** In the program: does what it is asked, several jobs at a time if they come so. */
export function serveJobs(jobs: Jobs): void {
  process.on('message', (message: Message) => void perform(jobs, message));
  // Whoever asked is gone.
  process.on('disconnect', () => process.exit());
}

async function perform(jobs: Jobs, { id, job, input }: Message): Promise<void> {
  let reply: Reply;
  try {
    const run = jobs[job];
    if (run === undefined) throw new Error(`no such job: ${job}`);
    reply = { id, value: await run(input as never) };
  } catch (error) {
    reply = { id, error: inspect(error) };
  }
  process.send?.(reply);
}
