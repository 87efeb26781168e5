// One child process: what it printed, whether it still runs, and an end to it that never hangs.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Written to its standard input, which is then closed. Default: no input at all. */
  readonly input?: string;
}

export interface Child {
  readonly pid: number;
  readonly running: boolean;
  /** Everything printed so far, standard output and error together; the last 1 MB of it. */
  log(): string;
  /** Calls `listener` with each new piece of output. */
  onOutput(listener: (text: string) => void): void;
  signal(signal: NodeJS.Signals): void;
  /** Sends `signal` (SIGTERM), waits for the exit, and sends SIGKILL after 5 s. Idempotent. */
  end(signal?: NodeJS.Signals): Promise<void>;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

const PATIENCE = 5_000;
const LOG_LIMIT = 1_000_000;
const running = new Set<ChildProcess>();

/** Spawns a command directly (no shell), so that the pid is the program's own. Throws when it cannot be started. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const exited = new Promise<Awaited<Child['exited']>>((resolve) => {
    child.once('exit', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  await started(child, options.command);
  child.stdin?.end(options.input);
  return childFrom(child, exited);
}

function started(child: ChildProcess, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`${command} could not be started`, { cause })));
    child.once('spawn', () => {
      if (!process.listeners('exit').includes(killAll)) process.on('exit', killAll);
      running.add(child);
      resolve();
    });
  });
}

function childFrom(child: ChildProcess, exited: Child['exited']): Child {
  let log = '';
  const listeners: ((text: string) => void)[] = [];
  const collect = (text: string): void => {
    log = (log + text).slice(-LOG_LIMIT);
    for (const listener of listeners) listener(text);
  };
  child.stdout?.setEncoding('utf8').on('data', collect);
  child.stderr?.setEncoding('utf8').on('data', collect);
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? -1,
    get running() {
      return isRunning();
    },
    log: () => log,
    onOutput: (listener) => void listeners.push(listener),
    signal: (signal) => void child.kill(signal),
    exited,
    end: async (signal = 'SIGTERM') => {
      if (!isRunning()) return;
      child.kill(signal);
      // A stopped (SIGSTOP) process sees SIGTERM only once it continues.
      child.kill('SIGCONT');
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      await exited;
      clearTimeout(timer);
    },
  };
}

// A test runner that dies half-way must not leave servers behind.
function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}
