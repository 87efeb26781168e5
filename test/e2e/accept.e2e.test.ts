// An invitation answered on the toast itself: the PUT arrives, and the organiser's copy shows it (RFC 6638).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchApp, type App } from '../support/app.ts';
import { basicCredentials } from '../support/basic-gate.ts';
import { hasDavical, startDavical, type Davical } from '../support/davical.ts';
import { startDesktop, type Desktop } from '../support/desktop.ts';
import { eventText } from '../support/event-text.ts';
import { until } from '../support/patience.ts';
import { dayTime } from '../support/seeded-week.ts';
import { signIn, untilStatus } from '../support/sign-in-hand.ts';
import { startTap, type Tap } from '../support/tap.ts';

const FACTS = { name: 'Calendar', color: '#336699' };
const UID = 'planning';
const NOW = Date.now();

/** '20261124T140000Z'. */
const utc = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');

/** Ana asks Ben to plan, the day after tomorrow at nine. */
const invitation = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Belfry//Test//EN',
  'BEGIN:VEVENT',
  `UID:${UID}`,
  `DTSTAMP:${utc(NOW)}`,
  `DTSTART:${utc(dayTime(NOW, 2, 9))}`,
  `DTEND:${utc(dayTime(NOW, 2, 10))}`,
  'SUMMARY:Quarterly planning',
  'ORGANIZER;CN=Ana:mailto:ana@example.org',
  'ATTENDEE;PARTSTAT=ACCEPTED;CN=Ana:mailto:ana@example.org',
  'ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Ben;RSVP=TRUE:mailto:ben@example.org',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

describe.runIf(hasDavical)('an invitation on a server that sends answers', () => {
  let davical: Davical;
  let desktop: Desktop;
  let tap: Tap;
  let app: App;
  beforeAll(async () => {
    davical = await startDavical({ users: { ana: 'a', ben: 'b' }, schedules: true });
    await davical.seed('ana', 'calendar', FACTS, {});
    const lunch = eventText('lunch', { title: 'Lunch with Sam', startsAt: dayTime(NOW, 1, 12) });
    await davical.seed('ben', 'calendar', FACTS, { 'lunch.ics': lunch });
    tap = await startTap(Number(new URL(davical.url).port));
    desktop = await startDesktop({ notifications: 'xfce', keyring: 'unlocked' });
    app = await launchApp({ desktop, env: { BELFRY_LOG: 'stderr' } });
    const page = await app.window();
    const address = new URL('caldav.php/', tap.url).href;
    await signIn(page, { address, username: 'ben', password: 'b' }, { storage: 'keyring', authority: '' });
    await untilStatus(page, /^Checking/);
    // What the first pull brings is no news: the invitation comes after it.
    await page.getByRole('listitem').filter({ hasText: 'Lunch with Sam' }).first().waitFor();
  });
  afterAll(async () => {
    await app?.close();
    await desktop?.stop();
    await tap?.close();
    await davical?.stop();
  });

  const ofAna = async (method: 'GET' | 'PUT', body: string | null = null): Promise<string> => {
    const authorization = basicCredentials('ana', 'a');
    const headers = { authorization, ...(body === null ? {} : { 'content-type': 'text/calendar' }) };
    const answer = await fetch(`${davical.url}ana/calendar/${UID}.ics`, {
      method,
      headers,
      ...(body === null ? {} : { body }),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method}: ${answer.status} ${said}`);
    return said.replace(/\r?\n /g, '');
  };

  test('Accept on the toast is a PUT, and the organiser sees it', async () => {
    await ofAna('PUT', invitation);
    const coming = desktop.notifications.next(({ actions }) => actions.includes('accept'), 20_000, NOW);
    await (await desktop.tray()).choose('Refresh now');
    const toast = await coming;
    expect(`${toast.summary} ${toast.body}`).toContain('Quarterly planning');
    tap.clear();
    await desktop.daemon.press('Accept');
    await until('the PUT', 10_000, () =>
      tap.requests().some(({ method, user }) => method === 'PUT' && user === 'ben'),
    );
    const answerOfBen = (event: string) =>
      /ATTENDEE[^\n]*PARTSTAT=([A-Z-]+)[^\n]*ben@example.org/.exec(event)?.[1];
    await until('the answer in the organiser’s copy', 10_000, async () => {
      return answerOfBen(await ofAna('GET')) === 'ACCEPTED';
    });
    await desktop.notifications.gone(toast);
  });
});
