// What the owner of the nodes asks of the pubsub service.
import type { PubSub } from '../../wire/pubsub.ts';

/** The service as seen through one stream; each method rejects with IqError, or when the stream ends. */
export type Owner = Pick<
  PubSub,
  | 'createNode'
  | 'configureNode'
  | 'publish'
  | 'setAffiliation'
  | 'affiliations'
  | 'subscribers'
  | 'endSubscription'
  | 'deleteNode'
>;

/** There is no stream to the XMPP server. */
export class Offline extends Error {
  constructor() {
    super('no stream to the XMPP server');
    this.name = 'Offline';
  }
}
