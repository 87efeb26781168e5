// Other people's iCalendar libraries, from Debian: what they read they write again in their own way.
import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export const PROGRAMS = ['libical', 'icalendar', 'vobject', 'sabre'] as const;
export type Program = (typeof PROGRAMS)[number];

/** Debian's own Python: its packages are not those of another one that may come first in the path. */
const PYTHON = '/usr/bin/python3';
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Whether this machine has them all. */
export const hasForeignPrograms =
  spawnSync(PYTHON, ['-c', 'import ctypes, icalendar, vobject; ctypes.CDLL("libical.so.3")']).status === 0 &&
  spawnSync('php', ['-r', 'require "Sabre/VObject/autoload.php";']).status === 0;

export interface ForeignPrograms {
  /** The object as this program writes what it has read; null: it cannot read it. */
  rewrite(program: Program, text: string): Promise<string | null>;
  stop(): Promise<void>;
}

/** Starts them; they wait for work. */
export function startForeignPrograms(): ForeignPrograms {
  const python = worker(PYTHON, [here('rewrite.py')]);
  const php = worker('php', [here('rewrite.php')]);
  return {
    rewrite: (program, text) => (program === 'sabre' ? php : python).ask({ program, text }),
    stop: async () => void (await Promise.all([python.stop(), php.stop()])),
  };
}

interface Answer {
  readonly text?: string;
}

function worker(command: string, args: readonly string[]) {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting: ((line: string) => void)[] = [];
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line));
  return {
    async ask(question: { readonly program: Program; readonly text: string }): Promise<string | null> {
      const answered = new Promise<string>((resolve, reject) => {
        waiting.push(resolve);
        void ended.then(() => reject(new Error(`${command} ended`)));
      });
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const answer = JSON.parse(await answered) as Answer; // our own two programs write nothing else
      return answer.text ?? null;
    },
    async stop(): Promise<void> {
      child.stdin.end();
      await ended;
    },
  };
}
