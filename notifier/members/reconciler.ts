// Compares what was decided with what the XMPP server does, node by node, and mends it: at the start of each stream and
// every hour. Whatever broke off in between, was changed by hand or lost by the server is found here.
import type { Lease, NodeKey, State } from '../state/state.ts';
import type { Membership } from './membership.ts';
import type { Owner } from './owner.ts';
import { endSubscriptions, remove, unless } from './revocation.ts';
import { bareJid } from '../../wire/jid.ts';

export interface ReconcilerOptions {
  readonly service: () => Owner | null;
  readonly state: State;
  readonly membership: Pick<Membership, 'nodesOf' | 'retire'>;
  /** The bare JID of our own account. */
  readonly self: string;
  /** Epoch ms. */
  readonly now: () => number;
}

/** What was found, as numbers. */
export interface Reconciled {
  readonly nodes: number;
  /** Nodes that have nobody left, or whose name is not in force any more. */
  readonly retired: number;
  /** Members and subscribers without a lease. */
  readonly strangers: number;
  /** Members with a lease whom the server did not know. */
  readonly missing: number;
}

/** Nodes read at a time. */
const PAGE = 200;

/** Goes through every node that was ever named. Stops between two nodes when the stream is gone or `signal` says so. */
export async function reconcile(options: ReconcilerOptions, signal: AbortSignal): Promise<Reconciled> {
  let found: Reconciled = { nodes: 0, retired: 0, strangers: 0, missing: 0 };
  for (let after = ''; ;) {
    const page = await options.state.nodes(after, PAGE);
    for (const known of page) {
      const service = options.service();
      if (!service || signal.aborted) return found;
      const node = await mendNode(options, service, known);
      found = {
        nodes: found.nodes + 1,
        retired: found.retired + (node === 'retired' ? 1 : 0),
        strangers: found.strangers + (node === 'retired' ? 0 : node.strangers),
        missing: found.missing + (node === 'retired' ? 0 : node.missing),
      };
    }
    after = page.at(-1)?.node ?? '';
    if (page.length < PAGE) return found;
  }
}

async function mendNode(
  options: ReconcilerOptions,
  service: Owner,
  known: NodeKey & { readonly node: string },
): Promise<'retired' | { readonly strangers: number; readonly missing: number }> {
  const { state, membership, now } = options;
  const { node } = known;
  const [inForce] = await membership.nodesOf([known]);
  const leases = inForce === node ? await state.leasesOf({ node }) : [];
  const members = leases.filter(({ until }) => until > now());
  if (members.length === 0) {
    await membership.retire(node);
    return 'retired';
  }
  await close(service, node);
  const strangers = await removeStrangers(options, service, node, members);
  await state.revoke(leases.filter((lease) => !members.includes(lease)));
  const affiliations = await service.affiliations(node);
  const missing = members.filter(({ jid }) => affiliations.get(jid) !== 'member');
  for (const { jid } of missing) await service.setAffiliation(node, jid, 'member');
  return { strangers, missing: missing.length };
}

// Made again where it is missing, closed again where somebody opened it.
async function close(service: Owner, node: string): Promise<void> {
  try {
    await service.configureNode(node);
  } catch (error) {
    unless('item-not-found')(error);
    await service.createNode(node);
  }
}

async function removeStrangers(
  { self }: ReconcilerOptions,
  service: Owner,
  node: string,
  members: readonly Lease[],
): Promise<number> {
  const may = new Set([self, ...members.map(({ jid }) => jid)]);
  const affiliated = [...(await service.affiliations(node))]
    .filter(([, affiliation]) => !['none', 'outcast'].includes(affiliation))
    .map(([jid]) => jid);
  const strangers = new Set(affiliated.filter((jid) => !may.has(jid)));
  for (const jid of strangers) await remove(service, node, jid);
  const subscribed = new Set((await service.subscribers(node)).map(({ jid }) => bareJid(jid)));
  const others = [...subscribed].filter((jid) => !may.has(jid));
  for (const jid of others) await endSubscriptions(service, node, jid);
  return strangers.size + others.length;
}
