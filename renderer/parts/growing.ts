// A list of thousands is drawn as far as it is looked at, and some way ahead.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** So many are drawn at first, and more each time the end comes near. */
const STEP = 60;
/** How near the end must come, in the style sheet's terms. */
const AHEAD = '1500px';

interface Growing {
  /** How many are drawn. */
  readonly drawn: number;
  /** Belongs on an element after the last one drawn, inside of what scrolls (`.scroll`). */
  readonly end: RefObject<HTMLDivElement | null>;
}

/**
 * @param total how many there are.
 * @param needed how many must be drawn for one of them to be led to; it stays drawn.
 */
export function useGrowing(total: number, needed: number): Growing {
  const [grown, setGrown] = useState(STEP);
  const reached = useRef(0);
  reached.current = Math.max(reached.current, needed);
  const drawn = Math.min(total, Math.max(grown, reached.current));
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = end.current;
    if (!element || drawn >= total) return;
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some((entry) => entry.isIntersecting)) setGrown(drawn + STEP);
      },
      { root: element.closest('.scroll'), rootMargin: AHEAD },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [drawn, total]);
  return { drawn, end };
}
