// Toasts on daemons that are poor, slow, silent or gone: what no real one does when a test wants it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LastingBus } from '../../../main/desktop/lasting-bus.ts';
import { DesktopNotifications } from '../../../main/desktop/notifications.ts';
import { busSocket } from '../../../main/desktop/session-bus.ts';
import { sleep, until } from '../../support/patience.ts';
import { startPrivateBus, type PrivateBus } from './private-bus.ts';
import { startStubDaemon, type StubDaemon, type StubPlan } from './stub-daemon.ts';
import { aToast, anAction, REMINDER } from './toast-facts.ts';

let bus: PrivateBus;
let connection: LastingBus;
let notifications: DesktopNotifications;
let answers: string[];
const daemons: StubDaemon[] = [];
beforeEach(async () => {
  bus = await startPrivateBus();
  connection = new LastingBus(busSocket(bus.environment));
  answers = [];
  const events = {
    onAction: (id: string, action: string) => void answers.push(`${id} ${action}`),
    onDismissed: (id: string) => void answers.push(`${id} dismissed`),
    onToken: (token: string) => void answers.push(token),
  };
  notifications = new DesktopNotifications(connection, events, '');
});
afterEach(async () => {
  connection.close();
  for (const daemon of daemons.splice(0)) daemon.stop();
  await bus.stop();
});

async function daemon(plan: StubPlan = {}): Promise<StubDaemon> {
  const one = await startStubDaemon(bus.environment, plan);
  daemons.push(one);
  return one;
}
const answered = (count: number) => until('an answer', 5_000, () => answers.length >= count);
/** Everything sent so far has been dealt with: a call made now is answered after it. */
async function settled(): Promise<void> {
  await connection.call(
    {
      destination: 'org.freedesktop.Notifications',
      path: '/',
      interface: 'org.freedesktop.DBus.Peer',
      member: 'Ping',
    },
    2_000,
  );
  await sleep(20);
}

describe('a daemon', () => {
  test('is asked once what it can do, however many toasts follow', async () => {
    const one = await daemon();
    await Promise.all([1, 2, 3].map((id) => notifications.toast(aToast({ id: String(id) }))));
    expect(one.asked).toBe(1);
    expect(one.notified).toHaveLength(3);
  });

  test('that can do little is sent no buttons, no markup, no sound', async () => {
    const one = await daemon({ capabilities: ['body'] });
    await notifications.toast(aToast({ lines: ['Room <i>2</i> & 3'] }));
    expect(one.notified[0]?.[4]).toBe('Room <i>2</i> & 3');
    expect(one.notified[0]?.[5]).toEqual([]);
    expect(JSON.stringify(one.notified[0]?.[6])).not.toContain('sound');
  });

  test('that gives two toasts one id has piled them up: only the later one is answered', async () => {
    const one = await daemon({ answer: () => 7 });
    await notifications.toast(aToast());
    await notifications.toast(aToast(REMINDER));
    one.signal('ActionInvoked', 7, 'join');
    await answered(1);
    expect(answers).toEqual(['toast-2 join']);
  });

  test('is believed only about its own ids and the buttons it was sent', async () => {
    const one = await daemon();
    await notifications.toast(aToast());
    one.signal('ActionInvoked', 99, 'default');
    one.signal('ActionInvoked', 1, 'accept');
    one.signal('NotificationClosed', 99, 2);
    await settled();
    expect(answers).toEqual([]);
    one.signal('ActivationToken', 99, 'somebody-else’s');
    one.signal('ActivationToken', 1, 'token-1');
    one.signal('ActionInvoked', 1, 'default');
    one.signal('NotificationClosed', 1, 2);
    one.signal('ActionInvoked', 1, 'default');
    await settled();
    expect(answers).toEqual(['token-1', 'toast-1 open']);
  });

  test('whose answer and a press of the button come in one breath is understood', async () => {
    let id = 0;
    const one = await daemon({
      answer: () => {
        const shown = ++id;
        setTimeout(() => one.signal('ActionInvoked', shown, 'default'), 0);
        return shown;
      },
    });
    for (let round = 1; round <= 30; round++) await notifications.toast(aToast({ id: String(round) }));
    await answered(30);
    expect(answers.at(-1)).toBe('30 open');
  });

  test.each([
    [1, []],
    [2, ['toast-1 dismissed']],
    [3, []],
    [4, []],
  ])('that closes a toast for reason %i', async (reason, told) => {
    const one = await daemon();
    await notifications.toast(aToast());
    one.signal('NotificationClosed', 1, reason);
    await settled();
    expect(answers).toEqual(told);
    await notifications.toast(aToast());
    expect(one.notified[1]?.[1]).toBe(0);
  });

  test('that answers with nonsense showed nothing', async () => {
    const text = (): never => 'seven' as never; // no number fits the reply's type: the library sends an error
    await daemon({ answer: text });
    await expect(notifications.toast(aToast())).rejects.toMatchObject({ reason: 'no-notifications' });
  });

  test('that follows another is asked anew, and nobody’s old id means anything to it', async () => {
    const first = await daemon();
    await notifications.toast(aToast());
    first.stop();
    const second = await daemon();
    await settled();
    second.signal('ActionInvoked', 1, 'default');
    await settled();
    expect(answers).toEqual([]);
    await notifications.toast(aToast());
    expect(second.asked).toBe(1);
    expect(second.notified[0]?.[1]).toBe(0);
  });
});

describe('a daemon that keeps silent', () => {
  test('is waited for once; what it shows too late comes down, and it is asked again', async () => {
    let wake: (id: number) => void = () => undefined;
    const asleep = new Promise<number>((resolve) => (wake = resolve));
    let isAwake = false;
    const one = await daemon({ answer: () => (isAwake ? 8 : asleep) });
    await expect(notifications.toast(aToast())).rejects.toMatchObject({ reason: 'no-notifications' });
    await expect(notifications.toast(aToast({ id: 'b' }))).rejects.toMatchObject({
      reason: 'no-notifications',
    });
    expect(one.notified).toHaveLength(1); // nobody waited for it a second time
    isAwake = true;
    wake(7);
    await until('it is taken down', 5_000, () => one.closed.length > 0);
    expect(one.closed).toEqual([7]);
    await notifications.toast(aToast({ id: 'c' }));
    expect(one.notified).toHaveLength(2);
  });

  test('holds nobody up who wants to go', async () => {
    const one = await daemon({ answer: () => new Promise<number>(() => undefined) });
    const shown = notifications.toast(aToast()).catch(() => 'given up');
    await until('it was asked', 5_000, () => one.notified.length > 0);
    const first = await Promise.race([shown, notifications.closeAll().then(() => 'gone')]);
    expect(first).toBe('gone');
    one.stop();
    await shown;
  });

  test('and dies is forgotten at once, and so is its silence', async () => {
    const one = await daemon({ answer: () => new Promise<number>(() => undefined) });
    const shown = notifications.toast(aToast());
    await until('it was asked', 5_000, () => one.notified.length > 0);
    one.stop();
    await expect(shown).rejects.toMatchObject({ reason: 'no-notifications' });
    const second = await daemon();
    await notifications.toast(aToast());
    expect(second.notified).toHaveLength(1);
  });
});

describe('the message bus', () => {
  test('that is not there is named as the reason, so that another way can be tried', async () => {
    const none = new DesktopNotifications(
      new LastingBus(null),
      { onAction: () => undefined, onDismissed: () => undefined, onToken: () => undefined },
      '',
    );
    await expect(none.toast(aToast())).rejects.toMatchObject({ kind: 'storage', reason: 'no-bus' });
    none.closeToast('toast-1');
    await none.closeAll();
  });

  test('that breaks and comes back is used again: toasts, answers, and no old ids', async () => {
    await daemon();
    await notifications.toast(aToast());
    await bus.restart();
    const second = await daemon();
    await notifications.toast(aToast({ actions: [anAction('open', 'Open'), anAction('accept', 'Accept')] }));
    expect(second.notified[0]?.[1]).toBe(0);
    second.signal('ActionInvoked', 1, 'accept');
    await answered(1);
    expect(answers).toEqual(['toast-1 accept']);
  });
});
