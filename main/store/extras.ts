// What an event says beside its words and times, as one column: NULL while all of it is in its quietest state.
import type { Occurrence } from '../core/model.ts';

export type Extra = Pick<Occurrence, 'join' | 'alarms' | 'free' | 'mine'>;

const QUIET: Extra = { join: '', alarms: [], free: false, mine: null };

/** The column of an event; only what is not in its quietest state is in it. */
export function fromExtra({ join, alarms, free, mine }: Extra): string | null {
  if (join === '' && alarms.length === 0 && !free && mine === null) return null;
  return JSON.stringify({
    ...(join !== '' && { join }),
    ...(alarms.length > 0 && { alarms }),
    ...(free && { free }),
    ...(mine !== null && { mine }),
  });
}

/** The column of an occurrence whose object's is another: nothing is quieter than that. */
export const QUIETEST = '{}';

/** What a column says. */
export function toExtra(json: string | null): Extra {
  return json === null || json === QUIETEST ? QUIET : { ...QUIET, ...(JSON.parse(json) as Partial<Extra>) }; // written by fromExtra
}
