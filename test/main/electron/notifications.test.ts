import { EventEmitter } from 'node:events';
import type { Notification, NotificationConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { BelfryError } from '../../../main/core/errors.ts';
import {
  electronNotifications,
  type NotificationMaker,
} from '../../../main/electron/electron-notifications.ts';
import { openNotifications, type Notifications } from '../../../main/electron/notifications.ts';
import { aToast, anAction, REMINDER } from '../desktop/toast-facts.ts';

/** Electron's class as far as it matters here: it shows at once, or fails, as it is told. */
function electron(platform: NodeJS.Platform, fails: string | null = null) {
  const made: (EventEmitter & { readonly options: NotificationConstructorOptions; closed: boolean })[] = [];
  const answers: string[] = [];
  class Fake extends EventEmitter {
    static isSupported = () => fails !== 'unsupported';
    readonly options: NotificationConstructorOptions;
    closed = false;
    constructor(options: NotificationConstructorOptions) {
      super();
      this.options = options;
      made.push(this);
    }
    show(): void {
      if (fails === null) this.emit('show', {});
      else this.emit('failed', {}, fails);
    }
    close(): void {
      this.closed = true;
      this.emit('close', {}); // Windows does so, whoever closed it
    }
  }
  const notifications = electronNotifications({
    Notification: Fake as unknown as NotificationMaker & (new () => Notification),
    platform,
    answers: {
      onAction: (id, action) => void answers.push(`${id} ${action}`),
      onDismissed: (id) => void answers.push(`${id} dismissed`),
    },
  });
  return { made, answers, notifications };
}

describe('Electron’s own notification', () => {
  test('has buttons on macOS and Windows, five at most, and none on Linux', async () => {
    const texts = async (platform: NodeJS.Platform) => {
      const { made, notifications } = electron(platform);
      const more = Array.from({ length: 4 }, (_, index) => anAction('snooze-start', `More ${index}`, true));
      await notifications.toast(aToast({ ...REMINDER, actions: [...(REMINDER.actions ?? []), ...more] }));
      return made[0]?.options.actions?.map(({ text }) => text);
    };
    expect(await texts('darwin')).toEqual(['Join', 'In 5 minutes', 'Dismiss', 'Tomorrow', 'More 0']);
    expect(await texts('win32')).toHaveLength(5);
    expect(await texts('linux')).toEqual([]);
  });

  test('of a reminder stays and sounds, of a change does neither', async () => {
    const { made, notifications } = electron('win32');
    await notifications.toast(aToast(REMINDER));
    await notifications.toast(aToast());
    expect(made.map(({ options }) => [options.timeoutType, options.silent])).toEqual([
      ['never', false],
      ['default', true],
    ]);
  });

  test('says what was pressed, as old and new Electrons say it, and only once', async () => {
    const { made, answers, notifications } = electron('darwin');
    await notifications.toast(aToast(REMINDER));
    made[0]?.emit('action', {}, 1);
    made[0]?.emit('action', {}, 1);
    await notifications.toast(aToast(REMINDER));
    made[1]?.emit('action', { actionIndex: 0 }, 0);
    made[1]?.emit('close', {});
    await notifications.toast(aToast());
    made[2]?.emit('click', {});
    expect(answers).toEqual(['toast-2 snooze-5', 'toast-2 join', 'toast-1 open']);
  });

  test.each([
    ['darwin', {}, true],
    ['win32', { reason: 'userCanceled' }, true],
    ['win32', { reason: 'timedOut' }, false],
    ['win32', {}, false],
    ['linux', {}, false],
  ] as const)('closed on %s with %j: by the person %s', async (platform, details, isTheirs) => {
    const { made, answers, notifications } = electron(platform);
    await notifications.toast(aToast());
    made[0]?.emit('close', details);
    expect(answers).toEqual(isTheirs ? ['toast-1 dismissed'] : []);
  });

  test('shown again, or taken down, is closed without being anybody’s answer', async () => {
    const { made, answers, notifications } = electron('darwin');
    await notifications.toast(aToast());
    await notifications.toast(aToast());
    expect(made.map(({ closed }) => closed)).toEqual([true, false]);
    notifications.closeToast('toast-1');
    await notifications.toast(aToast(REMINDER));
    await notifications.closeAll();
    expect(made.map(({ closed }) => closed)).toEqual([true, true, true]);
    expect(answers).toEqual([]);
  });

  test.each(['unsupported', 'not signed'])('that fails (%s) is an error with its reason', async (why) => {
    const { notifications } = electron('darwin', why);
    const refusal = await notifications.toast(aToast()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: 'storage', reason: 'no-notifications' });
  });
});

describe('the way a toast takes', () => {
  function ways(overBus: 'shows' | 'no-bus' | 'no-notifications' | 'not loaded') {
    const told: string[] = [];
    const way = (name: string, reason: string | null): Notifications => ({
      toast: async () => {
        told.push(name);
        if (reason !== null) throw new BelfryError('storage', { reason });
      },
      closeToast: () => void told.push(`${name} closes`),
      closeAll: async () => void told.push(`${name} closes all`),
    });
    const bus = way('bus', overBus === 'shows' ? null : overBus);
    const loading = overBus === 'not loaded' ? null : Promise.resolve(bus);
    return { told, notifications: openNotifications(loading, way('electron', null)) };
  }

  test.each([
    ['shows', ['bus']],
    ['no-bus', ['bus', 'electron']],
    ['not loaded', ['electron']],
  ] as const)('%s', async (overBus, taken) => {
    const { told, notifications } = ways(overBus);
    await notifications.toast(aToast());
    expect(told).toEqual(taken);
  });

  test('ends at a bus without a daemon: Electron would ask the same one', async () => {
    const { told, notifications } = ways('no-notifications');
    await expect(notifications.toast(aToast())).rejects.toMatchObject({ reason: 'no-notifications' });
    expect(told).toEqual(['bus']);
  });

  test('back is both', async () => {
    const { told, notifications } = ways('shows');
    notifications.closeToast('x');
    await notifications.closeAll();
    expect(told.toSorted()).toEqual([
      'bus closes',
      'bus closes all',
      'electron closes',
      'electron closes all',
    ]);
  });
});
