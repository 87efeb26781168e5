// Who wrote the version of each object that was last written through here. Only a memory, and a bounded one: what is
// not in it is shown as nobody's.

/** One version of one object. */
export interface Authored {
  /** Canonical path of the object. */
  readonly path: string;
  /** As opaque() gives it. */
  readonly etag: string;
  /** Name its author signed in with; '' for one who showed a token. */
  readonly user: string;
  /** Path of their principal, where the server said it for this very request; '' otherwise. */
  readonly principal: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface Authors {
  /** A version was written. One that has the ETag of the version before it changed nothing, and names nobody new. */
  wrote(authored: Authored): void;
  /** Who wrote exactly this version; null when that is not known. */
  of(path: string, etag: string): Authored | null;
  /** Whether any object has such a version here: a quick look before a long one. */
  hasVersion(etag: string): boolean;
  /** The object is gone. */
  forget(path: string): void;
  /** Oldest first. */
  all(): readonly Authored[];
  readonly size: number;
}

export interface AuthorLimits {
  readonly most: number;
  /** Milliseconds. */
  readonly age: number;
}

/** Some 10 MB, and longer than a computer is asleep over a weekend. */
const LIMITS: AuthorLimits = { most: 50_000, age: 7 * 86_400_000 };
const LONGEST_PATH = 2_000;
const LONGEST_ETAG = 500;

/** A memory without entries. `now` in epoch ms. */
export function createAuthors(now: () => number, limits: AuthorLimits = LIMITS): Authors {
  return new Memory(now, limits);
}

class Memory implements Authors {
  readonly #now: () => number;
  readonly #limits: AuthorLimits;
  readonly #known = new Map<string, Authored>();
  /** How many objects have a version of this name. */
  readonly #versions = new Map<string, number>();

  constructor(now: () => number, limits: AuthorLimits) {
    this.#now = now;
    this.#limits = limits;
  }

  wrote(authored: Authored): void {
    const { path, etag } = authored;
    if (etag === '' || etag.length > LONGEST_ETAG || path.length > LONGEST_PATH) return;
    if (this.#known.get(path)?.etag === etag) return;
    this.forget(path); // to the young end of the insertion order
    this.#known.set(path, authored);
    this.#versions.set(etag, (this.#versions.get(etag) ?? 0) + 1);
    this.#expire();
  }

  of(path: string, etag: string): Authored | null {
    const authored = this.#known.get(path);
    return authored && authored.etag === etag && this.#isFresh(authored) ? authored : null;
  }

  hasVersion(etag: string): boolean {
    return this.#versions.has(etag);
  }

  forget(path: string): void {
    const etag = this.#known.get(path)?.etag;
    if (etag === undefined) return;
    this.#known.delete(path);
    const left = (this.#versions.get(etag) ?? 0) - 1;
    if (left > 0) this.#versions.set(etag, left);
    else this.#versions.delete(etag);
  }

  all(): readonly Authored[] {
    return [...this.#known.values()].filter((authored) => this.#isFresh(authored));
  }

  get size(): number {
    return this.#known.size;
  }

  #isFresh({ at }: Authored): boolean {
    return this.#now() - at < this.#limits.age;
  }

  #expire(): void {
    for (const [path, authored] of this.#known) {
      if (this.#known.size <= this.#limits.most && this.#isFresh(authored)) return; // the oldest comes first
      this.forget(path);
    }
  }
}

/**
 * An ETag without what differs between a header and a property for the same version: quotes, and the mark of a weak one
 * that a compressing proxy adds. '' when there is none.
 */
export function opaque(etag: string | undefined): string {
  const text = (etag ?? '').trim().replace(/^W\//i, '').trim();
  return text.replace(/^"(.*)"$/s, '$1');
}
