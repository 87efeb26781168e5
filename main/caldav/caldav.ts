// The calendar server behind the CalDav port.
import type { CalDav } from '../core/ports.ts';
import { isSameSite } from '../core/sync/same-site.ts';
import { locateServer, parseAddress } from './address.ts';
import { discover } from './discovery.ts';
import { enrol, leave } from './enrol.ts';
import { hostGate } from './host-gate.ts';
import { pools } from './pools.ts';
import { remoteCalendar } from './remote-calendar.ts';
import { testPing } from './test-ping.ts';

/** Makes the port. `now` in epoch ms. */
export function calDav(now: () => number): CalDav {
  const open = pools(now, hostGate(now));
  return {
    async locate(address, access, signal) {
      const parsed = parseAddress(address);
      const url = await locateServer(parsed, open.use(access).http, signal);
      const typed = new URL(parsed.url).hostname;
      // Whoever names a host chose it; one it sends them on to they did not choose.
      const domain = parsed.domain ?? (isSameSite(typed, new URL(url).hostname) ? null : typed);
      return { url, domain };
    },
    discover(url, access, onStep, signal) {
      const { http, surveyor } = open.use(access);
      return discover(url, { http, surveyor, username: access.credentials.username }, onStep, signal);
    },
    survey: (account, access, signal) => open.use(access, account.id).surveyor.survey(account, signal),
    remote: (calendar, access) => remoteCalendar(calendar.url, open.use(access, calendar.accountId).http),
    testPing: ({ id, homeUrls }, access, signal) => testPing(homeUrls, open.use(access, id).http, signal),
    enrol: (account, wish, access, signal) => enrol(wish, open.use(access, account?.id).http, signal),
    leave: ({ id }, wish, access, signal) => leave(wish, open.use(access, id).http, signal),
    renew: () => open.renew(),
    get requestCount() {
      return open.requestCount;
    },
    close: () => open.close(),
  };
}
