// Who may import what: the table of ARCHITECTURE.md as data. dependency-rule.ts executes it.

export interface Room {
  /** A folder (ending in '/') or one file. */
  readonly place: string;
  /** Folders, files and packages it may import; '@scope/' and 'node:' stand for everything that begins so. */
  readonly may: readonly string[];
  /** What it may import types from, and only types. */
  readonly types?: readonly string[];
  /** No clock, no chance, no input, no output of its own: those are arguments. */
  readonly pure?: true;
}

const CORE = 'main/core/';
/** What the window is shown, as types. */
const SHOWN = [
  'main/core/model.ts',
  'main/core/manual-push.ts',
  'main/core/preferences.ts',
  'main/core/window/view.ts',
  'main/core/window/connection-view.ts',
  'main/core/window/inbox-view.ts',
  'main/core/window/sign-in-view.ts',
  'main/core/alerts/toast-view.ts',
] as const;

/** The first room whose place a file is in is its room. Every room may import itself. */
export const ROOMS = {
  protocol: { place: 'protocol/', may: [], pure: true },
  wire: { place: 'wire/', may: ['protocol/', '@xmpp/', 'saxes', 'node:'] },
  core: { place: CORE, may: ['protocol/', 'ical.js', 'intl-messageformat', 'tldts'], pure: true },
  conductor: { place: 'main/conductor/', may: [CORE, 'protocol/'] },
  belfry: { place: 'main/belfry.ts', may: [CORE, 'main/conductor/', 'protocol/'] },
  link: { place: 'main/link/', may: [CORE, 'protocol/', 'wire/', 'node:'] },
  caldav: { place: 'main/caldav/', may: [CORE, 'protocol/', 'wire/', 'tsdav', 'node:'] },
  desktop: { place: 'main/desktop/', may: [CORE, '@homebridge/dbus-native', 'node:'] },
  store: { place: 'main/store/', may: [CORE, '@photostructure/sqlite', 'node:'] },
  electron: {
    place: 'main/electron/',
    may: [CORE, 'electron', 'electron-store', 'valibot', 'node:'],
    types: ['preload/contract.ts', 'main/belfry.ts'],
  },
  // The entry: it hands Electron's own parts to the adapters that need them.
  index: { place: 'main/index.ts', may: ['main/', 'electron', 'node:'] },
  preload: { place: 'preload/', may: ['electron'], types: [...SHOWN] },
  renderer: {
    place: 'renderer/',
    may: ['preact', '@preact/signals', 'lucide-static', '@fontsource-variable/inter', 'intl-messageformat'],
    types: ['preload/contract.ts', ...SHOWN],
  },
  notifier: { place: 'notifier/', may: ['protocol/', 'wire/', 'valibot', 'node:'] },
} as const satisfies Record<string, Room>;

export type RoomName = keyof typeof ROOMS;

/** Top folders whose files must be in a room; tools, tests, demo and benchmarks may import anything. */
export const RULED: readonly string[] = ['protocol', 'wire', 'main', 'preload', 'renderer', 'notifier'];
