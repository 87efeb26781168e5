// A view arrives whole each time; what it costs is what it changed, however long the agenda is.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { View } from '../../main/core/window/view.ts';
import { fullInbox } from '../support/inbox-views.ts';
import { crowded } from '../support/views.ts';
import { openWindowPage, type WindowPage } from '../support/window-page.ts';

let belfry: WindowPage;
beforeAll(async () => {
  belfry = await openWindowPage();
});
afterAll(() => belfry?.stop());

interface Redraw {
  /** Changes to the page's elements, attributes and texts. */
  readonly mutations: number;
  readonly milliseconds: number;
}

/** Tells the window a view and measures until everything is laid out again. */
function redraw(view: View): Promise<Redraw> {
  return belfry.page.evaluate(async (next) => {
    let mutations = 0;
    const observer = new MutationObserver((records) => (mutations += records.length));
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    const { test: door } = window as unknown as { test: { tell(signal: string, value: unknown): void } };
    const started = performance.now();
    door.tell('view', next);
    await new Promise((resolve) => setTimeout(resolve));
    document.body.getBoundingClientRect();
    const milliseconds = performance.now() - started;
    observer.disconnect();
    return { mutations, milliseconds };
  }, view);
}

/** The crowded view with the title of one row on its thirtieth day changed. */
function withOneRetitled(title: string): View {
  const days = crowded.agenda.days.map((day, at) => {
    const timed = day.timed.map((row, n) => (n === 3 ? { ...row, title } : row));
    return at === 29 ? { ...day, timed } : day;
  });
  return { ...crowded, agenda: { ...crowded.agenda, days } };
}

test('the same five hundred rows again touch nothing in the page', async () => {
  await belfry.show(crowded);
  expect(await belfry.page.locator('.row').count()).toBe(500);
  expect((await redraw(crowded)).mutations).toBe(0);
});

test('one new title among five hundred rows touches one text', async () => {
  await belfry.show(crowded);
  expect((await redraw(withOneRetitled('Retitled'))).mutations).toBe(1);
  expect(await belfry.page.getByRole('heading', { name: 'Retitled' }).count()).toBe(1);
});

test('five hundred rows are compared in far less than a person notices', async () => {
  await belfry.show(crowded);
  const costs: number[] = [];
  for (let round = 0; round < 8; round++) {
    costs.push((await redraw(withOneRetitled(`Round ${round}`))).milliseconds);
  }
  // The best of eight, and 100 ms: the work of the machine's other programs is not the window's.
  expect(Math.min(...costs)).toBeLessThan(100);
});

/** The full inbox, with its first event's change read or unread. */
function withFirst(unread: boolean): View {
  const [first, ...others] = fullInbox.changes.groups;
  if (!first) throw new Error('the inbox is empty');
  const group = { ...first, unread, rows: first.rows.map((row) => ({ ...row, unread })) };
  return { ...fullInbox, changes: { ...fullInbox.changes, groups: [group, ...others] } };
}

test('an inbox of two thousand events is drawn as far as it is looked at', async () => {
  await belfry.show(fullInbox);
  await belfry.page.locator('#tab-changes').click();
  const cards = belfry.page.locator('.change-place');
  expect(await cards.count()).toBeLessThan(150);
  const before = await cards.count();
  await cards.last().scrollIntoViewIfNeeded();
  await expect.poll(() => cards.count()).toBeGreaterThan(before);
});

test('one that is read in a long inbox touches its own card alone', async () => {
  await belfry.show(withFirst(true));
  await belfry.tell('reveal', { rowId: '', changeIds: ['m1999'] });
  await belfry.page.getByRole('heading', { name: 'Meeting 2000' }).waitFor();
  // Until the mark on what was led to has faded.
  await expect.poll(() => belfry.page.locator('[data-revealed]').count(), { timeout: 20_000 }).toBe(0);
  expect(await belfry.page.locator('.change-place').count()).toBe(2_000);
  expect((await redraw(withFirst(true))).mutations).toBe(0);
  const { mutations } = await redraw(withFirst(false));
  expect(mutations).toBeGreaterThan(0);
  expect(mutations).toBeLessThan(10);
});
