// A calendar server with one collection, in memory: history, tokens, pages, and every way RFC 6578 lets it misbehave.
import { BelfryError } from '../../main/core/errors.ts';
import type { CalendarObject } from '../../main/core/model.ts';
import type { RemoteCalendar, SyncPage } from '../../main/core/ports.ts';

interface Stored {
  readonly etag: string;
  readonly ical: string;
}

type Call = 'changesSince' | 'list' | 'fetch';

export class FakeCalendar implements RemoteCalendar {
  /** What there is: href -> object. */
  readonly objects = new Map<string, Stored>();
  /** Every call, in order, with what it asked for. */
  readonly calls: string[] = [];
  /** Most members in one answer; the rest is announced by `more`. */
  pageSize = Infinity;
  supportsSync = true;
  /** Run before each call is answered; may change the calendar or throw. */
  before: (call: Call) => void | Promise<void> = () => {};
  /** Answers to changesSince that are given instead of the true ones, first come first served. */
  readonly lies: SyncPage[] = [];
  readonly #touched = new Map<string, number>();
  #revision = 0;
  #oldestToken = 0;

  put(href: string, ical = `text of ${href}`): void {
    this.#revision += 1;
    this.objects.set(href, { etag: `"${this.#revision}"`, ical });
    this.#touched.set(href, this.#revision);
  }

  delete(href: string): void {
    if (!this.objects.delete(href)) return;
    this.#revision += 1;
    this.#touched.set(href, this.#revision);
  }

  /** Every token given so far means nothing any more. */
  forgetHistory(): void {
    this.#revision += 1;
    this.#oldestToken = this.#revision;
  }

  get token(): string {
    return `rev-${this.#revision}`;
  }

  get etags(): ReadonlyMap<string, string> {
    return new Map([...this.objects].map(([href, { etag }]) => [href, etag]));
  }

  async changesSince(token: string | null, signal: AbortSignal): Promise<SyncPage> {
    await this.#called('changesSince', token ?? '', signal);
    const lie = this.lies.shift();
    if (lie) return lie;
    if (!this.supportsSync) return { kind: 'unsupported' };
    const since = token === null ? 0 : Number(/^rev-(\d+)$/.exec(token)?.[1] ?? -1);
    if (token !== null && since < this.#oldestToken) return { kind: 'expired' };
    return this.#page(since, token === null);
  }

  async list(signal: AbortSignal) {
    await this.#called('list', '', signal);
    const objects = [...this.objects].map(([href, { etag }]) => ({ href, etag }));
    return { objects, ctag: `ctag-${this.#revision}` };
  }

  async fetch(hrefs: readonly string[], signal: AbortSignal): Promise<readonly CalendarObject[]> {
    await this.#called('fetch', hrefs.join(' '), signal);
    return hrefs.flatMap((href) => {
      const stored = this.objects.get(href);
      return stored ? [{ href, ...stored }] : [];
    });
  }

  #page(since: number, initial: boolean): SyncPage {
    const moved = [...this.#touched].filter(([, at]) => at > since).sort((a, b) => a[1] - b[1]);
    const told = initial ? moved.filter(([href]) => this.objects.has(href)) : moved;
    const part = told.slice(0, this.pageSize);
    const more = part.length < told.length;
    return {
      kind: 'page',
      changed: part.flatMap(([href]) => {
        const stored = this.objects.get(href);
        return stored ? [{ href, etag: stored.etag }] : [];
      }),
      removed: part.filter(([href]) => !this.objects.has(href)).map(([href]) => href),
      token: more ? `rev-${part.at(-1)?.[1]}` : this.token,
      more,
    };
  }

  async #called(call: Call, what: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.calls.push(`${call} ${what}`.trim());
    await this.before(call);
  }
}

/** The usual failure of a network. */
export function offline(): BelfryError {
  return new BelfryError('offline', { what: 'cal.example.org', reason: 'network' });
}
