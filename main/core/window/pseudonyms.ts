// Other names for what names a person or their servers, the same one each time, so that a file can be posted publicly and
// still says which of two servers is meant.
import type { ConnectionFacts } from './connection-view.ts';
import type { Account, Calendar } from '../model.ts';

export interface Named {
  readonly account: Account;
  readonly connection: ConnectionFacts;
  readonly calendars: readonly Calendar[];
}

export interface Pseudonyms {
  /** 'server-1' for a host, 'HOST:PORT' included; 'server-?' for one that is not known. */
  readonly server: (host: string) => string;
  /** What stands for exactly this text; null when it names nothing known. */
  readonly of: (text: string) => string | null;
}

/** The other names of everything these accounts name: 'account-1', 'server-2', 'calendar-3'. */
export function pseudonyms(all: readonly Named[]): Pseudonyms {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const call = (kind: 'account' | 'server' | 'calendar', text: string): void => {
    if (text === '' || names.has(text)) return;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    names.set(text, `${kind}-${count}`);
  };
  for (const { account, connection, calendars } of all) {
    call('account', account.id);
    for (const host of hostsOf(account, connection, calendars)) call('server', hostOf(host));
    for (const { id } of calendars) call('calendar', id);
  }
  return {
    server: (host) => names.get(hostOf(host)) ?? 'server-?',
    of: (text) => names.get(text) ?? names.get(hostOf(text)) ?? null,
  };
}

function hostsOf(
  account: Account,
  { host, connection, manual }: ConnectionFacts,
  calendars: readonly Calendar[],
) {
  const urls = [account.principalUrl, ...account.homeUrls, ...calendars.map((calendar) => calendar.url)];
  const push = [host, connection?.server, manual?.server, manual?.service, account.manualPush?.server];
  const domains = [manual?.jid, account.manualPush?.jid].map((jid) => jid?.split('@').at(-1));
  const names = [...push, ...domains].filter((name) => name !== null && name !== undefined);
  return [...urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).host), ...names];
}

/** Without port and brackets, in lower case. */
function hostOf(text: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(text) ?? [];
  return (bracketed ?? plain ?? text).toLowerCase();
}

/** The port of 'HOST:PORT'; null when none is given. */
export function portOf(text: string): number | null {
  const [, port] = /^(?:\[[^\]]*\]|[^:]*):(\d+)$/.exec(text) ?? [];
  return port === undefined ? null : Number(port);
}
