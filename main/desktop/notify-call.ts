// A toast as one call of org.freedesktop.Notifications.Notify (Desktop Notifications Specification 1.2).
import { pathToFileURL } from 'node:url';
import { escapeMarkup } from '../core/ical/markup.ts';
import type { ToastActionId, ToastView } from '../core/alerts/toast-view.ts';
import type { BusCall } from './session-bus.ts';

/** Where every daemon listens. */
export const DAEMON = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
} as const;

const APP = 'Belfry';
/** The desktop entry that is installed with the app. */
const ENTRY = 'belfry';
/** What a click on the notification itself is called. */
const DEFAULT = 'default';
/** More than three find no room on most desktops. */
const MOST_BUTTONS = 3;

const URGENCY = { normal: 1, critical: 2 } as const;
const EXPIRES = { asTheDesktopLikes: -1, never: 0 } as const;

/** A value with its type, as the D-Bus library takes variants. */
type Variant = readonly [signature: 's' | 'y' | 'b', value: string | number | boolean];

export interface Frame {
  /** The id of what it takes the place of, 0 for nothing. */
  readonly replaces: number;
  /** The daemon's own; nothing is sent that is not among them. */
  readonly capabilities: ReadonlySet<string>;
  /** Absolute path of a picture; '' for none. */
  readonly icon: string;
}

/** Notify(app name, replaced id, icon, title, body, actions, hints, ms it stays). */
export function notifyCall(toast: ToastView, { replaces, capabilities, icon }: Frame): BusCall {
  const text = toast.lines.join('\n');
  const body = capabilities.has('body-markup') ? escapeMarkup(text) : text;
  const values = [
    APP,
    replaces,
    icon === '' ? '' : pathToFileURL(icon).href,
    sendable(toast.title),
    sendable(body),
    capabilities.has('actions') ? buttons(toast) : [],
    Object.entries(hints(toast, capabilities)),
    toast.isUrgent ? EXPIRES.never : EXPIRES.asTheDesktopLikes,
  ];
  return { ...DAEMON, member: 'Notify', signature: 'susssasa{sv}i', body: values };
}

/** What a button is to do, by the key it was sent with; null for what was never sent. */
export function actionOf(key: string, toast: Pick<ToastView, 'actions'>): ToastActionId | null {
  if (key === DEFAULT) return 'open';
  return toast.actions.find(({ id }) => id === key)?.id ?? null;
}

/** Key, label, key, label... A click on the notification itself opens, so that no button is spent on it. */
function buttons(toast: ToastView): readonly string[] {
  const open = toast.actions.find(({ id }) => id === 'open');
  const shown = toast.actions.filter(({ id, isMore }) => id !== 'open' && !isMore).slice(0, MOST_BUTTONS);
  return [DEFAULT, open?.label ?? APP, ...shown.flatMap(({ id, label }) => [id, label])].map(sendable);
}

function hints(toast: ToastView, capabilities: ReadonlySet<string>): Readonly<Record<string, Variant>> {
  return {
    urgency: ['y', toast.isInsistent ? URGENCY.critical : URGENCY.normal],
    category: ['s', `x-belfry.${toast.about}`],
    'desktop-entry': ['s', ENTRY],
    ...(capabilities.has('sound') ? sound(toast.isUrgent) : {}),
  };
}

/** Sound Naming Specification: a reminder sounds like one, a change is read when there is time. */
function sound(isUrgent: boolean): Readonly<Record<string, Variant>> {
  return isUrgent ? { 'sound-name': ['s', 'alarm-clock-elapsed'] } : { 'suppress-sound': ['b', true] };
}

/** D-Bus carries no NUL in a text. */
function sendable(text: string): string {
  return text.replaceAll('\0', '');
}
