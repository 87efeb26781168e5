import { expect, test } from 'vitest';
import { calDav } from '../../../main/caldav/caldav.ts';
import { basicCredentials } from '../../support/basic-gate.ts';
import { hasDavical, startDavical } from '../../support/davical.ts';

const signal = new AbortController().signal;

test.runIf(hasDavical)(
  'a DAViCal that schedules says so, and under which addresses it knows the person',
  async () => {
    const davical = await startDavical({ users: { alice: 'secret' }, schedules: true });
    const dav = calDav(Date.now);
    try {
      const access = { credentials: { username: 'alice', password: 'secret' }, trusted: [] };
      const headers = { authorization: basicCredentials('alice', 'secret') };
      await fetch(`${davical.url}alice/calendar/`, { method: 'MKCALENDAR', headers });
      const found = await dav.discover(davical.url, access, () => {}, signal);
      expect(found).toMatchObject({
        schedules: true,
        self: { addresses: ['alice@example.org', '/caldav.php/alice/'], username: 'alice', name: 'Alice' },
      });
    } finally {
      await dav.close();
      await davical.stop();
    }
  },
  60_000,
);
