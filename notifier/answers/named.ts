// What an answer is about, with the names of its nodes.
import { heartbeatKey, keyOf } from '../members/keys.ts';
import type { Membership } from '../members/membership.ts';
import type { Recognised } from './recognition.ts';

export interface Named {
  readonly targets: readonly (Recognised & { readonly node: string })[];
  readonly heartbeat: string;
}

/** The names in force. Makes nothing. */
export async function withNames(
  membership: Pick<Membership, 'nodesOf'>,
  found: readonly Recognised[],
): Promise<Named> {
  const [heartbeat = '', ...nodes] = await membership.nodesOf([heartbeatKey, ...found.map(keyOf)]);
  return { heartbeat, targets: found.map((target, i) => ({ ...target, node: nodes[i] ?? '' })) };
}
