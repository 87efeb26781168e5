// How somebody stops hearing of a node. Taking the affiliation away leaves the subscription, on Prosody and ejabberd
// alike, and whoever has one goes on receiving: so the subscriptions end first, and the result is looked at.
import { IqError } from '../../wire/iq.ts';
import { bareJid } from '../../wire/jid.ts';
import type { PubSub } from '../../wire/pubsub.ts';

export type Removing = Pick<PubSub, 'subscribers' | 'endSubscription' | 'affiliations' | 'setAffiliation'>;

/** The service said yes and did not do it: nothing may be published to this node. */
export class StillThere extends Error {
  constructor() {
    super('the pubsub service keeps somebody who was removed');
    this.name = 'StillThere';
  }
}

/**
 * Ends every subscription of this bare JID and its membership (XEP-0060 sections 8.8.2 and 8.9.2). A node that is not
 * there has nobody. Rejects with StillThere, with IqError, or when the stream ends.
 */
export async function remove(service: Removing, node: string, jid: string): Promise<void> {
  try {
    await endSubscriptions(service, node, jid);
    // Prosody 0.12 answers forbidden, and does it: what counts is what is there afterwards.
    await service.setAffiliation(node, jid, 'none').catch(unless('forbidden'));
    const left = (await service.affiliations(node)).get(jid) ?? 'none';
    if (!['none', 'outcast'].includes(left)) throw new StillThere();
    // One more, or one that was made in between.
    if ((await subscriptionsOf(service, node, jid)).length > 0) throw new StillThere();
  } catch (error) {
    unless('item-not-found')(error);
  }
}

/** The same without membership to take away: somebody subscribed who is no member. */
export async function endSubscriptions(service: Removing, node: string, jid: string): Promise<void> {
  for (const each of await subscriptionsOf(service, node, jid)) await service.endSubscription(node, each);
}

async function subscriptionsOf(service: Removing, node: string, jid: string): Promise<readonly string[]> {
  const all = (await service.subscribers(node)).filter(({ state }) => state !== 'none');
  return all.map((one) => one.jid).filter((each) => bareJid(each) === jid);
}

/** Rethrows any error but the service's refusal for this reason. */
export function unless(condition: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof IqError && error.condition === condition)) throw error;
  };
}
