// Work that takes turns: each piece begins when the one before has ended, well or not.

/** Runs a piece of work in its turn; whoever asked gets its result or its failure. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** A new row to stand in. */
export function takingTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined); // the next in line goes on
    return done;
  };
}
