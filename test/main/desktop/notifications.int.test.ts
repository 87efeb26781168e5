// Toasts on real notification daemons, with a person's hand on them.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LastingBus } from '../../../main/desktop/lasting-bus.ts';
import { DesktopNotifications } from '../../../main/desktop/notifications.ts';
import { busSocket } from '../../../main/desktop/session-bus.ts';
import { startDesktop, type Desktop } from '../../support/desktop.ts';
import type { Notified } from '../../support/desktop/notifications.ts';
import { until } from '../../support/patience.ts';
import { aToast, anAction, REMINDER } from './toast-facts.ts';

let desktop: Desktop;
let bus: LastingBus;
let answers: string[];
let notifications: DesktopNotifications;

async function open(daemon: 'dunst' | 'xfce' | 'none'): Promise<void> {
  desktop = await startDesktop({ notifications: daemon, panel: false });
  bus = new LastingBus(busSocket(desktop.env));
  answers = [];
  notifications = new DesktopNotifications(
    bus,
    {
      onAction: (id, action) => void answers.push(`${id} ${action}`),
      onDismissed: (id) => void answers.push(`${id} dismissed`),
      onToken: () => undefined,
    },
    '',
  );
}
afterEach(async () => {
  bus.close();
  await desktop.stop();
});

const answered = (): Promise<unknown> => until('an answer', 5_000, () => answers.length > 0);
/** What was sent, once the recorder has heard the daemon's answers to so many. */
async function sent(count: number): Promise<readonly Notified[]> {
  const complete = () => desktop.notifications.all().filter((each) => each.id !== null);
  await until(`${count} answers of the daemon`, 5_000, () => complete().length >= count);
  return complete();
}
const closed = (count: number): Promise<unknown> =>
  until('it is closed', 5_000, () => desktop.notifications.closed().length >= count);
/** What is on the screen: shown, and neither closed nor replaced since. */
function up(): readonly string[] {
  const gone = new Set(desktop.notifications.closed().map(({ id }) => id));
  const there = new Map(desktop.notifications.all().map((each) => [each.id, each.summary]));
  return [...there].flatMap(([id, summary]) => (gone.has(id ?? 0) ? [] : [summary]));
}

describe.each(['dunst', 'xfce'] as const)('%s', (daemon) => {
  beforeEach(() => open(daemon));

  test('is given title, escaped body, buttons and hints', async () => {
    await notifications.toast(
      aToast({
        title: 'R&D <b>moved</b>',
        lines: ['Room <i>2</i> & 3', 'Work'],
        actions: [anAction('open', 'Open')],
      }),
    );
    expect(await sent(1)).toMatchObject([
      {
        app: 'Belfry',
        replaces: 0,
        summary: 'R&D <b>moved</b>',
        body: 'Room &lt;i&gt;2&lt;/i&gt; &amp; 3\nWork',
        actions: ['default', 'Open'],
        hints: { urgency: 1, category: 'x-belfry.change', 'desktop-entry': 'belfry' },
      },
    ]);
  });

  test('shows the same toast again in its own place', async () => {
    await notifications.toast(aToast());
    await notifications.toast(aToast({ title: 'Design review cancelled' }));
    const [first, second] = await sent(2);
    expect(second?.replaces).toBe(first?.id);
    expect(second?.id).toBe(first?.id);
    expect(up()).toEqual(['Design review cancelled']);
  });

  test('two toasts at once, and each of them again, make two', async () => {
    const other = aToast({ id: 'toast-9', title: 'Interview cancelled' });
    await Promise.all(
      [aToast(), other, aToast({ title: 'Moved again' }), other].map((t) => notifications.toast(t)),
    );
    await sent(4);
    expect(up().toSorted()).toEqual(['Interview cancelled', 'Moved again']);
  });

  test('says which button was pressed, and the toast is gone', async () => {
    await notifications.toast(aToast(REMINDER));
    await desktop.daemon.press('In 5 minutes');
    await answered();
    expect(answers).toEqual(['toast-2 snooze-5']);
    await closed(1);
    await notifications.toast(aToast(REMINDER));
    expect((await sent(2))[1]?.replaces).toBe(0);
    expect(answers).toEqual(['toast-2 snooze-5']); // closing it was no second answer
  });

  test('a click on the notification itself opens', async () => {
    await notifications.toast(aToast());
    await (daemon === 'dunst' ? desktop.clickNotification() : desktop.daemon.press('Open'));
    await answered();
    expect(answers).toEqual(['toast-1 open']);
  });

  test('takes down what it is told to, which is no answer of anybody', async () => {
    await notifications.toast(aToast());
    notifications.closeToast('toast-1');
    await closed(1);
    expect(desktop.notifications.closed()).toMatchObject([{ reason: 3 }]);
    notifications.closeToast('toast-1');
    await notifications.toast(aToast(REMINDER));
    await notifications.closeAll();
    await closed(2);
    expect(desktop.notifications.closed()).toMatchObject([{ reason: 3 }, { reason: 3 }]);
    expect(answers).toEqual([]);
  });

  test('that dies forgets; the one that follows shows anew, and its ids are its own', async () => {
    await notifications.toast(aToast());
    await desktop.daemon.kill();
    await expect(notifications.toast(aToast())).rejects.toMatchObject({ reason: 'no-notifications' });
    await desktop.daemon.start();
    await notifications.toast(aToast(REMINDER));
    await notifications.toast(aToast());
    const [, again, other] = await sent(3);
    expect([again?.replaces, other?.replaces]).toEqual([0, 0]);
    await desktop.daemon.press('Join');
    await answered();
    expect(answers).toEqual(['toast-2 join']);
  });
});

describe('dunst', () => {
  beforeEach(() => open('dunst'));

  test('says when the person waves a toast away', async () => {
    await notifications.toast(aToast());
    await desktop.daemon.close();
    await answered();
    expect(answers).toEqual(['toast-1 dismissed']);
    expect(desktop.notifications.closed()).toMatchObject([{ reason: 2 }]);
  });

  test('of another program is none of our business', async () => {
    await notifications.toast(aToast());
    const other = new LastingBus(busSocket(desktop.env));
    const theirs = new DesktopNotifications(
      other,
      { onAction: () => undefined, onDismissed: () => undefined, onToken: () => undefined },
      '',
    );
    await theirs.toast(
      aToast({ id: 'toast-8', title: 'Somebody else’s', actions: [anAction('open', 'Theirs')] }),
    );
    await desktop.daemon.press('Theirs');
    await closed(1);
    other.close();
    expect(answers).toEqual([]);
    expect(up()).toEqual(['Design review moved']);
  });
});

describe('a desktop without a daemon', () => {
  beforeEach(() => open('none'));

  test('shows nothing, and says so', async () => {
    const refusal = await notifications.toast(aToast()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: 'storage', reason: 'no-notifications' });
    expect(desktop.notifications.all()).toEqual([]);
  });
});
