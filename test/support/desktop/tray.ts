// Reads and works the tray icon the way a panel does: StatusNotifierItem and its menu, over D-Bus.
import { until } from '../patience.ts';
import { dictionary, unwrap } from './bus.ts';
import type { Bus } from './bus.ts';

export interface Tray {
  tooltip(): Promise<string>;
  /** Width, height and the bytes (ARGB) of the icon. */
  icon(): Promise<{ readonly width: number; readonly height: number; readonly argb: Buffer }>;
  /** The entries as a person sees them; separators are left out. */
  menu(): Promise<readonly MenuEntry[]>;
  /** The click that opens the window. */
  activate(): Promise<void>;
  /** Chooses the first menu entry with this label. Throws, naming the labels there are, when there is none. */
  choose(label: string): Promise<void>;
}

export interface MenuEntry {
  readonly id: number;
  readonly label: string;
  readonly enabled: boolean;
  /** null: not a check box. */
  readonly checked: boolean | null;
  readonly children: readonly MenuEntry[];
}

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';

/** The icon shown last; waits up to `ms` for one to appear. Needs a panel. */
export async function trayOf(bus: Bus, ms: number): Promise<Tray> {
  const watcher = { destination: WATCHER, path: '/StatusNotifierWatcher', interface: WATCHER };
  const name = await until('a tray icon', ms, async () => {
    const names = await bus.property(watcher, 'RegisteredStatusNotifierItems');
    return Array.isArray(names) && names.length > 0 ? String(names.at(-1)) : null;
  });
  // ':1.5/StatusNotifierItem', or ':1.5' alone.
  const slash = name.indexOf('/');
  const destination = slash < 0 ? name : name.slice(0, slash);
  const item = { destination, path: slash < 0 ? '/StatusNotifierItem' : name.slice(slash), interface: ITEM };
  const menuPath = async (): Promise<string> => String(await bus.property(item, 'Menu'));
  return {
    tooltip: async () => tooltipText(await bus.property(item, 'ToolTip')),
    icon: async () => largest(await bus.property(item, 'IconPixmap')),
    menu: async () => (await layout(bus, destination, await menuPath())).children,
    activate: async () => {
      await bus.call({ ...item, member: 'Activate', signature: 'ii', body: [0, 0] });
    },
    choose: async (label) => {
      const press = async (): Promise<void> => {
        const path = await menuPath();
        const { id } = find((await layout(bus, destination, path)).children, label);
        const body = [id, 'clicked', ['i', 0], 0];
        await bus.call({ destination, path, interface: MENU, member: 'Event', signature: 'isvu', body });
      };
      // A menu that was handed over anew in between has entries of other numbers: like a person, look again.
      await press().catch(press);
    },
  };
}

// (icon name, icon data, title, text): Chromium puts the whole text into the title.
function tooltipText(value: unknown): string {
  if (!Array.isArray(value)) return '';
  return [value[2], value[3]].filter((part) => typeof part === 'string' && part !== '').join('\n');
}

function largest(value: unknown): Awaited<ReturnType<Tray['icon']>> {
  const pixmaps = Array.isArray(value) ? value : [];
  const [width, height, argb] = pixmaps.at(-1) ?? [0, 0, []];
  return { width: Number(width), height: Number(height), argb: Buffer.from(argb) };
}

async function layout(bus: Bus, destination: string, path: string): Promise<MenuEntry> {
  const menu = { destination, path, interface: MENU };
  const [, root] = await bus.call({ ...menu, member: 'GetLayout', signature: 'iias', body: [0, -1, []] });
  return entryFrom(root);
}

// (id, properties, [child, ...]), each child inside a variant.
function entryFrom(node: unknown): MenuEntry {
  const [id, properties, children] = Array.isArray(node) ? node : [0, [], []];
  const facts = dictionary(properties);
  return {
    id: Number(id),
    // An underscore marks the access key; two of them are one.
    label: typeof facts['label'] === 'string' ? facts['label'].replace(/_(.)/g, '$1') : '',
    enabled: facts['enabled'] !== false,
    checked: facts['toggle-type'] ? facts['toggle-state'] === 1 : null,
    children: (Array.isArray(children) ? children : [])
      .map((child) => unwrap(child))
      .filter((child) => !isSeparator(child))
      .map(entryFrom),
  };
}

function isSeparator(node: unknown): boolean {
  return Array.isArray(node) && dictionary(node[1])['type'] === 'separator';
}

function find(entries: readonly MenuEntry[], label: string): MenuEntry {
  const all = entries.flatMap((entry) => [entry, ...entry.children]);
  const found = all.find((entry) => entry.label === label);
  if (found === undefined) {
    throw new Error(`no menu entry '${label}' among ${all.map((entry) => `'${entry.label}'`).join(', ')}`);
  }
  return found;
}
