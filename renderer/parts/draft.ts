// A field that shows what the main process holds, except while a person changes it.
import { useEffect, useState } from 'preact/hooks';

export interface Draft {
  readonly value: string;
  readonly onType: (text: string) => void;
  /** What was typed is meant. */
  readonly onDone: () => void;
}

/**
 * @param held what the main process holds, as text.
 * @param save asks for what was typed; false means it was refused, or is nothing that can be kept: the field jumps back.
 */
export function useDraft(held: string, save: (text: string) => Promise<boolean>): Draft {
  const [typed, setTyped] = useState<string | null>(null);
  // It has been taken over, perhaps put in order.
  useEffect(() => setTyped(null), [held]);
  const done = async (text: string) => {
    if (text === held || !(await save(text))) setTyped(null);
  };
  return {
    value: typed ?? held,
    onType: setTyped,
    onDone: () => {
      if (typed !== null) void done(typed);
    },
  };
}

/** A whole number between two bounds, in text; null when it is none. */
export function numberIn(text: string, least: number, most: number): number | null {
  const number = /^\d{1,9}$/.test(text.trim()) ? Number(text) : NaN;
  return number >= least && number <= most ? number : null;
}

/** The lines of a text that say something, without the space around them. */
export function linesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
