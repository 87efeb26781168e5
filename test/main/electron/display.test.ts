import { describe, expect, test } from 'vitest';
import { BelfryError } from '../../../main/core/errors.ts';
import type { ToastView } from '../../../main/core/alerts/toast-view.ts';
import { openDisplay } from '../../../main/electron/display.ts';
import { QuietLog } from '../../support/quiet-log.ts';
import { lively } from '../../support/views.ts';
import { aToast, REMINDER } from '../desktop/toast-facts.ts';

const NOTHING = new BelfryError('storage', { reason: 'no-notifications', what: 'desktop' });

interface Circumstances {
  readonly visible?: boolean;
  /** What refuses to show anything. */
  readonly refusing?: readonly ('desktop' | 'cards')[];
}

/** A display whose parts write down what they are told. */
function display({ visible = false, refusing = [] }: Circumstances = {}) {
  const told: string[] = [];
  const log = new QuietLog();
  const show = (where: 'desktop' | 'cards') => async (toast: ToastView) => {
    told.push(`${where} shows ${toast.id}`);
    if (refusing.includes(where)) throw NOTHING;
  };
  const hear = (where: string) => (name: string, value: unknown) => {
    const { id = '' } = value as { id?: string };
    told.push(`${where} hears ${name} ${id}`.trim());
  };
  const opened = openDisplay({
    tray: { show: () => void told.push('tray') },
    window: { visible, show: () => void told.push('window comes up'), signal: hear('window') },
    notifications: {
      toast: show('desktop'),
      closeToast: (id) => void told.push(`desktop closes ${id}`),
      closeAll: async () => undefined,
    },
    cards: { show: show('cards'), close: (id) => void told.push(`cards close ${id}`), signal: hear('cards') },
    open: async (url) => void told.push(`opens ${url}`),
    log,
  });
  return { opened, told, log };
}
const change = aToast({ id: 'c' });
const insistent = aToast({ ...REMINDER, id: 'r', isInsistent: true });

describe('a toast', () => {
  test.each([
    ['with the window closed', change, {}, ['desktop shows c']],
    ['with the window open', change, { visible: true }, ['window hears toast c', 'desktop shows c']],
    ['that the desktop refuses', change, { refusing: ['desktop'] }, ['desktop shows c', 'cards shows c']],
    [
      'that the desktop refuses while the window shows it',
      change,
      { visible: true, refusing: ['desktop'] },
      ['window hears toast c', 'desktop shows c'],
    ],
    ['that must not be missed', insistent, {}, ['desktop shows r', 'cards shows r']],
    [
      'that must not be missed, with the window open',
      insistent,
      { visible: true },
      ['desktop shows r', 'cards shows r'],
    ],
    [
      'that must not be missed, and the desktop refuses',
      insistent,
      { refusing: ['desktop'] },
      ['desktop shows r', 'cards shows r'],
    ],
  ] as const)('%s', async (_name, toast, circumstances: Circumstances, expected) => {
    const { opened, told } = display(circumstances);
    await opened.toast(toast);
    expect(told).toEqual(expected);
  });

  test.each([change, insistent])('that nothing shows is an error', async (toast) => {
    const { opened, told } = display({ refusing: ['desktop', 'cards'] });
    await expect(opened.toast(toast)).rejects.toBe(NOTHING);
    expect(told.filter((each) => each.startsWith('cards'))).toHaveLength(1);
  });

  test('that was refused is logged, without a word of it', async () => {
    const { opened, log } = display({ refusing: ['desktop'] });
    await opened.toast(aToast({ title: 'Secret' }));
    expect(log.lines).toHaveLength(1);
    expect(JSON.stringify(log.lines)).toContain('no-notifications');
    expect(JSON.stringify(log.lines)).not.toContain('Secret');
  });

  test('is closed wherever it stands; a card that stood long enough leaves the desktop’s alone', () => {
    const { opened, told } = display();
    opened.closeToast('c');
    expect(told).toEqual(['desktop closes c', 'window hears closeToast c', 'cards close c']);
    told.length = 0;
    opened.expireCard('c');
    expect(told).toEqual(['window hears closeToast c', 'cards close c']);
  });
});

test('a view goes to tray, window and cards', () => {
  const { opened, told } = display();
  opened.show(lively);
  expect(told).toEqual(['tray', 'window hears view', 'cards hears view']);
});

test('what is revealed is looked at in the window, which comes up for it', () => {
  const { opened, told } = display();
  opened.reveal({ rowId: 'r1', changeIds: [] });
  expect(told).toEqual(['window comes up', 'window hears reveal']);
});

test('a link is opened by the desktop, if it may be', async () => {
  const { opened, told } = display();
  expect(await opened.openLink('https://meet.example.org/x')).toBe(true);
  expect(await opened.openLink('javascript:alert(1)')).toBe(false);
  expect(told).toEqual(['opens https://meet.example.org/x']);
});
