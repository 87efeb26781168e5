// What the notifier has learnt about the calendar server from the answers it let through: which paths are calendars
// and which are homes. Only a memory: it starts empty, and nothing is wrong without it, only less is advertised.

/** A server with more collections than this loses the oldest knowledge first. */
const MOST = 100_000;

/** Paths are canonical and end in a slash. */
export interface Places {
  isCalendar(path: string): boolean;
  isHome(path: string): boolean;
  learnCalendar(path: string): void;
  learnHome(path: string): void;
  /** A collection is gone: its name may come back as something else. */
  forget(path: string): void;
}

/** An empty memory. */
export function createPlaces(most = MOST): Places {
  const known = new Map<string, 'calendar' | 'home'>();
  const learn = (path: string, kind: 'calendar' | 'home') => {
    known.delete(path); // to the young end of the insertion order
    known.set(path, kind);
    const oldest = known.keys().next();
    if (known.size > most && !oldest.done) known.delete(oldest.value);
  };
  return {
    isCalendar: (path) => known.get(path) === 'calendar',
    isHome: (path) => known.get(path) === 'home',
    learnCalendar: (path) => learn(path, 'calendar'),
    learnHome: (path) => learn(path, 'home'),
    forget: (path) => void known.delete(path),
  };
}
