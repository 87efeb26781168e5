// The inbox and the invitations: looking for something, marking, answering, and where the focus goes when rows vanish.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { histories, invited, lookingFor, nothingFits, replied, replying } from '../support/inbox-views.ts';
import { lively } from '../support/views.ts';
import { openWindowPage, type WindowPage } from '../support/window-page.ts';

let belfry: WindowPage;
beforeAll(async () => {
  belfry = await openWindowPage();
});
afterAll(() => belfry?.stop());
beforeEach(() => belfry.page.setViewportSize({ width: 400, height: 640 }));

const button = (name: string | RegExp) => belfry.page.getByRole('button', { name });
const onTab = async (page: 'changes' | 'invitations') => belfry.page.locator(`#tab-${page}`).click();
const focusedText = () => belfry.page.evaluate(() => document.activeElement?.textContent ?? '');
/** What was asked, but for what was looked for. */
const asked = async () => (await belfry.asked()).filter(([request]) => request !== 'filterChanges');

test('what is typed survives the views that arrive meanwhile, and is looked for once', async () => {
  await belfry.show(lively);
  await onTab('changes');
  const field = belfry.page.getByRole('searchbox');
  await field.pressSequentially('yo');
  await belfry.tell('view', { ...lively, now: lively.now + 1 });
  await field.pressSequentially('ga');
  await belfry.tell('view', lookingFor({ words: 'yo' }, []));
  expect(await field.inputValue()).toBe('yoga');
  await expect
    .poll(() => belfry.asked())
    .toContainEqual([
      'filterChanges',
      { calendar: '', person: '', words: 'yoga', unreadOnly: false, limit: 200 },
    ]);
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
});

test('Esc in the field empties it; the window stays', async () => {
  await belfry.show(nothingFits);
  await onTab('changes');
  await belfry.page.getByRole('searchbox').press('Escape');
  const requests = (await belfry.asked()).map(([request]) => request);
  expect(requests).toEqual(['filterChanges']);
  expect(await belfry.page.getByRole('searchbox').inputValue()).toBe('');
});

test('calendar, person and unread are looked for at once', async () => {
  await belfry.show(lively);
  await onTab('changes');
  await button('Filter').click();
  await belfry.page.getByLabel('Calendar', { exact: true }).selectOption('Work');
  await belfry.page.getByLabel('Person').selectOption('Chidi');
  await belfry.page.getByLabel('Unread only').check();
  expect((await belfry.asked()).at(-1)).toEqual([
    'filterChanges',
    { calendar: 'a1:work', person: 'chidi', words: '', unreadOnly: true, limit: 200 },
  ]);
});

test('nothing fits: everything can be shown again', async () => {
  await belfry.show(nothingFits);
  await onTab('changes');
  await button('Show everything').click();
  expect(await belfry.asked()).toEqual([
    ['filterChanges', { calendar: '', person: '', words: '', unreadOnly: false, limit: 200 }],
  ]);
});

test('more of the same is asked for with a higher limit', async () => {
  await belfry.show(histories);
  await onTab('changes');
  await button('Show more').click();
  expect((await belfry.asked()).at(-1)?.[1]).toMatchObject({ limit: 400 });
});

test('a group is marked as a whole, a row alone, and back', async () => {
  await belfry.show(histories);
  await onTab('changes');
  await button('Mark as read: Design review').first().press('Enter');
  await button('Mark as read: Design review, New place').press('Enter');
  await button('Mark as unread: Design review, Sam added').press('Enter');
  expect(await asked()).toEqual([
    ['markRead', { ids: ['h1', 'h2'], read: true }],
    ['markRead', { ids: ['h2'], read: true }],
    ['markRead', { ids: ['h3'], read: false }],
  ]);
});

test('marking all read can be taken back', async () => {
  await belfry.show(lively);
  await onTab('changes');
  await button('Mark all read').press('Enter');
  await belfry.page.getByText('3 changes marked read').waitFor();
  await belfry.tell('view', { ...lively, changes: { ...lively.changes, unread: 0 } });
  await expect.poll(() => belfry.page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  await button('Undo').press('Enter');
  expect(await asked()).toEqual([
    ['markRead', { ids: null, read: true }],
    ['markRead', { ids: ['c1', 'c2', 'c3'], read: false }],
  ]);
});

test('showing a change in the agenda marks it read and leads to its row', async () => {
  await belfry.show(lively);
  await onTab('changes');
  await button('Show in agenda').first().click();
  expect(await asked()).toEqual([['markRead', { ids: ['c1'], read: true }]]);
  await expect.poll(focusedText).toContain('Design review');
  expect(await belfry.page.getByRole('tabpanel').getAttribute('id')).toBe('panel-agenda');
});

test('a change in a folded past is unfolded when somebody is led to it', async () => {
  await belfry.show(histories);
  await belfry.tell('reveal', { rowId: '', changeIds: ['p5'] });
  await expect.poll(focusedText).toContain('10:19–10:30');
});

test('when the focused card vanishes, its neighbour has the focus', async () => {
  await belfry.show(invited);
  await onTab('changes');
  await button('Mark as read: Design review').focus();
  const groups = invited.changes.groups.filter((group) => group.title !== 'Design review');
  await belfry.tell('view', { ...invited, changes: { ...invited.changes, groups } });
  await expect.poll(focusedText).toContain('Interview: platform engineer');
});

test('an invitation is answered from its change, without a note and for the whole of it', async () => {
  await belfry.show(invited);
  await onTab('changes');
  await button('Maybe').click();
  expect(await asked()).toEqual([
    ['reply', { id: 'planning', answer: 'tentative', note: '', occurrence: false }],
  ]);
  await button('More choices…').click();
  await expect.poll(focusedText).toContain('Chidi invites you');
});

test('an invitation is answered with a note, for one occurrence alone', async () => {
  await belfry.show(invited);
  await onTab('invitations');
  const card = belfry.page.getByRole('article', { name: 'Design weekly' });
  await card.getByLabel('Only this one').check();
  await card.getByRole('button', { name: 'Add a note' }).click();
  await card.getByLabel('Note', { exact: true }).fill(' I am on a train. ');
  await belfry.tell('view', { ...invited, now: invited.now + 1 });
  await card.getByRole('button', { name: 'Decline' }).click();
  expect(await asked()).toEqual([
    ['reply', { id: 'weekly', answer: 'declined', note: 'I am on a train.', occurrence: true }],
  ]);
});

test('while an answer is on its way its buttons do nothing, and keep the focus', async () => {
  await belfry.show(invited);
  await onTab('invitations');
  const accept = belfry.page.getByRole('article', { name: 'Quarterly planning' }).getByRole('button').first();
  await accept.focus();
  await belfry.tell('view', replying);
  await belfry.page.getByText('Sending your answer…').waitFor();
  await belfry.page.keyboard.press('Enter');
  expect(await asked()).toEqual([]);
  expect(await accept.evaluate((element) => element === document.activeElement)).toBe(true);
});

test('an answered invitation hands the focus on, and can be taken back', async () => {
  await belfry.show(invited);
  await onTab('invitations');
  await belfry.page.getByRole('article', { name: 'Quarterly planning' }).getByRole('button').first().focus();
  await belfry.tell('view', replied);
  await expect.poll(focusedText).toContain('Design weekly');
  await belfry.page.getByText('You declined “Quarterly planning”').waitFor();
  await button('Undo').press('Enter');
  expect(await asked()).toEqual([['undo', { id: 'undo-1' }]]);
});

test('the agenda joins: the next event, and a row', async () => {
  await belfry.show(invited);
  await button('Join').first().click();
  await button('Join Quarterly planning').click();
  expect(await asked()).toEqual([
    ['join', { id: 'standup' }],
    ['join', { id: 'planning' }],
  ]);
});

test('what a row looks like is said as well', async () => {
  await belfry.show(invited);
  const said = async (id: string) => belfry.page.locator(`[data-key="row ${id}"]`).innerText();
  expect(await said('planning')).toContain('Your answer is wanted.');
  expect(await said('planning')).toContain('overlaps Call the bank until 10:45');
  expect(await said('sales')).toContain('You answered maybe.');
  expect(await said('drinks')).toContain('You declined.');
});
