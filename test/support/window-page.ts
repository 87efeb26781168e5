// The built window in a real Electron, with a main process that is played by the test.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { _electron } from 'playwright-core';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import type { View } from '../../main/core/window/view.ts';
import type { Requests, Signals } from '../../preload/contract.ts';
import { rendererConfig } from '../../renderer/vite.renderer.ts';
import { resolveElectron } from '../../tools/electron.ts';
import { startScreen } from './desktop/display.ts';
import { makeScratch } from './scratch.ts';

export interface WindowPage {
  readonly page: Page;
  /**
   * Loads the window anew and gives it this view; null leaves it waiting for its first. `page` is what follows '#' in
   * its address.
   */
  show(view: View | null, page?: string): Promise<void>;
  tell<S extends keyof Signals>(signal: S, value: Parameters<Signals[S]>[0]): Promise<void>;
  /** From now on, until it is loaded anew, a request is answered so; without this, with nothing. */
  answer<R extends keyof Requests>(request: R, value: Awaited<ReturnType<Requests[R]>>): Promise<void>;
  /** From now on a request is answered only when it is let go. */
  hold(request: keyof Requests): Promise<void>;
  letGo(request: keyof Requests): Promise<void>;
  /** What the window asked since it was loaded, oldest first. */
  asked(): Promise<readonly (readonly [request: string, argument: unknown])[]>;
  /** Errors and warnings the page printed since it was loaded. */
  readonly complaints: readonly string[];
  /** Ends Electron and its screen, removes the build. */
  stop(): Promise<void>;
}

interface TestDoor {
  readonly asked: [string, unknown][];
  readonly answers: Record<string, unknown>;
  /** What lets go of the requests that are held, by name. */
  readonly held: Record<string, (() => void)[]>;
  tell(signal: string, value: unknown): void;
}

const BLANK = fileURLToPath(new URL('../renderer/fixtures/blank-app', import.meta.url));

/** Builds the window and opens it. Throws, with nothing left running, when Electron does not start. */
export async function openWindowPage(): Promise<WindowPage> {
  const scratch = await makeScratch('window');
  try {
    await build(rendererConfig(join(scratch.dir, 'renderer')));
    const blank = await openBlankPage();
    await blank.page.addInitScript(installDoor);
    const stop = async () => {
      await blank.stop();
      await scratch.remove();
    };
    return windowPage(blank.page, pathToFileURL(join(scratch.dir, 'renderer/index.html')).href, stop);
  } catch (error) {
    await scratch.remove();
    throw error;
  }
}

export interface BlankPage {
  readonly page: Page;
  /** Ends Electron and its screen. */
  stop(): Promise<void>;
}

/**
 * The first page of `folder`'s app (by default an empty one) in a real Electron on a screen of its own.
 * Throws, with nothing left running, when it does not start.
 */
export async function openBlankPage(
  folder: string = BLANK,
  extra: Readonly<Record<string, string>> = {},
): Promise<BlankPage> {
  const electron = await resolveElectron({ log: () => undefined });
  const scratch = await makeScratch('electron');
  const screen = await startScreen('1400x1000x24');
  const end = async () => {
    await screen.child.end();
    await scratch.remove();
  };
  try {
    const app = await _electron.launch({
      executablePath: electron.path,
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${scratch.dir}`, folder],
      env: { ...baseEnv(scratch.dir, screen.display), ...extra },
    });
    const stop = async () => {
      await app.close();
      await end();
    };
    return { page: await app.firstWindow(), stop };
  } catch (error) {
    await end();
    throw error;
  }
}

function baseEnv(home: string, display: string) {
  return { PATH: process.env['PATH'] ?? '', HOME: home, DISPLAY: display, LANG: 'C.UTF-8' };
}

function windowPage(page: Page, address: string, stop: () => Promise<void>): WindowPage {
  const complaints: string[] = [];
  let loads = 0;
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  const tell: WindowPage['tell'] = (signal, value) =>
    page.evaluate(([name, facts]) => (window as unknown as { test: TestDoor }).test.tell(name, facts), [
      signal,
      value,
    ] as const);
  return {
    page,
    complaints,
    tell,
    answer: (request, value) =>
      page.evaluate(
        ([name, said]) => {
          (window as unknown as { test: TestDoor }).test.answers[name] = said;
        },
        [request, value] as const,
      ),
    hold: (request) =>
      page.evaluate((name) => {
        (window as unknown as { test: TestDoor }).test.held[name] = [];
      }, request),
    letGo: (request) =>
      page.evaluate((name) => {
        const { held } = (window as unknown as { test: TestDoor }).test;
        const waiting = held[name] ?? [];
        delete held[name];
        for (const go of waiting) go();
      }, request),
    show: async (view, part = '') => {
      complaints.length = 0;
      // An address that differs after its '#' alone would not be loaded.
      loads += 1;
      await page.goto(part ? `${address}?${loads}#${part}` : address);
      if (view) await tell('view', view);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
    },
    asked: () => page.evaluate(() => (window as unknown as { test: TestDoor }).test.asked),
    stop,
  };
}

// Runs inside the page, before its own scripts; so it can use nothing from around it.
function installDoor(): void {
  const asked: [string, unknown][] = [];
  const answers: Record<string, unknown> = {};
  const held: Record<string, (() => void)[]> = {};
  const listeners: { readonly signal: string; readonly listener: (value: unknown) => void }[] = [];
  const door = new Proxy({} as Record<string, unknown>, {
    get: (_target, request: string) => {
      // The first view never comes by itself: each test signals the one it wants.
      if (request === 'view') return () => new Promise(() => undefined);
      if (request !== 'on')
        return async (argument: unknown) => {
          asked.push([request, argument]);
          const waiting = held[request];
          if (waiting) await new Promise<void>((go) => waiting.push(go));
          return answers[request];
        };
      return (signal: string, listener: (value: unknown) => void) => {
        listeners.push({ signal, listener });
        return () => undefined;
      };
    },
  });
  const test: TestDoor = {
    asked,
    answers,
    held,
    tell: (signal, value) => {
      for (const each of listeners) if (each.signal === signal) each.listener(value);
    },
  };
  Object.assign(window, { belfry: door, test });
}
