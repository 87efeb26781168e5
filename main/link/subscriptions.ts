// The subscriptions of one session at its pubsub service: what is there, what is missing, what is no longer wanted.
import { IqError, NoAnswer } from '../../wire/iq.ts';
import { bareJid } from '../../wire/jid.ts';
import type { PubSub, Subscription } from '../../wire/pubsub.ts';

/** Patience with the list of subscriptions: it only saves requests. */
const LIST_TIMEOUT = 5_000;
/** Requests on their way at once: a hundred calendars cost some round trips, and no server is flooded. */
const AT_ONCE = 16;

/** What a session knows of its subscriptions. */
export interface Subscribed {
  /** What was wanted when they were last brought in step; null: never yet. */
  readonly wanted: ReadonlySet<string> | null;
  readonly confirmed: ReadonlySet<string>;
  /** Wanted, and refused by the service. */
  readonly denied: readonly string[];
  /** The list was asked for and did not come: it is not waited for again. */
  readonly isListMute: boolean;
}

export const NOTHING_YET: Subscribed = { wanted: null, confirmed: new Set(), denied: [], isListMute: false };

/** Nothing has to be asked: these are the nodes it was brought in step with, and each has its answer. */
export function isInStep({ wanted, confirmed, denied }: Subscribed, nodes: ReadonlySet<string>): boolean {
  const isAnswered = (node: string) => confirmed.has(node) || denied.includes(node);
  return wanted?.size === nodes.size && [...nodes].every((node) => wanted.has(node) && isAnswered(node));
}

/** Where, and for whom. */
export interface Subscriber {
  readonly service: Pick<PubSub, 'subscribe' | 'unsubscribe' | 'subscriptions'>;
  /** Bare JID; subscribed beside a full one, each event would come twice. */
  readonly jid: string;
  /** Belfry made this node, or this account's server named it: a subscription to it is Belfry's to end. */
  isOwn(node: string): boolean;
}

/**
 * Makes the subscriptions exactly `nodes` (XEP-0060 sections 5.6, 6.1, 6.2) and gives what is known then; what the
 * service denies is named, and asked for again the next time. Rejects when the stream ends, or with NoAnswer when the
 * service answers nothing at all.
 */
export async function bringInStep(
  whose: Subscriber,
  nodes: ReadonlySet<string>,
  before: Subscribed,
): Promise<Subscribed> {
  const { service, jid } = whose;
  const answers = new Answers();
  const list = before.isListMute ? null : await listed(service, answers);
  const have = list ?? [...before.confirmed].map((node) => ({ node, jid, subid: null, state: 'subscribed' }));
  // Other devices of the same person may want what this one does not: only the first time of a session is the house
  // put in order, or two devices would undo each other's work for ever.
  const mayRemove = (node: string) => nodes.has(node) || (before.wanted?.has(node) ?? whose.isOwn(node));
  const steps = stepsTo(nodes, have, { jid, mayRemove });
  // Without a list everything is asked for again: a repeated subscription is the same one (6.1.6).
  const add = list ? steps.add : [...nodes];
  const confirmed = new Set(list ? steps.kept : []);
  const denied: string[] = [];
  await inTurns([
    ...add.map((node) => async () => {
      const allowed = await answers.to(service.subscribe(node, jid));
      if (allowed === 'subscribed') confirmed.add(node);
      else denied.push(node);
    }),
    // One that cannot be ended costs a ping nobody listens to.
    ...steps.remove.map((subscription) => async () => {
      await answers.to(service.unsubscribe(subscription));
    }),
  ]);
  return { wanted: new Set(nodes), confirmed, denied: denied.toSorted(), isListMute: list === null };
}

export interface Steps {
  /** Nodes whose subscription stays as it is. */
  readonly kept: ReadonlySet<string>;
  readonly add: readonly string[];
  readonly remove: readonly Subscription[];
}

/** What leads from the subscriptions there are to one of the bare JID for each of `nodes`. */
export function stepsTo(
  nodes: ReadonlySet<string>,
  have: readonly Subscription[],
  whose: { readonly jid: string; mayRemove(node: string): boolean },
): Steps {
  const kept = new Map<string, string | null>();
  const remove: Subscription[] = [];
  for (const one of have) {
    if (bareJid(one.jid) !== whose.jid || one.state === 'none') continue;
    const isPlain = one.jid === whose.jid;
    if (isPlain && nodes.has(one.node) && !kept.has(one.node)) {
      // What still waits for an owner's word is asked for again below: that is how its state is learned.
      if (one.state === 'subscribed') kept.set(one.node, one.subid);
      continue;
    }
    // Without an id of its own a second one cannot be told from the one that stays.
    const isTwin = isPlain && nodes.has(one.node);
    if (isTwin && (one.subid === null || one.subid === kept.get(one.node))) continue;
    if (whose.mayRemove(one.node)) remove.push(one);
  }
  return { kept: new Set(kept.keys()), add: [...nodes].filter((node) => !kept.has(node)), remove };
}

/** Tells one request nobody answers from a service that answers nothing. */
class Answers {
  #heard = false;

  /** What a request came to: its result, or null for a refusal, or for silence in the midst of other answers. */
  async to<T>(request: Promise<T>): Promise<T | null> {
    try {
      const result = await request;
      this.#heard = true;
      return result;
    } catch (error) {
      if (error instanceof IqError) this.#heard = true;
      else if (!(error instanceof NoAnswer && this.#heard)) throw error;
      return null;
    }
  }
}

// A service without the list, or Prosody 0.12 after a subscribed node was deleted, which never answers: just subscribe.
// A server that answers nothing at all shows itself there.
async function listed(
  service: Pick<PubSub, 'subscriptions'>,
  answers: Answers,
): Promise<readonly Subscription[] | null> {
  try {
    return await answers.to(service.subscriptions(LIST_TIMEOUT));
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    throw error;
  }
}

/** Runs the tasks in order, some at once. Rejects with the first failure; each worker stops at its own. */
async function inTurns(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const rest = tasks.values();
  const worker = async (): Promise<void> => {
    for (const task of rest) await task();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
