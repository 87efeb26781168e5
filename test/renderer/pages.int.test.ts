// Every page in a real Electron: without barriers, without overflow, by keyboard alone.
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openWindowPage, type WindowPage } from '../support/window-page.ts';
import * as views from '../support/views.ts';

let belfry: WindowPage;
beforeAll(async () => {
  belfry = await openWindowPage();
});
afterAll(() => belfry?.stop());

const names = Object.keys(views.everyView) as (keyof typeof views.everyView)[];
type PageName = 'agenda' | 'changes' | 'settings';

async function turnTo(page: PageName): Promise<void> {
  if (page === 'changes') await belfry.page.getByRole('tab', { name: /^Changes/ }).click();
  if (page === 'settings') await belfry.page.getByRole('button', { name: 'Accounts and settings' }).click();
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
  if (['lively', 'empty', 'awkward'].includes(name)) return ['agenda', 'changes', 'settings'];
  return name === 'certificateProblem' ? ['agenda', 'settings'] : ['agenda'];
}
const cases = names.flatMap((name) => pagesOf(name).map((page) => [name, page] as const));

describe('axe finds nothing, in light and in dark, and the page complains about nothing', () => {
  beforeEach(() => belfry.page.setViewportSize({ width: 400, height: 640 }));
  afterEach(() => expect(belfry.complaints).toEqual([]));

  // The crowded agenda is the lively one fifty times over.
  test.each(cases.filter(([name]) => name !== 'crowded'))('%s, %s', async (name, page) => {
    await belfry.show(views.everyView[name]);
    await turnTo(page);
    expect(await violations()).toEqual([]);
  });

  test('toasts over the agenda', async () => {
    await belfry.show(views.lively);
    await belfry.tell('toast', views.movedToast);
    await belfry.tell('toast', views.mergedToast);
    await belfry.page.getByRole('heading', { name: 'While you were away' }).waitFor();
    expect(await violations()).toEqual([]);
  });

  test('a dialog over the settings', async () => {
    await belfry.show(views.certificateProblem);
    await belfry.page.getByRole('button', { name: 'Look at it' }).click();
    expect(await violations()).toEqual([]);
  });

  test('before the first view', async () => {
    await belfry.show(null);
    expect(await violations()).toEqual([]);
  });
});

describe('nothing reaches beyond the window, 320, 400 and 1200 px wide', () => {
  test.each(cases)('%s, %s', async (name, page) => {
    await belfry.show(views.everyView[name]);
    await turnTo(page);
    for (const width of [320, 400, 1200]) {
      await belfry.page.setViewportSize({ width, height: 640 });
      expect([width, ...(await overflowing())]).toEqual([width]);
    }
  });

  test('toasts with awkward words', async () => {
    await belfry.page.setViewportSize({ width: 320, height: 640 });
    await belfry.show(views.lively);
    const title = views.awkward.changes.rows[0]?.title ?? '';
    await belfry.tell('toast', { ...views.movedToast, title, lines: [title], differences: [] });
    await belfry.page.getByRole('article').waitFor();
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
