// Works the real sign-in window as a person does: reads what stands there, types, presses.
import { X509Certificate } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { until } from './patience.ts';

export interface SignInForm {
  readonly address: string;
  readonly username: string;
  readonly password: string;
}

/** Where signing in has come to, as the window shows it. */
export type Moment =
  | { readonly at: 'question'; readonly title: string }
  | { readonly at: 'error'; readonly text: string }
  | { readonly at: 'choosing' }
  | { readonly at: 'done' };

export interface Answers {
  /** The authority (PEM) that whoever runs the servers says is theirs. Another one is not trusted. */
  readonly authority: string;
  /** 'keyring' also unlocks a locked one. Default 'memory': this run only. */
  readonly storage?: 'keyring' | 'memory' | 'weak';
  /** Names of calendars to leave out. */
  readonly without?: readonly string[];
}

const PATIENCE = 30_000;
const MISTAKE = '.mistake, [data-mistake=form]';

/** Types the form and sends it. */
export async function fillForm(page: Page, form: SignInForm): Promise<void> {
  await page.getByLabel('E-mail address or server').fill(form.address);
  await page.getByLabel('User name').fill(form.username);
  await page.getByLabel('Password', { exact: true }).fill(form.password);
  // What went wrong the last time still stands there until the window hears of this attempt.
  await page
    .locator(MISTAKE)
    .evaluateAll((all) => all.forEach((each) => (each.dataset['old'] = each.textContent)));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Waits until the window wants something of the person, or says that it is done. */
export function nextMoment(page: Page): Promise<Moment> {
  return until('signing in waits for the person', PATIENCE, () => momentNow(page));
}

async function momentNow(page: Page): Promise<Moment | null> {
  const question = page.getByRole('alertdialog');
  if (await question.isVisible()) {
    return { at: 'question', title: await question.getByRole('heading').innerText() };
  }
  if (await page.getByRole('heading', { name: 'Choose your calendars' }).isVisible()) {
    return { at: 'choosing' };
  }
  if (await page.getByRole('tab', { name: 'Agenda' }).isVisible()) return { at: 'done' };
  const mistakes = await page
    .locator(MISTAKE)
    .evaluateAll((all) =>
      all.filter((each) => each.dataset['old'] !== each.textContent).map((e) => e.textContent),
    );
  return mistakes[0] === undefined ? null : { at: 'error', text: mistakes[0] };
}

/** The facts beside the certificate that is asked about: 'Server', 'SHA-256', 'Authority'... */
export async function certificateFacts(page: Page): Promise<Readonly<Record<string, string>>> {
  const list = page.getByRole('alertdialog').locator('dl.facts > div');
  const rows = await list.evaluateAll((all) =>
    all.map((row) => [
      row.querySelector('dt')?.textContent ?? '',
      row.querySelector('dd')?.textContent ?? '',
    ]),
  );
  return Object.fromEntries(rows);
}

/** Presses the button; resolves once that question is gone. */
export async function answer(page: Page, button: string): Promise<void> {
  const question = page.getByRole('alertdialog');
  const heading = await question.getByRole('heading').elementHandle();
  await question.getByRole('button', { name: button, exact: true }).click();
  await heading?.waitForElementState('hidden');
}

/** Signs in from the empty form to the agenda. Throws with the window's own words when it refuses. */
export async function signIn(page: Page, form: SignInForm, answers: Answers): Promise<void> {
  await fillForm(page, form);
  for (;;) {
    const moment = await nextMoment(page);
    switch (moment.at) {
      case 'question':
        await answer(page, await wordFor(page, moment.title, answers));
        break;
      case 'choosing':
        await choose(page, answers.without ?? []);
        break;
      case 'error':
        throw new Error(`signing in failed: ${moment.text}`);
      case 'done':
        return;
    }
  }
}

async function wordFor(page: Page, title: string, answers: Answers): Promise<string> {
  const storage = answers.storage ?? 'memory';
  if (title.startsWith('Trust ')) return wordForCertificate(page, answers.authority);
  if (title === 'Hear about changes at once?') return 'Allow';
  if (title === 'No keyring here') return storage === 'weak' ? 'Keep it in a file' : 'Forget it at the end';
  if (title === 'The keyring is locked')
    return storage === 'keyring' ? 'Unlock the keyring' : 'This run only';
  throw new Error(`an unexpected question: ${title}`);
}

async function wordForCertificate(page: Page, authority: string): Promise<string> {
  const facts = await certificateFacts(page);
  const expected = new X509Certificate(authority).fingerprint256;
  if (facts['Authority'] === expected) return 'Trust';
  throw new Error(`the window shows another authority: ${JSON.stringify(facts)}, not ${expected}`);
}

async function choose(page: Page, without: readonly string[]): Promise<void> {
  for (const name of without) await page.getByRole('switch', { name, exact: true }).uncheck();
  await page.getByRole('button', { name: /^Start with/ }).click();
  await page.getByRole('heading', { name: 'Choose your calendars' }).waitFor({ state: 'hidden' });
}

/** The word beside the status shape in the window's head. */
export function statusWord(page: Page): Locator {
  return page.getByRole('banner').getByRole('status');
}

/** Waits until the head of the window says so, e.g. 'Listening'. */
export async function untilStatus(page: Page, word: string | RegExp, ms = PATIENCE): Promise<void> {
  await statusWord(page).filter({ hasText: word }).waitFor({ timeout: ms });
}
