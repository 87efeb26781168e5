// The open connection pools, one for each set of credentials, and their end: a password that is no longer used is
// not kept.
import { createHash } from 'node:crypto';
import type { AccountId } from '../core/model.ts';
import type { Access } from '../core/ports.ts';
import type { HostGate } from './host-gate.ts';
import { davHttp, type DavHttp } from './http.ts';
import { surveyor, type Surveyor } from './surveyor.ts';

/** Far longer than two safety looks of an account are apart. */
const IDLE = 3 * 3_600_000;

export interface Pool {
  readonly http: DavHttp;
  readonly surveyor: Surveyor;
}

export interface Pools {
  /** The pool of these credentials. With `owner`, whatever pool that account had before is closed. */
  use(access: Access, owner?: AccountId): Pool;
  /** All pools leave the connections they have, as DavHttp.renew. */
  renew(): void;
  /** Requests sent over all pools, closed ones included. */
  readonly requestCount: number;
  close(): Promise<void>;
}

interface Kept extends Pool {
  readonly owners: Set<AccountId>;
  usedAt: number;
}

/** `now` in epoch ms; `gate` is shared by all pools. */
export function pools(now: () => number, gate: HostGate): Pools {
  const open = new Map<string, Kept>();
  const closing = new Set<Promise<void>>();
  let closedCount = 0;
  const drop = (key: string, { http }: Kept): void => {
    open.delete(key);
    closedCount += http.count;
    const ending = http.close().finally(() => closing.delete(ending));
    closing.add(ending);
  };
  const evict = (used: string, owner: AccountId | undefined): void => {
    for (const [key, pool] of open) {
      const isAbandoned =
        key !== used && owner !== undefined && pool.owners.delete(owner) && pool.owners.size === 0;
      if (isAbandoned || now() - pool.usedAt > IDLE) drop(key, pool);
    }
  };
  return {
    use(access, owner) {
      const key = createHash('sha256').update(JSON.stringify(access)).digest('base64');
      const pool = open.get(key) ?? { ...opened(access, now, gate), owners: new Set(), usedAt: now() };
      open.set(key, pool);
      pool.usedAt = now();
      if (owner !== undefined) pool.owners.add(owner);
      evict(key, owner);
      return pool;
    },
    renew() {
      for (const { http } of open.values()) http.renew();
    },
    get requestCount() {
      return [...open.values()].reduce((sum, { http }) => sum + http.count, closedCount);
    },
    async close() {
      for (const [key, pool] of open) drop(key, pool);
      await Promise.all(closing);
    },
  };
}

function opened(access: Access, now: () => number, gate: HostGate): Pool {
  const http = davHttp(access, now, { gate });
  return { http, surveyor: surveyor(http, now) };
}
