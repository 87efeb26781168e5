// What a PROPFIND for push properties is answered: who asked is made a member of the nodes first, and only then told
// their names.
import { DAV } from '../../protocol/namespaces.ts';
import type { PushTransport } from '../../protocol/push-properties.ts';
import { escapeLocalPart } from '../../wire/jid.ts';
import { IqError } from '../../wire/iq.ts';
import { XmlError } from '../../wire/xml-reader.ts';
import { userIn } from '../front/headers.ts';
import { askedPushProperties, hasAnswer, inject } from './injection.ts';
import type { Membership } from '../members/membership.ts';
import { heartbeatKey, keyOf } from '../members/keys.ts';
import type { Places } from './places.ts';
import type { Question } from '../front/proxy.ts';
import { isAnonymous, recognise, type Recognised } from './recognition.ts';
import type { Rewriter } from '../front/relay.ts';
import { mapXml } from './xml-map.ts';

export interface PushAnswersOptions {
  /** Where clients connect to, and the JID of the pubsub service. */
  readonly advertise: { readonly host: string; readonly port: number | null; readonly service: string };
  readonly heartbeatMinutes: number;
  /** Domain of the users' JIDs. */
  readonly memberDomain: string;
  readonly places: Places;
  readonly membership: Pick<Membership, 'nodesOf' | 'grant' | 'holds'>;
  /** An answer goes out without push properties: `why` names the reason. */
  readonly onWithheld: (why: 'late' | 'offline' | 'refused', error: unknown) => void;
  /** Longest wait for the XMPP server in milliseconds; 1000 unless told. */
  readonly patience?: number;
}

/** The rewriter for a PROPFIND that asks for push properties with credentials; null for any other. */
export function pushAnswers(options: PushAnswersOptions): (request: Question) => Rewriter | null {
  return (request) => {
    if (request.method !== 'PROPFIND') return null;
    const user = userIn(request.authorization);
    const asked = user === null ? [] : askedPushProperties(request.body.toString('utf8'));
    if (user === null || asked.length === 0) return null;
    const jid = `${escapeLocalPart(user)}@${options.memberDomain}`;
    return async (answer) => {
      const text = answer.toString('latin1');
      const multistatus = mapXml(text);
      if (multistatus.name !== 'multistatus' || multistatus.namespace !== DAV)
        throw new XmlError('not a multistatus');
      // Learning comes first: an anonymous reader tells as much about the layout as any other.
      const found = recognise(multistatus, request, options.places).filter((t) => hasAnswer(t.kind, asked));
      if (found.length === 0 || isAnonymous(multistatus)) return null;
      const reader: Reader = { jid, reader: `u:${user}` };
      const named = await readable(options, reader, await withNames(options, found));
      if (named.targets.length === 0 || !(await isAdmitted(options, reader, named))) return null;
      const values = named.targets.map((t) => ({
        response: t.response,
        ...valuesFor(options, t, named.heartbeat),
      }));
      return Buffer.from(inject(text, asked, values), 'latin1');
    };
  };
}

interface Reader {
  readonly jid: string;
  readonly reader: string;
}

/** What is recognised, with the names of its nodes. */
interface Named {
  readonly targets: readonly (Recognised & { readonly node: string })[];
  readonly heartbeat: string;
}

async function withNames({ membership }: PushAnswersOptions, found: readonly Recognised[]): Promise<Named> {
  const [heartbeat = '', ...nodes] = await membership.nodesOf([heartbeatKey, ...found.map(keyOf)]);
  return { heartbeat, targets: found.map((target, i) => ({ ...target, node: nodes[i] ?? '' })) };
}

// An answer that tells nothing about a resource proves nothing; who proved it before need not.
async function readable({ membership }: PushAnswersOptions, { jid }: Reader, named: Named): Promise<Named> {
  const kept = await Promise.all(
    named.targets.map(async (t) => t.isReadable || (await membership.holds(jid, [t.node, named.heartbeat]))),
  );
  return { ...named, targets: named.targets.filter((_, i) => kept[i]) };
}

async function isAdmitted(options: PushAnswersOptions, reader: Reader, named: Named): Promise<boolean> {
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

function valuesFor(
  { advertise, heartbeatMinutes }: PushAnswersOptions,
  { kind, node }: { readonly kind: Recognised['kind']; readonly node: string },
  heartbeatNode: string,
) {
  if (kind === 'collection') return { pushkey: node, transport: null };
  const heartbeat = { node: heartbeatNode, minutes: heartbeatMinutes };
  const transport: PushTransport = { ...advertise, homeNode: node, heartbeat };
  return { pushkey: node, transport };
}
