// A child process for the kill test of alerts: the whole conductor with the real store in its thread, looking at a server
// again and again, until it is killed. Each toast is a line of a file before anything else happens.
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { Belfry } from '../../main/belfry.ts';
import { calDav } from '../../main/caldav/caldav.ts';
import type { ToastView } from '../../main/core/alerts/toast-view.ts';
import { shortHash } from '../../main/core/short-hash.ts';
import { systemClock } from '../../main/electron/clock.ts';
import { openStore } from '../../main/store/open-store.ts';
import { FakeAttention, FakeDisplay, FakeVault, MemorySettings } from '../support/fake-world.ts';
import { aCalendar, anAccount } from '../support/model-facts.ts';
import { QuietLog } from '../support/quiet-log.ts';

const [file = '', toasts = '', principalUrl = '', homeUrl = '', url = '', username = '', password = ''] =
  process.argv.slice(2);
const say = (word: string): void => void process.stdout.write(`${word}\n`);

class Screen extends FakeDisplay {
  override async toast({ id, title, changeIds }: ToastView): Promise<void> {
    appendFileSync(toasts, `${JSON.stringify({ id, title, changeIds })}\n`);
    // As long as a slow notification daemon takes to answer.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const { store, damage } = await openStore(
  { file, at: Date.now() },
  new URL('../../main/store/worker.ts', import.meta.url),
);
if (damage) say('damaged');
const settings = new MemorySettings();
const vault = new FakeVault();
const account = anAccount({ username, principalUrl, homeUrls: [homeUrl] });
// As an earlier run has found it.
const calendar = aCalendar({ id: `${account.id}:${shortHash(url)}`, accountId: account.id, url });
settings.saveAccount(account, [calendar]);
await vault.save(account.id, password, 'memory');
const log = new QuietLog();
const belfry = new Belfry({
  caldav: calDav(() => Date.now()),
  store,
  settings,
  vault,
  display: new Screen(),
  attention: new FakeAttention(),
  log,
  clock: systemClock,
  makePingSource: () => {
    throw new Error('this server announces nothing');
  },
  tryPush: async () => {},
  locale: 'en-GB',
  newId: randomUUID,
  deviceId: 'killed',
  substitute: false,
  replicaDamaged: () => false,
});
await belfry.start();
say('ready');
let told = 0;
for (;;) {
  belfry.refresh();
  await new Promise((resolve) => setTimeout(resolve, 40));
  for (const { scope, facts } of log.errors) say(`error ${scope} ${JSON.stringify(facts)}`);
  log.lines.length = 0;
  const { length } = await store.untold(1_000);
  if (length === 0 && told === 0) say('idle');
  told = length;
}
