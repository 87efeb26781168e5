// A calendar server with one collection, in memory: history, tokens, pages, and every way servers misbehave. People edit
// it by put(), delete(), move(); Belfry talks to it by `remote`.
import { createHash } from 'node:crypto';
import { BelfryError } from '../../main/core/errors.ts';
import type { CalendarObject, Writer } from '../../main/core/model.ts';
import type { ListedMember, RemoteVersion, SyncAnswer } from '../../main/core/sync/replica-ports.ts';
import { FakeRemote, type Call, type Moment } from './fake-remote.ts';

interface Stored {
  readonly etag: string;
  readonly ical: string;
  readonly writer?: Writer;
}

/** An answer to changesSince that is given instead of the true one. */
export interface Lie {
  readonly members: readonly ListedMember[];
  readonly answer: SyncAnswer;
}

export class FakeCalendar {
  /** What there is: href -> object. */
  readonly objects = new Map<string, Stored>();
  /** Every call, in order, with what it asked for. */
  readonly calls: string[] = [];
  /** Most members in one answer; the rest is announced by `more`. */
  pageSize = Infinity;
  /** Members or objects handed over at once. */
  partSize = Infinity;
  /** False: says that it has no sync-collection, and has none. */
  supportsSync = true;
  /** Says that it has sync-collection, but has none. */
  refusesSync = false;
  /** False: its token is in answers to sync-collection only. */
  tellsToken = true;
  /** False: no ctag either. */
  hasCtag = true;
  /** What a token of long ago is answered with; DAViCal lists everything without a word. */
  stale: 'expired' | 'silent-listing' = 'expired';
  /** False: what came and went since the token is not mentioned (RFC 6578 section 3.5.2 allows both). */
  mentionsPassing = true;
  /** How the one request for everything is answered. */
  querying: 'all' | 'cut-short' | 'unsupported' | 'blank' = 'all';
  /** ETags made of the content: what is changed back has its old one again. */
  hashes = false;
  /** Objects that are listed and not given out. */
  readonly refused = new Set<string>();
  /** Nothing may be written, and why. */
  readOnly = '';
  /** Run before a call is answered, between the parts of its answer, and when all was handed over; may throw. */
  at: (moment: Moment, call: Call) => void | Promise<void> = () => {};
  readonly lies: Lie[] = [];
  readonly remote = new FakeRemote(this);
  readonly #touched = new Map<string, number>();
  /** href -> revisions at which it came, and at which it went. */
  readonly #lives = new Map<string, { readonly came: number; went: number }[]>();
  #revision = 0;
  /** How often history was forgotten: a token is good in its own age only. */
  #age = 0;

  /** `writer` is told with this version; nobody is by default. */
  put(href: string, ical = `text of ${href}`, writer?: Writer): void {
    this.#revision += 1;
    if (!this.objects.has(href)) this.#livesOf(href).push({ came: this.#revision, went: Infinity });
    const hash = createHash('sha256').update(ical).digest('hex').slice(0, 12);
    const etag = this.hashes ? `"${hash}"` : `"${this.#revision}"`;
    this.objects.set(href, writer ? { etag, ical, writer } : { etag, ical });
    this.#touched.set(href, this.#revision);
  }

  delete(href: string): void {
    if (!this.objects.delete(href)) return;
    this.#revision += 1;
    const life = this.#livesOf(href).at(-1);
    if (life) life.went = this.#revision;
    this.#touched.set(href, this.#revision);
  }

  /** The same object under another name, as some programs rename and all file systems move. */
  move(from: string, to: string): void {
    const ical = this.objects.get(from)?.ical;
    if (ical === undefined || from === to) return;
    this.delete(from);
    this.put(to, ical);
  }

  /** Every token given so far means nothing any more. */
  forgetHistory(): void {
    this.#age += 1;
  }

  get token(): string {
    return this.#tokenAt(this.#revision);
  }

  get ctag(): string {
    return `ctag-${this.#revision}`;
  }

  get version(): RemoteVersion {
    return {
      token: this.supportsSync && this.tellsToken ? this.token : null,
      ctag: this.hasCtag ? this.ctag : null,
      supportsSync: this.supportsSync,
    };
  }

  get etags(): ReadonlyMap<string, string> {
    return new Map([...this.objects].map(([href, { etag }]) => [href, etag]));
  }

  /** One object as it is served; null when it is not there. */
  object(href: string): CalendarObject | null {
    const stored = this.objects.get(href);
    return stored ? { href, ...stored } : null;
  }

  /** What a sync-collection report says, honestly but for the knobs. */
  report(token: string | null): Lie {
    if (!this.supportsSync || this.refusesSync) return { members: [], answer: { kind: 'unsupported' } };
    if (token === null) return this.#page(0, true);
    const since = Number(/^rev-(\d+)/.exec(token)?.[1] ?? -1);
    if (token === this.#tokenAt(since)) return this.#page(since, false);
    return this.stale === 'expired'
      ? { members: [], answer: { kind: 'expired' } }
      : { members: this.members(), answer: { kind: 'page', token: this.token, more: false } };
  }

  /** Everything there is. */
  members(): readonly ListedMember[] {
    return [...this.objects].map(([href, { etag }]) => ({ href, etag }));
  }

  // Gone: was it there at the time of the token?
  #isTold(href: string, since: number): boolean {
    return (
      this.mentionsPassing || this.#livesOf(href).some(({ came, went }) => came <= since && since < went)
    );
  }

  #livesOf(href: string): { readonly came: number; went: number }[] {
    const lives = this.#lives.get(href) ?? [];
    this.#lives.set(href, lives);
    return lives;
  }

  #tokenAt(revision: number): string {
    return `rev-${revision}${'!'.repeat(this.#age)}`;
  }

  #page(since: number, initial: boolean): Lie {
    const moved = [...this.#touched].filter(([, at]) => at > since).sort((a, b) => a[1] - b[1]);
    const told = moved.filter(([href]) => this.objects.has(href) || (!initial && this.#isTold(href, since)));
    const part = told.slice(0, this.pageSize);
    const more = part.length < told.length;
    const token = more ? this.#tokenAt(part.at(-1)?.[1] ?? since) : this.token;
    return {
      members: part.map(([href]) => ({ href, etag: this.objects.get(href)?.etag ?? null })),
      answer: { kind: 'page', token, more },
    };
  }
}

/** The usual failure of a network. */
export function offline(): BelfryError {
  return new BelfryError('offline', { what: 'cal.example.org', reason: 'network' });
}
