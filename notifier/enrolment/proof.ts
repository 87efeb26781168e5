// Proof of being allowed to read, asked of the calendar server itself: with the credentials that came, once, and only
// what it gives to their owner counts.
import { child, type Element } from '../../protocol/element.ts';
import { CALDAV, DAV } from '../../protocol/namespaces.ts';
import { userIn } from '../front/headers.ts';
import { collectionPath } from '../front/paths.ts';
import { davProperty, principalIn, type Accepted, type Questions, type Told } from '../front/questions.ts';
import { keyOf } from '../members/keys.ts';
import type { NodeKey } from '../state/state.ts';

/** What was proven, or how the calendar server answered instead. */
export type Proof =
  | { readonly reader: string; readonly readable: ReadonlyMap<string, NodeKey> }
  | { readonly refused: 'credentials'; readonly challenges: readonly string[] }
  | { readonly refused: 'anonymous' }
  /** `cause`: what went wrong, null for an answer that says as much. */
  | { readonly refused: 'unavailable'; readonly cause: unknown };

const NAMES = ['resourcetype', 'current-user-principal', 'current-user-privilege-set'];
/** Questions at a time for one request. */
const AT_ONCE = 4;
/** Resource types that are neither a calendar nor a home. A principal may be its own home (Radicale). */
const OTHERS: ReadonlySet<string> = new Set([
  'addressbook',
  'schedule-inbox',
  'schedule-outbox',
  'notification',
  'dropbox-home',
  'calendar-proxy-read',
  'calendar-proxy-write',
]);

/** Asks for each href, in the name of `as`. A resource that is not readable is left out; the first answer decides who asks. */
export async function prove(
  questions: Pick<Questions, 'inquire'>,
  hrefs: readonly string[],
  as: Accepted,
): Promise<Proof> {
  const [first = '', ...rest] = hrefs;
  try {
    const told = await questions.inquire(first, NAMES, as);
    if (told.status === 401) return { refused: 'credentials', challenges: told.challenges };
    const answers = new Map([[first, told]]);
    const waiting = [...rest];
    const work = async () => {
      for (let href = waiting.shift(); href !== undefined; href = waiting.shift())
        answers.set(href, await questions.inquire(href, NAMES, as));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return verdict(hrefs, answers, as);
  } catch (cause) {
    return { refused: 'unavailable', cause }; // no answer, or none that can be read: nothing is proven and nothing refuted
  }
}

function verdict(hrefs: readonly string[], answers: ReadonlyMap<string, Told>, as: Accepted): Proof {
  const all = [...answers.values()];
  // One that is busy or broken says nothing about who may read.
  if (all.some(({ status }) => status === 429 || status >= 500))
    return { refused: 'unavailable', cause: null };
  const reader = readerIn(all, as);
  if (reader === null) return { refused: 'anonymous' };
  const readable = hrefs.flatMap((href) => {
    const key = keyIn(href, answers.get(href)?.found ?? []);
    return key ? [[href, key] as const] : [];
  });
  return { reader, readable: new Map(readable) };
}

/** Who asks, the same for all devices of one person: the principal, else the name they signed in with. */
function readerIn(all: readonly Told[], as: Accepted): string | null {
  const principals = all.map(({ found }) => principalIn(found)).filter((p) => p !== null);
  // Where anybody may read, the server looked at no password: whatever name came with it proves nothing.
  if (principals.includes('nobody')) return null;
  const principal = principals.find((p) => p !== 'nobody');
  if (principal) return readerOf(principal.href);
  const user = all.some(({ status }) => status === 207) ? userIn(as.authorization) : null;
  return user === null ? null : `u:${user}`;
}

/** The reader that a principal is. */
export function readerOf(principal: string): string {
  return `p:${collectionPath(principal)}`;
}

function keyIn(href: string, found: readonly Element[]): NodeKey | null {
  const type = davProperty(found, 'resourcetype');
  if (!type || !child(type, DAV, 'collection') || !mayRead(davProperty(found, 'current-user-privilege-set')))
    return null;
  const path = collectionPath(href);
  if (child(type, CALDAV, 'calendar')) return keyOf({ kind: 'collection', path });
  return path === '/' || type.children.some(({ name }) => OTHERS.has(name))
    ? null
    : keyOf({ kind: 'home', path });
}

/** Which of these an href stands for; null for none. */
export function keyOfHref(href: string, keys: readonly NodeKey[]): NodeKey | null {
  const path = collectionPath(href);
  return keys.find(({ id }) => id === path) ?? null;
}

// RFC 3744 section 5.5. A server that does not say let it be read, and that is an answer. To see when somebody is busy is
// a lesser right (CALDAV:read-free-busy).
function mayRead(privileges: Element | undefined): boolean {
  if (!privileges) return true;
  return privileges.children.some((p) => child(p, DAV, 'read') ?? child(p, DAV, 'all'));
}
