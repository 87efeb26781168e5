// Every page in a real Electron: without barriers, without overflow, by keyboard alone.
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { View } from '../../main/core/window/view.ts';
import { everyView } from '../support/every-view.ts';
import { histories } from '../support/inbox-views.ts';
import * as toasts from '../support/toast-views.ts';
import { openWindowPage, type WindowPage } from '../support/window-page.ts';
import * as views from '../support/views.ts';

let belfry: WindowPage;
beforeAll(async () => {
  belfry = await openWindowPage();
});
afterAll(() => belfry?.stop());

const names = Object.keys(everyView) as (keyof typeof everyView)[];
type PageName = 'agenda' | 'changes' | 'invitations' | 'settings' | 'connection';

async function turnTo(page: PageName): Promise<void> {
  // By place, not by name: the window speaks several languages.
  if (page === 'changes' || page === 'invitations') await belfry.page.locator(`#tab-${page}`).click();
  if (page === 'connection') await belfry.page.locator('.header .status-button').click();
  if (page === 'settings') await belfry.page.locator('.header > .icon-button').last().click();
}

/** What axe finds in the light scheme, and what of it depends on the scheme in the dark one. */
async function violations(): Promise<readonly string[]> {
  // Without motion: a colour that is still fading in is not the colour people read.
  await belfry.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const inLight = await axe().analyze();
  await belfry.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const inDark = await axe().withRules(['color-contrast']).analyze();
  return [inLight, inDark].flatMap(({ violations: found }) =>
    found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`)),
  );
}

// Without legacy mode axe wants to open a second page, which Electron's context cannot.
const axe = () => new AxeBuilder({ page: belfry.page }).setLegacyMode();

/** Elements that reach beyond the window's right edge, except what is hidden on purpose. */
function overflowing(): Promise<readonly string[]> {
  return belfry.page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    return [...document.querySelectorAll('body *')]
      .filter((element) => !element.closest('.visually-hidden'))
      .filter((element) => element.getBoundingClientRect().right > width + 0.5)
      .map((element) => element.outerHTML.slice(0, 120));
  });
}

/** The pages on which a view differs from the others. */
function pagesOf(name: string): readonly PageName[] {
  if (['notOffered', 'deaf', 'byHand', 'connectingGerman', 'awkwardConnections'].includes(name)) {
    return ['connection'];
  }
  if (['lively', 'empty', 'awkward'].includes(name)) return ['agenda', 'changes', 'settings'];
  if (['invited', 'awkwardInvitations', 'german', 'accented'].includes(name)) {
    return ['agenda', 'changes', 'invitations', 'settings', 'connection'];
  }
  if (['replying', 'replied'].includes(name)) return ['changes', 'invitations'];
  if (['histories', 'nothingFits'].includes(name)) return ['changes'];
  if (name === 'certificateProblem') return ['agenda', 'settings', 'connection'];
  return name === 'presenting' ? ['agenda', 'settings'] : ['agenda'];
}
const everyToast = [toasts.movedToast, toasts.mergedToast, toasts.invitedToast, toasts.reminderToast];
const cases = names.flatMap((name) => pagesOf(name).map((page) => [name, page] as const));

describe('axe finds nothing, in light and in dark, and the page complains about nothing', () => {
  beforeEach(() => belfry.page.setViewportSize({ width: 400, height: 640 }));
  afterEach(() => expect(belfry.complaints).toEqual([]));

  // The crowded agenda is the lively one fifty times over.
  test.each(cases.filter(([name]) => name !== 'crowded'))('%s, %s', async (name, page) => {
    await belfry.show(everyView[name]);
    await turnTo(page);
    expect(await violations()).toEqual([]);
  });

  test('toasts over the agenda', async () => {
    await belfry.show(views.lively);
    for (const toast of everyToast) await belfry.tell('toast', toast);
    await belfry.page.getByRole('button', { name: 'More' }).last().click();
    await belfry.page.getByRole('button', { name: 'Tomorrow' }).waitFor();
    expect(await violations()).toEqual([]);
  });

  test('a window of cards alone', async () => {
    await belfry.show(views.lively, 'cards');
    for (const toast of everyToast) await belfry.tell('toast', toast);
    await belfry.page.getByRole('heading', { name: 'Stand-up in 5 minutes' }).waitFor();
    expect(await violations()).toEqual([]);
  });

  test('the inbox with its filter and a long past open, and something to take back', async () => {
    await belfry.show(histories);
    await turnTo('changes');
    await belfry.page.getByRole('button', { name: 'Filter' }).click();
    await belfry.page.getByText('7 earlier changes').click();
    await belfry.page.getByRole('button', { name: 'Mark all read' }).click();
    await belfry.page.getByText('2 changes marked read').waitFor();
    expect(await violations()).toEqual([]);
  });

  test('an invitation with a note', async () => {
    await belfry.show(everyView.invited);
    await turnTo('invitations');
    await belfry.page.getByRole('button', { name: 'Add a note' }).first().click();
    expect(await violations()).toEqual([]);
  });

  test('a dialog over the settings', async () => {
    await belfry.show(views.certificateProblem);
    await belfry.page.getByRole('button', { name: 'Look at it' }).click();
    expect(await violations()).toEqual([]);
  });

  test('the dialog for another XMPP server, with a mistake in it', async () => {
    await belfry.show(everyView.lively);
    await turnTo('connection');
    await belfry.page.getByRole('button', { name: 'Use another XMPP server…' }).click();
    await belfry.page.getByRole('button', { name: 'Use it' }).click();
    await belfry.page.getByText('Enter the server’s name, or name:port.').waitFor();
    expect(await violations()).toEqual([]);
  });

  test('before the first view', async () => {
    await belfry.show(null);
    expect(await violations()).toEqual([]);
  });
});

describe('nothing reaches beyond the window, 320, 400 and 1200 px wide', () => {
  test.each(cases)('%s, %s', async (name, page) => {
    await belfry.show(everyView[name]);
    await turnTo(page);
    for (const width of [320, 400, 1200]) {
      await belfry.page.setViewportSize({ width, height: 640 });
      expect([width, ...(await overflowing())]).toEqual([width]);
    }
  });

  test('the dialog for another XMPP server, with awkward words', async () => {
    await belfry.show(everyView.awkwardConnections);
    await turnTo('connection');
    await belfry.page.getByRole('button', { name: 'Change the XMPP server…' }).click();
    for (const width of [320, 360]) {
      await belfry.page.setViewportSize({ width, height: 640 });
      expect([width, ...(await overflowing())]).toEqual([width]);
    }
  });

  test('toasts with awkward words', async () => {
    await belfry.page.setViewportSize({ width: 320, height: 640 });
    await belfry.show(views.lively);
    await belfry.tell('toast', toasts.awkwardToast);
    await belfry.tell('toast', {
      ...toasts.awkwardToast,
      id: 'lines',
      differences: [],
      lines: [views.longWord],
    });
    await belfry.page.getByRole('button', { name: 'More' }).first().click();
    await belfry.page.getByRole('button', { name: 'More' }).first().click();
    expect(await overflowing()).toEqual([]);
  });
});

test('the settings say whose a calendar is, which may not be written, and what could not be read', async () => {
  await belfry.show(views.lively);
  await turnTo('settings');
  const { page } = belfry;
  const names = (list: Locator) => list.getByRole('listitem').locator('.calendar-title').allInnerTexts();
  const mine = page.getByRole('region', { name: 'ema@example.org' }).getByRole('list').first();
  expect(await names(mine)).toEqual(['Team', 'Home', 'Work', 'Family', 'Public holidays\n, read only']);
  expect(await names(page.getByRole('list', { name: 'Jana Nováková' }))).toEqual([
    'Jana’s diary',
    'Trips\n, read only',
  ]);
  expect(await names(page.getByRole('list', { name: 'Room 4.12' }))).toEqual(['Bookings\n, read only']);
  expect(await page.getByText('3 events could not be read').count()).toBe(1);
});

test('a local copy that is loaded again is told of above the page', async () => {
  await belfry.show(views.polling);
  const notices = belfry.page.getByRole('complementary', { name: 'Notices' });
  expect(await notices.innerText()).toContain('is being loaded again. Nothing on the server is affected');
});

test('every word of the window itself comes from its catalogue', async () => {
  for (const page of ['agenda', 'changes', 'invitations', 'settings', 'connection'] as const) {
    await belfry.show(everyView.accented);
    await turnTo(page);
    if (page === 'connection') await belfry.page.locator('.group .actions button').nth(1).click();
    if (page === 'changes') await belfry.page.locator('.filter .icon-button').click();
    if (page === 'invitations') await belfry.page.locator('.invitation .goto').first().click();
    expect([page, ...(await plainWords(everyView.accented))]).toEqual([page]);
  }
});

/** What the page says, shows or is labelled with in plain English that is neither in its view nor a name. */
async function plainWords(view: View): Promise<readonly string[]> {
  const said = await belfry.page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (texts.nextNode()) found.push(texts.currentNode.textContent ?? '');
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) found.push(element.getAttribute(name) ?? '');
    }
    return found;
  });
  const given = JSON.stringify(view);
  const names = ['Belfry', 'English', 'Deutsch', 'meet.example.org/*'];
  const isOurs = (text: string) =>
    /[aeiou]/i.test(text) &&
    !names.includes(text) &&
    !text.split(' · ').every((part) => given.includes(part));
  // A title of somebody within a label of ours is not ours.
  const bare = (text: string) => namesIn(view).reduce((left, name) => left.replaceAll(name, ''), text);
  return said.map((text) => text.trim()).filter((text) => isOurs(text) && /[aeiou]/i.test(bare(text)));
}

/** Titles, names and sentences of the view, the longest first: one may be part of another. */
function namesIn(view: View): readonly string[] {
  const rows = view.agenda.days.flatMap((day) => [...day.allDay, ...day.timed]);
  const changes = view.changes.groups.flatMap((group) => group.rows);
  const titled = [...rows, ...changes, ...view.changes.groups, ...view.invitations.rows];
  const calendars = view.accounts.flatMap((account) => account.calendars.map((calendar) => calendar.name));
  const names = [...titled.map((each) => each.title), ...changes.map((row) => row.sentence), ...calendars];
  return names.toSorted((a, b) => b.length - a.length);
}

test('the page says which language it is in', async () => {
  await belfry.show(everyView.german);
  await expect.poll(() => belfry.page.locator('html').getAttribute('lang')).toBe('de');
  await belfry.tell('view', views.lively);
  await expect.poll(() => belfry.page.locator('html').getAttribute('lang')).toBe('en');
  expect(await belfry.page.getByRole('tab', { name: 'Agenda' }).count()).toBe(1);
});

test('the policy of the page refuses inline scripts', async () => {
  await belfry.show(views.lively);
  const ran = await belfry.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "inline"';
    document.head.append(script);
    return document.title;
  });
  expect(ran).toBe('Belfry');
});
