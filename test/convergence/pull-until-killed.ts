// A child process for the kill test: pulls one calendar into a real file through the real worker, again and again, until
// it is killed. Says 'damaged' should the file be set aside, and 'level' whenever a pull found nothing left to do.
import { calDav } from '../../main/caldav/caldav.ts';
import { BelfryError } from '../../main/core/errors.ts';
import { openStore } from '../../main/store/open-store.ts';
import { aCalendar } from '../support/model-facts.ts';
import { CALENDAR, Replica } from '../support/replica.ts';

const [file = '', url = '', username = '', password = ''] = process.argv.slice(2);
const never = new AbortController().signal;
const say = (word: string): void => void process.stdout.write(`${word}\n`);

const { store, damage } = await openStore(
  { file, at: Date.now() },
  new URL('../../main/store/worker.ts', import.meta.url),
);
if (damage) say('damaged');
// Hours between two pulls: no Retry-After lasts.
let now = Date.now();
const caldav = calDav(() => now);
const calendar = aCalendar({ id: CALENDAR, accountId: 'acc', url });
const remote = caldav.remote(calendar, { credentials: { username, password }, trusted: [] });
const replica = new Replica(store);
say('ready');
for (let round = 0; ; round += 1) {
  now += 6 * 3_600_000;
  try {
    const { objects } = await replica.pullFrom(remote, { audit: round % 3 === 2, signal: never, at: now });
    if (objects === 0) say('level');
  } catch (error) {
    if (!(error instanceof BelfryError) || error.kind === 'bug' || error.kind === 'storage') throw error;
    say(error.kind);
  }
}
