// For clients that sign in to XMPP as they do to the calendar server, as Apple's did: whoever was given an answer is made a
// member by the name they signed in with, and only then told the names of the nodes.
import { escapeLocalPart } from '../../wire/jid.ts';
import { IqError } from '../../wire/iq.ts';
import { heartbeatKey, keyOf } from '../members/keys.ts';
import type { Membership } from '../members/membership.ts';
import { withNames, type Named } from './named.ts';
import type { Recognised } from './recognition.ts';

export interface MembersByNameOptions {
  /** Domain of the users' JIDs. */
  readonly memberDomain: string;
  readonly membership: Pick<Membership, 'nodesOf' | 'grant' | 'holds'>;
  /** An answer goes out without push properties: `why` names the reason. */
  readonly onWithheld: (why: 'late' | 'offline' | 'refused', error: unknown) => void;
  /** Longest wait for the XMPP server in milliseconds; 1000 unless told. */
  readonly patience?: number;
}

/** The names this user may be told, all of them confirmed; null for none. */
export async function admitByName(
  options: MembersByNameOptions,
  user: string,
  found: readonly Recognised[],
): Promise<Named | null> {
  const reader: Reader = {
    jid: `${escapeLocalPart(user)}@${options.memberDomain}`,
    reader: `u:${user}`,
  };
  const named = await readable(options, reader, await withNames(options.membership, found));
  return named.targets.length > 0 && (await isAdmitted(options, reader, named)) ? named : null;
}

interface Reader {
  readonly jid: string;
  readonly reader: string;
}

// An answer that tells nothing about a resource proves nothing; who proved it before need not.
async function readable({ membership }: MembersByNameOptions, { jid }: Reader, named: Named): Promise<Named> {
  const kept = await Promise.all(
    named.targets.map(async (t) => t.isReadable || (await membership.holds(jid, [t.node, named.heartbeat]))),
  );
  return { ...named, targets: named.targets.filter((_, i) => kept[i]) };
}

async function isAdmitted(options: MembersByNameOptions, reader: Reader, named: Named): Promise<boolean> {
  const { membership } = options;
  const { targets, heartbeat } = named;
  const known = await membership.holds(reader.jid, [heartbeat, ...targets.map(({ node }) => node)]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), options.patience ?? 1_000);
  });
  // Goes on behind a late answer, so that the next one need not wait; its failure is told either way.
  const admitted = membership.grant({ ...reader, keys: [heartbeatKey, ...targets.map(keyOf)] }).then(
    () => 'admitted' as const,
    (error: unknown) => {
      if (error instanceof IqError) options.onWithheld('refused', error);
      else if (!known) options.onWithheld('offline', error);
      return error instanceof IqError ? ('refused' as const) : ('unsure' as const);
    },
  );
  const outcome = await Promise.race([admitted, late]);
  clearTimeout(timer);
  if (outcome === 'late' && !known) options.onWithheld('late', null);
  // Whoever was confirmed before is a member still, as far as anybody knows: taking the names away from them because
  // the XMPP server is slow today would only make them stop listening.
  return outcome === 'admitted' || (outcome !== 'refused' && known);
}
