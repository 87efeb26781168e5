// Which writes are under way at which path: whoever asks what lies there now has to know whether somebody else may have
// put it there meanwhile.

/** One write at one path. */
export interface Ticket {
  /** False when another write may have come before, between or after, as far as is known until now. */
  isAlone(): boolean;
  /** The write was answered, or never will be. */
  ends(): void;
  /** Nobody will ask isAlone() any more. */
  leave(): void;
}

export interface Traffic {
  /** A write begins. */
  enter(path: string): Ticket;
  /** Paths something is known about. */
  readonly size: number;
}

interface Place {
  begun: number;
  writing: number;
  held: number;
}

/** Nothing under way. */
export function createTraffic(): Traffic {
  const places = new Map<string, Place>();
  return {
    enter(path) {
      const place = places.get(path) ?? { begun: 0, writing: 0, held: 0 };
      places.set(path, place);
      const wasFree = place.writing === 0;
      place.begun += 1;
      place.writing += 1;
      place.held += 1;
      const mine = place.begun;
      return {
        isAlone: () => wasFree && place.begun === mine,
        ends: () => void (place.writing -= 1),
        leave() {
          place.held -= 1;
          if (place.held === 0) places.delete(path);
        },
      };
    },
    get size() {
      return places.size;
    },
  };
}
