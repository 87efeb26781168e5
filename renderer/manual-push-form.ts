// What is entered about another XMPP server: what of it cannot be right, seen before anything is asked.
import type { ManualPush } from '../main/core/manual-push.ts';
import type { ConnectionView, ManualTryView } from '../main/core/window/connection-view.ts';
import { say } from './say.ts';

export type ManualForm = ManualPush & { readonly password: string };
export type ManualField = keyof ManualForm;

/** In the order in which they stand. */
export const MANUAL_FIELDS = ['server', 'jid', 'password', 'service', 'node'] as const;

/** The form to begin with: what was entered before, without its password. */
export function formOf(manual: ManualPush | null): ManualForm {
  const { server, jid, service, node } = manual ?? { server: '', jid: '', service: '', node: '' };
  return { server, jid, service, node, password: '' };
}

/** Without the space around; passwords stay as they are. */
export function trimmed(form: ManualForm): ManualForm {
  const { server, jid, service, node, password } = form;
  return { server: server.trim(), jid: jid.trim(), service: service.trim(), node: node.trim(), password };
}

/** The first field that cannot be right; null when it can be tried. `keeps`: an empty password keeps the one before. */
export function firstFlaw(form: ManualForm, keeps: boolean): ManualTryView | null {
  const { server, jid, service, node, password } = trimmed(form);
  const flaws: Readonly<Record<ManualField, boolean>> = {
    server: !isServer(server),
    jid: !/^[^\s@/]+@[^\s@/]+$/.test(jid),
    password: password === '' && !keeps,
    service: !/^(?:[^\s@/]+@)?[^\s@/]+$/.test(service),
    node: node === '',
  };
  const field = MANUAL_FIELDS.find((name) => flaws[name]);
  return field ? { state: 'refused', field, text: say(`manual.gap.${field}`) } : null;
}

function isServer(text: string): boolean {
  const match = /^(?:\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?::(\d{1,5}))?$/i.exec(text);
  const port = Number(match?.[1] ?? '5222');
  return match !== null && port > 0 && port <= 65_535;
}

/** True when what was sent is what counts now. */
export function isTaken(sent: ManualForm | null, { manual, manualTry }: ConnectionView): boolean {
  if (manualTry) return false;
  if (!sent || !manual) return sent === null && manual === null;
  const { server, jid, service, node } = manual;
  return server === sent.server && jid === sent.jid && service === sent.service && node === sent.node;
}
