// One calendar of the server: its objects, and every revision it went through (RFC 6578).

export interface CalendarFacts {
  /** Shown name; default the name in the path. */
  readonly title?: string;
  /** As the server writes it; Apple's form is '#rrggbbaa'. */
  readonly color?: string;
  /** Default true. */
  readonly writable?: boolean;
}

/** One object as it is now. Never changed, only replaced: an answer under way keeps what it began with. */
export interface Member {
  /** Last segment of its path, not encoded. */
  readonly name: string;
  readonly text: string;
  /** Number of the edit that made it so. */
  readonly revision: number;
}

/** What a listing says: what is there, and (only after a token) what is gone. */
export interface Listing {
  readonly changed: readonly Member[];
  readonly removed: readonly string[];
  /** The token that goes with it. */
  readonly token: string;
  /** There is more than `limit`; ask again with the token. */
  readonly more: boolean;
}

/** A calendar that tests and benchmarks edit without HTTP. Every edit is one revision with a token of its own. */
export interface DavCalendar {
  readonly name: string;
  facts: CalendarFacts;
  /** Path of the collection, ending in '/', percent-encoded; and its URL. */
  readonly path: string;
  readonly url: string;
  readonly size: number;
  readonly token: string;
  readonly ctag: string;
  /** In the order of their last change. */
  members(): readonly Member[];
  member(name: string): Member | null;
  /** Path of the object of that name, encoded. */
  href(name: string): string;
  /** Creates or replaces. */
  put(name: string, text: string): Member;
  /** False when there is none of that name. */
  remove(name: string): boolean;
  /** Every token given out so far means nothing any more. */
  expireTokens(): void;
  /** What happened since `token` ('' for all there is), oldest first; null when the token means nothing here. */
  since(token: string, limit: number): Listing | null;
  /** Name of the object with this UID, null without one. */
  nameOf(uid: string): string | null;
}

/** Makes an empty calendar at `home` (a URL ending in '/'). */
export function davCalendar(name: string, home: string, facts: CalendarFacts): DavCalendar {
  const url = `${home}${encodeURIComponent(name)}/`;
  const path = new URL(url).pathname;
  const members = new Map<string, Member>();
  const uids = new Map<string, string>();
  const history = revisions();
  const release = (name: string): void => {
    const uid = uidIn(members.get(name)?.text ?? '');
    if (uids.get(uid) === name) uids.delete(uid);
    members.delete(name);
  };
  return {
    name,
    facts,
    path,
    url,
    get size() {
      return members.size;
    },
    get token() {
      return history.token(history.current());
    },
    get ctag() {
      return `"${history.current()}"`;
    },
    members: () => [...members.values()],
    member: (name) => members.get(name) ?? null,
    href: (name) => path + encodeURIComponent(name),
    put(name, text) {
      release(name); // so that the map stays in the order of changes
      const member = { name, text, revision: history.note(name) };
      members.set(name, member);
      uids.set(uidIn(text), name);
      return member;
    },
    remove(name) {
      if (!members.has(name)) return false;
      release(name);
      history.note(name);
      return true;
    },
    expireTokens: () => history.expire(),
    since: (token, limit) => since(token, limit, members, history),
    nameOf: (uid) => uids.get(uid) ?? null,
  };
}

/** The UID in an object's text; '' without one. Folded ones are cut at the fold. */
export function uidIn(text: string): string {
  return /^UID:(.*?)\r?$/m.exec(text)?.[1] ?? '';
}

type Revisions = ReturnType<typeof revisions>;

// Tokens of one calendar never mean anything to another, nor after expire().
let epochs = 0;

function revisions() {
  const log: string[] = [];
  const last = new Map<string, number>();
  let epoch = (epochs += 1);
  const token = (revision: number): string => `http://dav.test/ns/sync/${epoch}-${revision}`;
  return {
    current: () => log.length,
    token,
    /** Notes an edit of `name`; gives its number. */
    note(name: string): number {
      log.push(name);
      last.set(name, log.length);
      return log.length;
    },
    /** The revision a token stands for, null when it means nothing. */
    read(text: string): number | null {
      if (text === '') return 0;
      const [, of, revision] = /(\d+)-(\d+)$/.exec(text) ?? [];
      const known =
        Number(of) === epoch && Number(revision) <= log.length && token(Number(revision)) === text;
      return known ? Number(revision) : null;
    },
    expire: () => void (epoch = epochs += 1),
    /** Names edited after `revision`, each with its last edit, oldest first. */
    *after(revision: number): Generator<{ readonly name: string; readonly revision: number }> {
      for (let index = revision; index < log.length; index += 1) {
        const name = log[index] ?? '';
        if (last.get(name) === index + 1) yield { name, revision: index + 1 };
      }
    },
  };
}

function since(
  token: string,
  limit: number,
  members: ReadonlyMap<string, Member>,
  history: Revisions,
): Listing | null {
  const from = history.read(token);
  if (from === null) return null;
  const changed: Member[] = [];
  const removed: string[] = [];
  let reached = from;
  for (const { name, revision } of history.after(from)) {
    const member = members.get(name);
    // A first listing has nothing to say about what is gone.
    const isNews = member !== undefined || token !== '';
    if (isNews && changed.length + removed.length >= limit) {
      return { changed, removed, token: history.token(reached), more: true };
    }
    if (member !== undefined) changed.push(member);
    else if (token !== '') removed.push(name);
    reached = revision;
  }
  return { changed, removed, token: history.token(history.current()), more: false };
}
