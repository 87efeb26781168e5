// The calendar server behind the CalDav port: one connection pool for each set of credentials.
import { createHash } from 'node:crypto';
import type { Access, CalDav } from '../core/ports.ts';
import { isSameSite } from '../core/same-site.ts';
import { locateServer, parseAddress } from './address.ts';
import { discover } from './discovery.ts';
import { davHttp, type DavHttp } from './http.ts';
import { remoteCalendar } from './remote-calendar.ts';
import { survey } from './survey.ts';

/** Makes the port. `now` in epoch ms. */
export function calDav(now: () => number): CalDav {
  const pools = new Map<string, DavHttp>();
  let closedCount = 0;
  const pool = (access: Access): DavHttp => {
    const key = createHash('sha256').update(JSON.stringify(access)).digest('base64');
    const known = pools.get(key) ?? davHttp(access, now);
    pools.set(key, known);
    return known;
  };
  return {
    async locate(address, access, signal) {
      const parsed = parseAddress(address);
      const url = await locateServer(parsed, pool(access), signal);
      const typed = new URL(parsed.url).hostname;
      // Whoever names a host chose it; one it sends them on to they did not choose.
      const domain = parsed.domain ?? (isSameSite(typed, new URL(url).hostname) ? null : typed);
      return { url, domain };
    },
    discover: (url, access, onStep, signal) => discover(url, pool(access), onStep, signal),
    survey: (account, access, signal) => survey(pool(access), account, signal),
    remote: (calendar, access) => remoteCalendar(calendar.url, pool(access)),
    get requestCount() {
      return [...pools.values()].reduce((sum, p) => sum + p.count, closedCount);
    },
    async close() {
      closedCount = this.requestCount;
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map((p) => p.close()));
    },
  };
}
