// Who is behind a user name: the principal the calendar server gives for it, and what that is called. Asked once a day
// for each, right after a request of theirs that the server accepted.
import { collectionPath } from '../front/paths.ts';
import { davProperty, principalIn, type Accepted, type Questions } from '../front/questions.ts';

export interface Identity {
  /** Canonical path of the principal, ending in a slash. */
  readonly principal: string;
  /** '' when the server has no name for it. */
  readonly name: string;
}

export interface Identities {
  /** What is known: null nothing yet; 'nobody' the server does not look at the name at all. */
  of(user: string): Identity | 'nobody' | null;
  /** What a principal is called; '' when that is not known. */
  nameOf(principal: string): string;
  /** A request of this user was accepted: asks who that is, unless it is known. Never rejects. */
  meet(user: string, path: string, as: Accepted): Promise<void>;
  /** Who shows this token: asked anew each time, since a token is not remembered. */
  identify(path: string, as: Accepted): Promise<Identity | 'nobody' | null>;
}

/** Milliseconds. A question that was not answered is asked again sooner. */
const KNOWN = 24 * 3_600_000;
const UNKNOWN = 5 * 60_000;
const MOST = 10_000;

interface Met {
  readonly who: Identity | 'nobody' | null;
  readonly until: number;
}

/** Nobody is known yet. `now` in epoch ms. */
export function createIdentities(questions: Questions, now: () => number): Identities {
  const met = new Map<string, Met>();
  const names = new Map<string, string>();
  const asking = new Map<string, Promise<void>>();
  const identify = async (path: string, as: Accepted) => {
    const found = await questions.ask(path, ['current-user-principal'], as);
    const told = found && principalIn(found);
    if (told === null || told === 'nobody') return told;
    const principal = collectionPath(told.href);
    const described = await questions.ask(principal, ['displayname'], as);
    const name = (described && davProperty(described, 'displayname')?.text) ?? '';
    remember(names, principal, name);
    return { principal, name };
  };
  return {
    of: (user) => met.get(user)?.who ?? null,
    nameOf: (principal) => names.get(principal) ?? '',
    async meet(user, path, as) {
      const before = met.get(user);
      // Whoever comes while it is being asked waits for the same answer.
      if (before && now() < before.until) return asking.get(user);
      remember(met, user, { who: before?.who ?? null, until: now() + UNKNOWN });
      const asked = identify(path, as).then((who) => {
        // Where anybody may read, the server knows nobody who comes with a wrong password: that unsays no name.
        if (who === 'nobody' && before?.who) return;
        if (who !== null) remember(met, user, { who, until: now() + (who === 'nobody' ? UNKNOWN : KNOWN) });
      });
      asking.set(user, asked);
      await asked.finally(() => asking.delete(user));
    },
    identify,
  };
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key); // to the young end of the insertion order
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > MOST && !oldest.done) map.delete(oldest.value);
}
