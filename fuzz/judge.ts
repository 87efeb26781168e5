// Asks the process in which a target runs, watches it, and starts another one when it is gone.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How far the process may go. */
export interface Bounds {
  /** Milliseconds to wait: for one input, for many, for the process to start. */
  readonly one: number;
  readonly some: number;
  readonly start: number;
  /** Megabytes. */
  readonly memory: number;
}
/** The waiting is far beyond what it takes when nothing hangs. */
const BOUNDS: Bounds = { one: 15_000, some: 60_000, start: 60_000, memory: 512 };

export type Verdict =
  /** These inputs of a campaign. */
  | { readonly ask: 'some'; readonly seed: number; readonly from: number; readonly count: number }
  /** This very input, with the chances of input number `from`. */
  | { readonly ask: 'one'; readonly seed: number; readonly from: number; readonly input: string };

export type Question =
  | Verdict
  /** What input number `from` is. */
  | { readonly ask: 'input'; readonly seed: number; readonly from: number };

export interface Failure {
  readonly index: number;
  readonly input: string;
  readonly why: string;
}

export interface Answer {
  readonly tried: number;
  readonly broken: Failure | null;
}

/** The process did not answer: it hung and was ended, or it ended by itself. */
export class NoVerdict extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'NoVerdict';
  }
}

export interface JudgeOptions {
  /** Absolute path of a module that exports TARGETS, the name of one of them, and where its corpus is. */
  readonly module: string;
  readonly target: string;
  readonly corpus: string;
}

export class Judge {
  readonly #options: JudgeOptions;
  readonly #bounds: Bounds;
  #process: ChildProcess | null = null;
  #corpusSize = 0;

  constructor(options: JudgeOptions, bounds: Bounds = BOUNDS) {
    this.#options = options;
    this.#bounds = bounds;
  }

  /** How many known inputs there are. */
  async corpusSize(): Promise<number> {
    await this.#started();
    return this.#corpusSize;
  }

  /** Throws NoVerdict. */
  async ask(question: Verdict): Promise<Answer> {
    return (await this.#ask(question, this.#bounds[question.ask])) as Answer;
  }

  /** Input number `index` of the campaign `seed`. */
  async input(seed: number, index: number): Promise<string> {
    const { input } = (await this.#ask({ ask: 'input', seed, from: index }, this.#bounds.one)) as {
      readonly input: string;
    };
    return input;
  }

  end(): void {
    this.#process?.kill('SIGKILL');
    this.#process = null;
  }

  async #ask(question: Question, patience: number): Promise<unknown> {
    const child = await this.#started();
    const answer = this.#message(child, patience);
    child.send(question);
    return answer;
  }

  async #started(): Promise<ChildProcess> {
    if (this.#process) return this.#process;
    const { module, target, corpus } = this.#options;
    const child = fork(
      fileURLToPath(new URL('judge-process.ts', import.meta.url)),
      [module, target, corpus],
      {
        execArgv: [`--max-old-space-size=${this.#bounds.memory}`],
        // The last words of a process that ran out of memory are long, and its exit says enough.
        stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
      },
    );
    this.#process = child;
    const { corpus: size } = (await this.#message(child, this.#bounds.start)) as {
      readonly corpus: number;
    };
    this.#corpusSize = size;
    return child;
  }

  #message(child: ChildProcess, patience: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        child.removeAllListeners();
      };
      const timer = setTimeout(() => {
        settle();
        this.end();
        reject(new NoVerdict('hangs'));
      }, patience);
      child.once('message', (message) => {
        settle();
        resolve(message);
      });
      child.once('exit', (code, signal) => {
        settle();
        this.#process = null;
        reject(new NoVerdict(`ends the process (${signal ?? code})`));
      });
    });
  }
}
