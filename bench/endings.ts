// Everything a run started, to be ended in reverse, whether it went well, failed or was interrupted.

export interface Endings {
  /** Remembers how to end something. When all was ended already, ends it at once and throws. */
  add(end: () => Promise<void>): Promise<void>;
  /** Ends everything, last first; a failing one does not keep the others. Idempotent. */
  all(): Promise<void>;
}

/** An empty list; `complain` hears of endings that failed. */
export function endings(complain: (error: unknown) => void): Endings {
  const open: (() => Promise<void>)[] = [];
  let ending: Promise<void> | null = null;
  const endAll = async (): Promise<void> => {
    for (let end = open.pop(); end !== undefined; end = open.pop()) await end().catch(complain);
  };
  return {
    add: async (end) => {
      if (ending === null) return void open.push(end);
      await end().catch(complain);
      throw new Error('interrupted');
    },
    all: () => (ending ??= endAll()),
  };
}
