// Looks at accounts again and again: what changes often is asked each time, what hardly ever changes once a day.
import type { PushTransport } from '../../protocol/push-properties.ts';
import type { EnrolmentPlace, FoundAccount } from '../core/ports.ts';
import { isGeneral, isRefusal, NOBODY, readCircle, type Circle, type Home } from './circle.ts';
import { withSlash } from './href.ts';
import type { DavHttp } from './http.ts';
import { withPeople } from './people.ts';
import type { Principal } from './principal.ts';
import { selfOf, type SelfBefore } from './self.ts';
import { surveyHomes, type HomeAnswer } from './survey.ts';

const DAY = 86_400_000;

/** Where an account is, and what was known of it; with its principal, when it was read just now. */
export interface AccountPlace extends SelfBefore {
  readonly homeUrls: readonly string[];
  readonly schedules?: boolean;
  readonly principal?: Principal;
}

export interface Surveyor {
  /**
   * One PROPFIND of each home. Besides, of principals: at the first look, once a day, after one of them did not answer,
   * and after a home went away. Throws BelfryError when no home answers, and for what concerns the whole server.
   */
  survey(account: AccountPlace, signal: AbortSignal): Promise<FoundAccount>;
}

/** What is remembered of one account between looks. */
interface Memory {
  circle: Circle;
  /** Epoch ms at which it was read; null: to be read at the next look. */
  readAt: number | null;
  /** Delegated homes that answered lately. */
  readonly open: Set<string>;
  /** Own homes that are gone although the principal still names them. */
  readonly lost: Set<string>;
  /** URL of a principal -> name. */
  readonly names: Map<string, string>;
  /** Where changes were announced at the last look. */
  push: PushTransport | null;
  enrolment: EnrolmentPlace | null;
}

interface Means {
  readonly http: DavHttp;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Surveys accounts over one pool. `now` in epoch ms. */
export function surveyor(http: DavHttp, now: () => number): Surveyor {
  const memories = new Map<string, Memory>();
  return {
    survey(account, signal) {
      const memory = memories.get(account.principalUrl) ?? nothingYet();
      memories.set(account.principalUrl, memory);
      return look(account, memory, { http, now, signal });
    },
  };
}

function nothingYet(): Memory {
  const empty = { open: new Set<string>(), lost: new Set<string>(), names: new Map<string, string>() };
  return { circle: NOBODY, readAt: null, ...empty, push: null, enrolment: null };
}

async function look(account: AccountPlace, memory: Memory, means: Means): Promise<FoundAccount> {
  const { http, now, signal } = means;
  const isDue = account.principal !== undefined || !isFresh(memory.readAt, now());
  if (isDue) await remember(account, memory, means);
  let answers = await surveyHomes(homesOf(account, memory), http, signal);
  // One's home may have moved: the principal knows where to.
  if (!isDue && goneOf(answers).some((url) => !memory.lost.has(url))) {
    await remember(account, memory, means);
    answers = await surveyHomes(homesOf(account, memory), http, signal);
  }
  memory.lost.clear();
  for (const url of goneOf(answers)) memory.lost.add(url);
  const unanswered = judged(answers, memory);
  const { circle, names } = memory;
  const { principal } = circle;
  const self = principal?.urls ?? [withSlash(account.principalUrl)];
  const own = answers.filter((a) => a.home.from === null);
  memory.push = pushOf(own, self, memory);
  memory.enrolment = enrolmentOf(own, memory);
  return {
    principalUrl: account.principalUrl,
    homeUrls: own.map((a) => a.home.url),
    unanswered: [...circle.unread, ...unanswered],
    self: selfOf(principal, account),
    schedules: principal?.schedules ?? account.schedules ?? false,
    calendars: await withPeople(answers, { self, names }, http, signal),
    push: memory.push,
    enrolment: memory.enrolment,
  };
}

function pushOf(
  own: readonly HomeAnswer[],
  self: readonly string[],
  { circle, push: before }: Memory,
): PushTransport | null {
  const told = own.map((a) => ('push' in a ? a.push : null)).find((push) => push !== null);
  if (told) return told;
  // The home that would have said it may be the one that failed.
  if (own.some((a) => 'error' in a)) return before;
  // DAViCal says it on the principal and nowhere else; where principal and home are one, it has just been asked.
  const isAsked = own.some((a) => self.includes(a.home.url));
  return isAsked ? null : (circle.principal?.push ?? null);
}

function enrolmentOf(own: readonly HomeAnswer[], { enrolment: before }: Memory): EnrolmentPlace | null {
  const told = own.map((a) => ('enrolment' in a ? a.enrolment : null)).find((place) => place !== null);
  return told ?? (own.some((a) => 'error' in a) ? before : null);
}

function goneOf(answers: readonly HomeAnswer[]): readonly string[] {
  const gone = answers.filter((a) => a.home.from === null && 'error' in a && a.error.kind === 'gone');
  return gone.map((a) => a.home.url);
}

// A clock that was put back makes nothing fresh for ever.
function isFresh(readAt: number | null, now: number): boolean {
  return readAt !== null && now >= readAt && now - readAt < DAY;
}

async function remember(account: AccountPlace, memory: Memory, { http, now, signal }: Means): Promise<void> {
  memory.circle = await readCircle(account, memory.circle, http, signal);
  memory.readAt = memory.circle.unread.length > 0 ? null : now();
  memory.names.clear(); // people marry
}

function homesOf(account: AccountPlace, { circle }: Memory): readonly Home[] {
  const told = circle.principal?.homeUrls ?? [];
  const own = new Set((told.length > 0 ? told : account.homeUrls).map(withSlash));
  const delegated = new Map(circle.delegated.map((home) => [home.url, home]));
  return [
    ...[...own].map((url): Home => ({ url, from: null, person: '', writable: null })),
    ...[...delegated.values()].filter(({ url }) => !own.has(url)),
  ];
}

/** The homes that did not answer. Somebody's who withdrew is not among them: there is nothing of theirs any more. */
function judged(answers: readonly HomeAnswer[], memory: Memory): readonly string[] {
  const failures = answers.filter((a) => 'error' in a);
  const [first] = failures;
  if (first && failures.length === answers.length) throw first.error;
  const unanswered: string[] = [];
  for (const answer of answers) {
    const { url, from } = answer.home;
    if (!('error' in answer)) {
      memory.open.add(url);
    } else if (from !== null && isRefusal(answer.error)) {
      // It was open, and is not: who else changed their mind?
      if (memory.open.delete(url)) memory.readAt = null;
    } else {
      if (isGeneral(answer.error)) throw answer.error;
      unanswered.push(url);
    }
  }
  return unanswered;
}
