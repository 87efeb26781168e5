// The one item the notifier ever publishes. It is the same for every change to every calendar, so that it tells
// nobody anything but "look again".
import { BELFRY } from './namespaces.ts';

/** Fixed item id: a node holds at most one item, and the id says nothing. */
export const PING_ITEM_ID = 'cur';
/** The payload's element name in the Belfry namespace. Readers never look at it. */
export const PING_ELEMENT = { name: 'ping', namespace: BELFRY } as const;
/** How the name of every node of Belfry's own making begins. */
export const NODE_PREFIX = 'bf1-';
