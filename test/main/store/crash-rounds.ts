// What the rounds of the crash test list: two hundred objects, of which every other is the round's own and the rest
// are those of always, in a version of the round.
import type { CalendarObject } from '../../../main/core/model.ts';
import type { ListedMember } from '../../../main/core/sync/replica-ports.ts';
import { event } from '../../support/pull-rounds.ts';

export const OBJECTS = 200;
/** From one round to the next: half of the objects go, as many come, and the other half change. */
export const CHANGES = (OBJECTS * 3) / 2;

/** The objects of a round. */
export function objectsOf(round: number): readonly CalendarObject[] {
  return Array.from({ length: OBJECTS }, (_, n) => {
    const uid = n % 2 === 0 ? `own-${round}-${n}` : `always-${n}`;
    return event(uid, { title: `round ${round}` }, `v${round}`);
  });
}

export function listedIn(round: number): readonly ListedMember[] {
  return objectsOf(round).map(({ href, etag }) => ({ href, etag }));
}
