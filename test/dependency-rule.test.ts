import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { gitSources, judge, judgeAll } from '../tools/dependency-rule.ts';
import type { RoomName } from '../tools/rooms.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

test('no file of the program imports what its room may not', () => {
  expect(judgeAll(ROOT).violations).toEqual([]);
});

test('the walk sees every file git knows', () => {
  const { files } = judgeAll(ROOT);
  expect(gitSources(ROOT).filter((file) => !files.includes(file))).toEqual([]);
  expect(files.length).toBeGreaterThanOrEqual(60);
});

/** For each room: a file of it, lines it may hold, and lines that break its row. A missing room does not compile. */
const ROWS: Record<RoomName, { file: string; fine: string[]; broken: string[] }> = {
  protocol: {
    file: 'protocol/ping.ts',
    fine: ["import { A } from './namespaces.ts';"],
    broken: ["import { b } from '../wire/jid.ts';", "import 'node:fs';", 'export const a = Date.now();'],
  },
  wire: {
    file: 'wire/iq.ts',
    fine: ["import { client } from '@xmpp/client';", "import tls from 'node:tls';", "import 'saxes';"],
    broken: ["import type { Link } from '../main/core/sync/link.ts';", "import 'undici';"],
  },
  core: {
    file: 'main/core/link.ts',
    fine: [
      "import ICAL from 'ical.js';",
      "import type { Ping } from '../../protocol/ping.ts';",
      'new Date(5);',
      'interface Remote { fetch(href: string): void; process: number }',
      'declare const remote: { fetch(): void; console: 1 }; remote.fetch(); remote.console;',
    ],
    broken: [
      "import 'node:crypto';",
      "import type { XmppStream } from '../../wire/xmpp-stream.ts';",
      "export * from '../store/schema.ts';",
      'export const at = Date.now();',
      'export const at = new Date();',
      'export const at = Date();',
      'export const dice = Math.random();',
      "console.log('x');",
      'export const home = process.env;',
      "export const answer = fetch('x');",
      'export const get = fetch;',
      'export function later(run: () => void) { setTimeout(run, 1); }',
      'export const clock = { now: performance.now };',
    ],
  },
  conductor: {
    file: 'main/conductor/teller.ts',
    fine: ["import { next } from '../core/link.ts';", "import './context.ts';"],
    broken: ["import '../store/schema.ts';", "import 'node:fs';", "import '../belfry.ts';"],
  },
  belfry: {
    file: 'main/belfry.ts',
    fine: ["import { next } from './core/link.ts';", "import './conductor/teller.ts';"],
    broken: ["import './caldav/caldav.ts';", "import 'node:fs';", "import 'electron';"],
  },
  link: {
    file: 'main/link/ping-link.ts',
    fine: ["import '../../wire/jid.ts';", "import { next } from '../core/link.ts';"],
    broken: ["import '@xmpp/client';", "import '../caldav/caldav.ts';", "import '../belfry.ts';"],
  },
  caldav: {
    file: 'main/caldav/caldav.ts',
    fine: [
      "import { createAccount } from 'tsdav';",
      "import https from 'node:https';",
      "await import('tsdav');",
    ],
    broken: ["import '../link/ping-link.ts';", "import 'electron';", 'const name = "x"; await import(name);'],
  },
  desktop: {
    file: 'main/desktop/keyring.ts',
    fine: ["import dbus from '@homebridge/dbus-native';", "import '../core/errors.ts';"],
    broken: ["import 'electron';", "import '../../wire/jid.ts';"],
  },
  store: {
    file: 'main/store/schema.ts',
    fine: ["import { DatabaseSync } from '@photostructure/sqlite';"],
    broken: ["import 'node-sqlite3';", "import type { X } from '../electron/vault.ts';"],
  },
  electron: {
    file: 'main/electron/tray.ts',
    fine: [
      "import { Tray } from 'electron';",
      "import type { Door } from '../../preload/contract.ts';",
      "export type { Belfry } from '../belfry.ts';",
      "import { type Belfry } from '../belfry.ts';",
      "type B = import('../belfry.ts').Belfry;",
    ],
    broken: [
      "import { Belfry } from '../belfry.ts';",
      "await import('../belfry.ts');",
      "import '../desktop/x.ts';",
    ],
  },
  index: {
    file: 'main/index.ts',
    fine: [
      "import './belfry.ts';",
      "await import('./store/open-store.ts');",
      "import { app } from 'electron';",
    ],
    broken: ["import '../wire/jid.ts';", "import 'electron-store';", "import '../renderer/index.tsx';"],
  },
  preload: {
    file: 'preload/index.ts',
    fine: [
      "import { ipcRenderer } from 'electron';",
      "import type { View } from '../main/core/window/view.ts';",
    ],
    broken: [
      "import 'node:fs';",
      "import { A } from '../main/core/window/view.ts';",
      "import 'electron-store';",
    ],
  },
  renderer: {
    file: 'renderer/app.tsx',
    fine: [
      "import { render } from 'preact';",
      "import { useState } from 'preact/hooks';",
      "import type { View } from '../main/core/window/view.ts';",
      "import './styles/index.css';",
    ],
    broken: [
      "import 'electron';",
      "import { next } from '../main/core/sync/link.ts';",
      "import 'node:path';",
    ],
  },
  notifier: {
    file: 'notifier/index.ts',
    fine: ["import '../wire/jid.ts';", "import '../protocol/ping.ts';", "import http from 'node:http';"],
    broken: ["import '../main/core/errors.ts';", "import '@xmpp/client';", "import 'electron';"],
  },
};

describe.each(Object.entries(ROWS))('the row %s', (_name, { file, fine, broken }) => {
  test.each(fine)('allows %s', (line) => {
    expect(judge(file, line)).toEqual([]);
  });
  test.each(broken)('refuses %s', (line) => {
    expect(judge(file, line)).toHaveLength(1);
  });
});

test('a file outside every room is refused', () => {
  expect(judge('main/stray.ts', '')).toEqual(['main/stray.ts is in no room']);
});

test('a file that cannot be parsed is an error, not a pass', () => {
  expect(() => judge('wire/iq.ts', 'import {')).toThrow('wire/iq.ts');
});
