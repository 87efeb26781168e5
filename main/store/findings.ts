// What a commit found, on its way into the inbox. What went and what came is held back to the end: a calendar imported
// once more under new names lost all its events and has got them all, and to a person nothing happened.
import { mergeMoves } from '../core/changes/moved-objects.ts';
import type { Change } from '../core/model.ts';
import type { Addition, Inbox } from './inbox.ts';

/** More than these are not held in memory: each is told as it was found. */
const MOST_HELD = 5_000;
/** Added in one transaction: each is a row and its words. */
const BATCH = 500;

export class Findings {
  readonly #inbox: Inbox;
  readonly #addition: Addition;
  #held: Change[] = [];
  #joined: readonly Change[] | null = null;
  #count = 0;

  constructor(inbox: Inbox, addition: Addition) {
    this.#inbox = inbox;
    this.#addition = addition;
  }

  /** How many changes there are in the end. */
  get count(): number {
    return this.#count;
  }

  /** Takes in what was found; inside a transaction. */
  add(changes: readonly Change[]): void {
    const isFull = this.#held.length >= MOST_HELD;
    const kept = changes.filter((change) => !isFull && isComingOrGoing(change));
    this.#held.push(...kept);
    this.#write(kept.length === 0 ? changes : changes.filter((change) => !isComingOrGoing(change)));
  }

  /** Adds a part of what was held back; true when that was all. Inside a transaction, after the last add(). */
  settle(): boolean {
    this.#joined ??= mergeMoves(this.#held);
    this.#write(this.#joined.slice(0, BATCH));
    this.#joined = this.#joined.slice(BATCH);
    return this.#joined.length === 0;
  }

  #write(changes: readonly Change[]): void {
    this.#inbox.add(this.#addition, changes);
    this.#count += changes.length;
  }
}

function isComingOrGoing({ kind }: Change): boolean {
  return kind === 'created' || kind === 'invited' || kind === 'deleted';
}
