// The RemoteCalendar of a FakeCalendar: the same calls and parts as the real one, and every moment of them in a test's hand.
import type { CalendarObject } from '../../main/core/model.ts';
import type {
  Fetched,
  ListedMember,
  RemoteCalendar,
  RemoteVersion,
  SyncAnswer,
  Take,
  Written,
} from '../../main/core/sync/replica-ports.ts';
import type { FakeCalendar } from './fake-calendar.ts';

export type Call = keyof RemoteCalendar;
/** Before anything is answered, between two parts of it, when all was handed over (or written). */
export type Moment = 'before' | 'during' | 'after';

export class FakeRemote implements RemoteCalendar {
  readonly #server: FakeCalendar;

  constructor(server: FakeCalendar) {
    this.#server = server;
  }

  async probe(signal: AbortSignal): Promise<RemoteVersion> {
    await this.#begin('probe', '', signal);
    const { version } = this.#server;
    await this.#server.at('after', 'probe');
    return version;
  }

  async changesSince(
    token: string | null,
    take: Take<readonly ListedMember[]>,
    signal: AbortSignal,
  ): Promise<SyncAnswer> {
    await this.#begin('changesSince', token ?? '', signal);
    const { members, answer } = this.#server.lies.shift() ?? this.#server.report(token);
    await this.#hand('changesSince', members, take, signal);
    return answer;
  }

  async list(take: Take<readonly ListedMember[]>, signal: AbortSignal): Promise<void> {
    await this.#begin('list', '', signal);
    await this.#hand('list', this.#server.members(), take, signal);
  }

  async query(take: Take<readonly CalendarObject[]>, signal: AbortSignal): Promise<boolean> {
    await this.#begin('query', '', signal);
    const { querying } = this.#server;
    if (querying === 'unsupported') return false;
    const all = [...this.#server.objects.keys()].flatMap((href) => this.#given(href) ?? []);
    const some = { all, 'cut-short': all.slice(0, all.length / 2), blank: [] }[querying];
    await this.#hand('query', some, take, signal);
    return querying !== 'cut-short';
  }

  async fetch(hrefs: readonly string[], take: Take<Fetched>, signal: AbortSignal): Promise<void> {
    await this.#begin('fetch', hrefs.join(' '), signal);
    await this.#hand('fetch', hrefs, (part) => take(this.#fetched(part)), signal);
  }

  async put(href: string, ical: string, etag: string | null, signal: AbortSignal): Promise<Written> {
    await this.#begin('put', href, signal);
    return this.#write('put', href, etag, () => this.#server.put(href, ical));
  }

  async remove(href: string, etag: string, signal: AbortSignal): Promise<Written> {
    await this.#begin('remove', href, signal);
    return this.#write('remove', href, etag, () => this.#server.delete(href));
  }

  async #write(call: Call, href: string, etag: string | null, write: () => void): Promise<Written> {
    const { objects, readOnly } = this.#server;
    if (readOnly) return { kind: 'refused', reason: readOnly };
    if ((objects.get(href)?.etag ?? null) !== etag) return { kind: 'conflict' };
    write();
    await this.#server.at('after', call);
    return { kind: 'written' };
  }

  #given(href: string): CalendarObject | null {
    return this.#server.refused.has(href) ? null : this.#server.object(href);
  }

  // What is there when its part is answered, not when it was asked for.
  #fetched(hrefs: readonly string[]): Fetched {
    const { objects, refused } = this.#server;
    return {
      objects: hrefs.flatMap((href) => this.#given(href) ?? []),
      gone: hrefs.filter((href) => !objects.has(href)),
      refused: hrefs.filter((href) => objects.has(href) && refused.has(href)),
    };
  }

  async #begin(call: Call, what: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#server.calls.push(`${call} ${what}`.trim());
    await this.#server.at('before', call);
    signal.throwIfAborted();
  }

  async #hand<T>(
    call: Call,
    all: readonly T[],
    take: Take<readonly T[]>,
    signal: AbortSignal,
  ): Promise<void> {
    const size = Math.min(this.#server.partSize, Math.max(1, all.length));
    for (let from = 0; from < all.length; from += size) {
      if (from > 0) await this.#server.at('during', call);
      signal.throwIfAborted();
      await take(all.slice(from, from + size));
    }
    await this.#server.at('after', call);
    signal.throwIfAborted();
  }
}
