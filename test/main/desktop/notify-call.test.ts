import { describe, expect, test } from 'vitest';
import { actionOf, notifyCall } from '../../../main/desktop/notify-call.ts';
import type { ToastView } from '../../../main/core/alerts/toast-view.ts';
import { aToast, anAction, REMINDER } from './toast-facts.ts';

const ALL = new Set(['actions', 'body', 'body-markup', 'sound']);

function sent(facts: Partial<ToastView>, { capabilities = ALL, replaces = 0, icon = '' } = {}) {
  const { body = [] } = notifyCall(aToast(facts), { capabilities, replaces, icon });
  const [app, replaced, picture, title, text, actions, hints, expires] = body;
  return {
    app,
    replaced,
    picture,
    title,
    text,
    actions,
    expires,
    hints: Object.fromEntries(
      (hints as [string, [string, unknown]][]).map(([name, [, value]]) => [name, value]),
    ),
  };
}

describe('a change', () => {
  test('stays as long as the desktop likes, and makes no sound', () => {
    expect(sent({})).toMatchObject({ app: 'Belfry', expires: -1 });
    expect(sent({}).hints).toEqual({
      urgency: 1,
      category: 'x-belfry.change',
      'desktop-entry': 'belfry',
      'suppress-sound': true,
    });
  });

  test('takes the place of what it replaces, with its picture', () => {
    const { replaced, picture } = sent({}, { replaces: 12, icon: '/home/ana/.config/Belfry App/toast.png' });
    expect(replaced).toBe(12);
    expect(picture).toBe('file:///home/ana/.config/Belfry%20App/toast.png');
  });
});

describe('a reminder', () => {
  test('stays until it is answered, and sounds', () => {
    expect(sent(REMINDER).expires).toBe(0);
    expect(sent(REMINDER).hints).toMatchObject({ urgency: 1, 'sound-name': 'alarm-clock-elapsed' });
    expect(sent(REMINDER).hints).not.toHaveProperty('suppress-sound');
  });

  test('is critical only where it must not be missed', () => {
    expect(sent({ ...REMINDER, isInsistent: true }).hints).toMatchObject({ urgency: 2 });
  });
});

describe('buttons', () => {
  test('are three at most, those that matter; the notification itself opens', () => {
    const actions = [
      anAction('open', 'Open'),
      anAction('accept', 'Accept'),
      anAction('tentative', 'Maybe', true),
      anAction('decline', 'Decline'),
      anAction('join', 'Join'),
      anAction('dismiss', 'Dismiss'),
    ];
    expect(sent({ actions }).actions).toEqual(
      'default Open accept Accept decline Decline join Join'.split(' '),
    );
  });

  test('are not sent to a daemon that draws none', () => {
    expect(sent({}, { capabilities: new Set(['body']) }).actions).toEqual([]);
  });

  test('mean what they were sent as, and nothing else', () => {
    const toast = aToast(REMINDER);
    expect(actionOf('default', toast)).toBe('open');
    expect(actionOf('snooze-5', toast)).toBe('snooze-5');
    expect(actionOf('accept', toast)).toBeNull();
    expect(actionOf('', toast)).toBeNull();
  });
});

describe('text', () => {
  const hostile = { title: 'R&D <b>x</b>\0', lines: ['<a href="x">&amp;</a>', 'two\0'] };

  test('is escaped in the body, as a stranger wrote it in the title', () => {
    const { title, text } = sent(hostile);
    expect(title).toBe('R&D <b>x</b>');
    expect(text).toBe('&lt;a href="x"&gt;&amp;amp;&lt;/a&gt;\ntwo');
  });

  test('is left alone where the body is text', () => {
    const { text } = sent(hostile, { capabilities: new Set(['body']) });
    expect(text).toBe('<a href="x">&amp;</a>\ntwo');
  });
});
