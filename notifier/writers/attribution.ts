// Watches writes on their way through and notes whose version lies where. An ETag in the answer says it at once; where a
// server gives none (RFC 4791 section 5.3.4) it is asked for, and believed only if nobody else wrote meanwhile.
import { opaque, type Authors } from './authors.ts';
import { userIn } from '../front/headers.ts';
import type { Identities } from './identities.ts';
import { canonicalPath } from '../front/paths.ts';
import { davProperty, mayAskAgain, type Accepted, type Questions } from '../front/questions.ts';
import type { Write } from '../pings/touched.ts';
import { createTraffic, type Ticket, type Traffic } from './traffic.ts';

/** A write before it is sent. */
export interface Sent extends Write {
  readonly authorization: string | undefined;
  readonly host: string;
}

/** The beginning of a successful answer. */
export interface Success {
  readonly status: number;
  readonly etag: string | undefined;
  readonly location: string | undefined;
}

export interface Attribution {
  /** Call it before the write goes out; call what it gives with the answer, null for a failure or none. */
  begin(sent: Sent): (success: Success | null) => void;
  /** Something is being found out. */
  readonly isBusy: boolean;
  /** Resolves when nothing is being found out about these paths any more. */
  settled(paths: readonly string[]): Promise<void>;
}

export interface AttributionOptions {
  readonly authors: Authors;
  readonly identities: Identities;
  readonly questions: Questions;
  readonly now: () => number;
  /** The authors changed. */
  readonly onChange: () => void;
}

/** Attribution with nothing under way. */
export function createAttribution(options: AttributionOptions): Attribution {
  return new Watcher(options);
}

/** A 207 to a write is a refusal that took place inside (Xandikos answers a PUT so). */
const DONE: ReadonlySet<number> = new Set([200, 201, 204]);

class Watcher implements Attribution {
  readonly #options: AttributionOptions;
  readonly #traffic: Traffic = createTraffic();
  readonly #open = new Map<string, Promise<void>>();

  constructor(options: AttributionOptions) {
    this.#options = options;
  }

  begin(sent: Sent): (success: Success | null) => void {
    const tickets = new Map(pathsOf(sent).map((path) => [path, this.#traffic.enter(path)]));
    let isOver = false;
    return (success) => {
      if (isOver) return;
      isOver = true;
      for (const ticket of tickets.values()) ticket.ends();
      if (success && DONE.has(success.status)) this.#done(sent, success, tickets);
      for (const ticket of tickets.values()) ticket.leave();
    };
  }

  get isBusy(): boolean {
    return this.#open.size > 0;
  }

  async settled(paths: readonly string[]): Promise<void> {
    await Promise.all(paths.flatMap((path) => this.#open.get(path) ?? []));
  }

  #done(sent: Sent, success: Success, tickets: Map<string, Ticket>): void {
    const { authors, onChange } = this.#options;
    if (sent.method === 'DELETE' || sent.method === 'MOVE') {
      authors.forget(canonicalPath(sent.target));
      onChange();
    }
    const path = writtenPath(sent, success);
    if (path === null) return;
    const ticket = tickets.get(path) ?? endedTicket(this.#traffic, path);
    tickets.delete(path); // it is left when everything is known
    const finding = findOut(this.#options, { path, sent, success, ticket });
    this.#open.set(path, finding);
    void finding.finally(() => {
      ticket.leave();
      if (this.#open.get(path) === finding) this.#open.delete(path);
    });
  }
}

// The server has just chosen the name: nobody else can have written there before.
function endedTicket(traffic: Traffic, path: string): Ticket {
  const ticket = traffic.enter(path);
  ticket.ends();
  return ticket;
}

/** Every path whose version the write may change. */
function pathsOf({ method, target, destination }: Sent): readonly string[] {
  const source = canonicalPath(target);
  const goal = destination === null ? [] : [canonicalPath(destination)];
  switch (method) {
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
      return [source];
    case 'MOVE':
      return [source, ...goal];
    case 'COPY':
      return goal;
    default:
      return [];
  }
}

/** Where the written version lies; null when that is a collection, or no version at all. */
function writtenPath({ method, target, destination }: Sent, { status, location }: Success): string | null {
  const member = (path: string) => (path.endsWith('/') ? null : path);
  switch (method) {
    case 'PUT':
    case 'PATCH':
      return member(canonicalPath(target));
    case 'MOVE':
    case 'COPY':
      return destination === null ? null : member(canonicalPath(destination));
    // RFC 5995 section 3: the server chose the name, and says it.
    case 'POST':
      return status === 201 && location !== undefined ? member(canonicalPath(location)) : null;
    default:
      return null;
  }
}

interface Finding {
  readonly path: string;
  readonly sent: Sent;
  readonly success: Success;
  readonly ticket: Ticket;
}

// Runs up to its first question at once: with an ETag in the answer, the author is known before the client has it.
async function findOut(options: AttributionOptions, finding: Finding): Promise<void> {
  const { authors, identities, now, onChange } = options;
  const { path, sent } = finding;
  const { authorization, host } = sent;
  const user = userIn(authorization);
  const as = mayAskAgain(authorization) ? { authorization, host } : null;
  const at = now();
  const wrote = (etag: string, by: { readonly user: string; readonly principal: string }) => {
    if (etag === '') return;
    authors.wrote({ path, etag, ...by, at });
    onChange();
  };
  if (user !== null) {
    wrote(givenEtag(finding) || (await askedEtag(options, finding, as)), { user, principal: '' });
    if (as) await identities.meet(user, path, as);
  } else if (as) {
    const etag = givenEtag(finding) || (await askedEtag(options, finding, as));
    const who = etag === '' ? null : await identities.identify(path, as);
    if (who !== null && who !== 'nobody') wrote(etag, { user: '', principal: who.principal });
  }
}

// Of the other methods no standard says what an ETag in the answer belongs to.
function givenEtag({ sent: { method }, success }: Finding): string {
  return method === 'PUT' || method === 'PATCH' ? opaque(success.etag) : '';
}

// A Digest is good for one request, so that nothing can be asked with it.
async function askedEtag(
  { questions }: AttributionOptions,
  { path, ticket }: Finding,
  as: Accepted | null,
): Promise<string> {
  if (as === null || !ticket.isAlone()) return '';
  const found = await questions.ask(path, ['getetag'], as);
  return found && ticket.isAlone() ? opaque(davProperty(found, 'getetag')?.text) : '';
}
