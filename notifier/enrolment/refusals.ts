// Early signs that somebody may not read any more: the calendar server said no to the very credentials that a device was
// enrolled with. A name alone proves nothing, or anybody could silence others by asking wrongly in their name.
import { createHmac, randomBytes } from 'node:crypto';
import { collectionPath } from '../front/paths.ts';
import type { Answered } from '../front/proxy.ts';
import { keyOf } from '../members/keys.ts';
import type { Membership } from '../members/membership.ts';

export interface Enlisted {
  readonly reader: string;
  readonly device: string;
}

export interface RefusalsOptions {
  readonly membership: Pick<Membership, 'refused'>;
  readonly leave: (who: Enlisted) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

export interface Refusals {
  /** This device was enrolled with these credentials. */
  learn(who: Enlisted, authorization: string): void;
  /** Takes back what the answer shows to be over. */
  notice(answered: Answered): void;
}

/** Credentials remembered, as hashes under a key that ends with the process. */
const MOST = 10_000;
const GONE: ReadonlySet<number> = new Set([403, 404, 410]);

/** Nobody is known yet. */
export function createRefusals({ membership, leave, onFailure }: RefusalsOptions): Refusals {
  const key = randomBytes(32);
  const known = new Map<string, ReadonlyMap<string, Enlisted>>();
  const hashed = (authorization: string) => createHmac('sha256', key).update(authorization).digest('base64');
  const take = async (work: readonly Promise<void>[]) => {
    for (const each of await Promise.allSettled(work)) if (each.status === 'rejected') onFailure(each.reason);
  };
  return {
    learn(who, authorization) {
      if (authorization === '') return;
      const hash = hashed(authorization);
      const devices = new Map(known.get(hash)).set(`${who.device} ${who.reader}`, who);
      known.delete(hash); // to the young end of the insertion order
      known.set(hash, devices);
      const oldest = known.keys().next();
      if (known.size > MOST && !oldest.done) known.delete(oldest.value);
    },
    notice({ method, target, authorization = '', status }) {
      if (authorization === '' || (status !== 401 && !GONE.has(status))) return;
      const hash = hashed(authorization);
      const devices = [...(known.get(hash)?.values() ?? [])];
      // A password that was right and is wrong now: the account is closed, or the password is another by now. A token ends by
      // itself every hour.
      if (status === 401 && /^basic\s/i.test(authorization)) {
        known.delete(hash);
        void take(devices.map(leave));
      }
      // Any other method may be refused to somebody who may read: 403 is also the answer to a stale sync token.
      if (GONE.has(status) && method === 'PROPFIND') {
        const path = collectionPath(target);
        const keys = [keyOf({ kind: 'collection', path }), keyOf({ kind: 'home', path })];
        const readers = new Set(devices.map(({ reader }) => reader));
        void take([...readers].map((reader) => membership.refused(reader, keys)));
      }
    },
  };
}
