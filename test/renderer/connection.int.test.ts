// The page about the connection: what it says, what it asks for, and what entering a server by hand is like.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { View } from '../../main/core/window/view.ts';
import { byHand, byHandRefused, deaf, notOffered } from '../support/connection-views.ts';
import { certificateProblem, lively } from '../support/views.ts';
import { openWindowPage, type WindowPage } from '../support/window-page.ts';

let belfry: WindowPage;
beforeAll(async () => {
  belfry = await openWindowPage();
});
afterAll(() => belfry?.stop());
beforeEach(() => belfry.page.setViewportSize({ width: 400, height: 640 }));

const card = (name: string) => belfry.page.getByRole('region', { name, exact: true });
const button = (name: string) => belfry.page.getByRole('button', { name, exact: true });
const field = (name: string) => belfry.page.getByLabel(name, { exact: true });
const dialog = () => belfry.page.getByRole('dialog', { name: 'Use another XMPP server' });
const open = async (view: View) => {
  await belfry.show(view);
  await belfry.page.getByRole('banner').getByRole('status').getByRole('button').click();
};

describe('the page', () => {
  test('says of each account how it is, why, and the facts behind it', async () => {
    await open(deaf);
    const { page } = belfry;
    expect(await page.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual([
      'ema@example.org',
      'ema@work.example',
      'Diagnostics',
    ]);
    const first = card('ema@example.org');
    expect(await first.innerText()).toContain('Checking every 5 minutes instead');
    expect(await first.innerText()).toContain('nothing is heard of the server’s regular heartbeat');
    expect(await first.locator('dt').allInnerTexts()).toEqual([
      'Server',
      'Connected since',
      'Last ping',
      'Last heartbeat',
      'Last change',
    ]);
    expect(await first.locator('dd').first().innerText()).toBe('xmpp.example.org:5222, encrypted (TLS 1.3)');
  });

  test('is reached from the settings as well', async () => {
    await belfry.show(lively);
    await button('Accounts and settings').click();
    await button('Details').click();
    await belfry.page.getByRole('heading', { name: 'Connection', level: 2 }).waitFor();
    await button('Back to the agenda').click();
    await belfry.page.getByRole('tab', { name: 'Agenda' }).waitFor();
  });

  test('offers the way out of a problem of the account', async () => {
    await open(certificateProblem);
    await button('Look at it').click();
    await belfry.page.getByRole('dialog', { name: 'Trust cal.example.org?' }).waitFor();
  });

  test('does not let the status lead away from a sign-in', async () => {
    await belfry.show({ ...lively, signIn: { ...lively.signIn, stage: 'working' } });
    await belfry.page.getByRole('banner').getByText('Listening').waitFor();
    expect(await belfry.page.getByRole('banner').getByRole('button').count()).toBe(0);
  });
});

describe('the test of the whole way', () => {
  test('is asked for with the account it is for', async () => {
    await open(deaf);
    await card('ema@example.org').getByRole('button', { name: 'Test push' }).click();
    expect(await belfry.asked()).toEqual([['testPush', { id: 'a1' }]]);
  });

  test('is not asked for a second time while it runs', async () => {
    await open(deaf);
    const running = card('ema@work.example').getByRole('button', { name: 'Testing…' });
    expect(await running.getAttribute('aria-disabled')).toBe('true');
    await running.press('Enter');
    expect(await belfry.asked()).toEqual([]);
  });

  test('says how it went where it is read out', async () => {
    await open(deaf);
    const said = card('ema@work.example').getByRole('status');
    expect(await said.innerText()).toBe('A test ping is on its way…');
    const [first, second] = deaf.connections;
    if (!first || !second) throw new Error('two accounts are expected');
    const test = {
      state: 'passed' as const,
      text: 'The test ping took 0.2 s: the whole way works.',
    };
    await belfry.tell('view', { ...deaf, connections: [first, { ...second, test }] });
    await expect.poll(() => said.innerText()).toBe(test.text);
    expect(await said.getAttribute('data-state')).toBe('passed');
  });

  test('is not offered where there is no push', async () => {
    await open(notOffered);
    await button('Use another XMPP server…').waitFor();
    expect(await button('Test push').count()).toBe(0);
  });
});

describe('another XMPP server', () => {
  const typed = {
    'XMPP server': ' xmpp.example.net:5223 ',
    'Your XMPP address': 'ema@example.net',
    Password: 'se cret ',
    'Pubsub service': 'pubsub.example.net',
    Node: '/calendars/ema',
  } as const;
  const sent = {
    server: 'xmpp.example.net:5223',
    jid: 'ema@example.net',
    password: 'se cret ',
    service: 'pubsub.example.net',
    node: '/calendars/ema',
  };
  const fill = async () => {
    for (const [name, text] of Object.entries(typed)) await field(name).fill(text);
  };

  test('is entered field by field, the first with the focus, and closes when it is taken', async () => {
    await open(lively);
    await button('Use another XMPP server…').press('Enter');
    await expect.poll(() => field('XMPP server').evaluate((it) => it === document.activeElement)).toBe(true);
    await fill();
    await field('Node').press('Enter');
    expect(await belfry.asked()).toEqual([['setManualPush', { id: 'a1', push: sent }]]);
    await belfry.tell('view', byHand);
    await dialog().waitFor({ state: 'detached' });
    await card('ema@example.org').getByText('Entered by hand: xmpp.example.net:5223').waitFor();
  });

  test('says what cannot be right at its field, and asks nothing', async () => {
    await open(lively);
    await button('Use another XMPP server…').click();
    await fill();
    await field('Your XMPP address').fill('ema');
    await button('Use it').click();
    expect(await field('Your XMPP address').getAttribute('aria-invalid')).toBe('true');
    await dialog().getByText('Enter an XMPP address like ema@example.org.').waitFor();
    await expect
      .poll(() => field('Your XMPP address').evaluate((it) => it === document.activeElement))
      .toBe(true);
    expect(await belfry.asked()).toEqual([]);
  });

  test('is tried once, and what the server said against it stands at its field; then it can be tried again', async () => {
    await open(byHand);
    await button('Change the XMPP server…').click();
    await belfry.hold('setManualPush');
    await field('Password').fill('wrong');
    await button('Use it').click();
    await dialog().getByText('Trying…').waitFor();
    expect(await field('Node').isEditable()).toBe(false);
    await button('Use it').press('Enter');
    await belfry.tell('view', byHandRefused);
    await belfry.letGo('setManualPush');
    await dialog().getByText('The XMPP server does not accept this address and password.').waitFor();
    expect(await field('Password').inputValue()).toBe('wrong');
    await expect.poll(() => field('Password').evaluate((it) => it === document.activeElement)).toBe(true);
    await field('Password').fill('right');
    await button('Use it').click();
    expect((await belfry.asked()).length).toBe(2);
  });

  test('does not close on the word of a view that is older than the answer', async () => {
    await open(byHand);
    await button('Change the XMPP server…').click();
    await belfry.hold('setManualPush');
    await button('Use it').click();
    await belfry.tell('view', { ...byHand, now: byHand.now + 1 });
    await dialog().getByText('Trying…').waitFor();
    await belfry.letGo('setManualPush');
    await dialog().waitFor({ state: 'detached' });
  });

  test('never shows a password that is stored; an empty one keeps it', async () => {
    await open(byHand);
    await button('Change the XMPP server…').click();
    expect(await field('Password').inputValue()).toBe('');
    expect(await field('Password').getAttribute('placeholder')).toBe('unchanged');
    expect(await field('Password').getAttribute('type')).toBe('password');
    await button('Use it').click();
    expect(await belfry.asked()).toEqual([['setManualPush', { id: 'a1', push: { ...sent, password: '' } }]]);
  });

  test('is removed again', async () => {
    await open(byHand);
    await button('Change the XMPP server…').click();
    await button('Remove').click();
    expect(await belfry.asked()).toEqual([['setManualPush', { id: 'a1', push: null }]]);
    await belfry.tell('view', lively);
    await dialog().waitFor({ state: 'detached' });
  });

  test('is left alone by Esc, and the focus goes back', async () => {
    await open(lively);
    await button('Use another XMPP server…').press('Enter');
    await dialog().waitFor();
    await belfry.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await expect
      .poll(() => button('Use another XMPP server…').evaluate((it) => it === document.activeElement))
      .toBe(true);
    expect(await belfry.asked()).toEqual([]);
  });

  test('can be seen whole in a low window: the buttons are reached by scrolling', async () => {
    await belfry.page.setViewportSize({ width: 320, height: 360 });
    await open(lively);
    await button('Use another XMPP server…').click();
    await button('Use it').scrollIntoViewIfNeeded();
    await button('Use it').click();
    await dialog().getByText('Enter the server’s name, or name:port.').waitFor();
  });
});

describe('the diagnostics', () => {
  test.each([
    ['saved', 'The diagnostics are saved.'],
    ['disk-full', 'There is no room left at that place. Nothing else is affected.'],
    ['not-writable', 'Belfry may not write there. Choose another folder.'],
  ] as const)('are %s: the window says so', async (outcome, text) => {
    await open(lively);
    await belfry.answer('saveDiagnostics', outcome);
    await button('Save diagnostics…').click();
    await expect.poll(() => card('Diagnostics').getByRole('status').innerText()).toBe(text);
    expect(await belfry.asked()).toEqual([['saveDiagnostics', undefined]]);
  });

  test('that nobody wanted after all leave nothing said', async () => {
    await open(lively);
    await belfry.answer('saveDiagnostics', 'saved');
    await button('Save diagnostics…').click();
    await card('Diagnostics').getByText('The diagnostics are saved.').waitFor();
    await belfry.answer('saveDiagnostics', 'cancelled');
    await button('Save diagnostics…').click();
    await expect.poll(() => card('Diagnostics').getByRole('status').innerText()).toBe('');
  });
});
