// What a PROPFIND for push properties is answered: who asked is made a member of the nodes first, and only then told
// their names.
import { DAV } from '../protocol/namespaces.ts';
import type { PushTransport } from '../protocol/push-properties.ts';
import { escapeLocalPart } from '../wire/jid.ts';
import { IqError } from '../wire/iq.ts';
import { XmlError } from '../wire/xml-reader.ts';
import { userIn } from './headers.ts';
import { askedPushProperties, hasAnswer, inject } from './injection.ts';
import type { NodeBook } from './node-book.ts';
import type { NodeKind } from './nodes.ts';
import type { Places } from './places.ts';
import type { Question } from './proxy.ts';
import { isAnonymous, recognise, type Recognised } from './recognition.ts';
import type { Rewriter } from './relay.ts';
import { mapXml } from './xml-map.ts';

export interface PushAnswersOptions {
  readonly nodeOf: (kind: NodeKind, path: string) => string;
  /** Where clients connect to, and the JID of the pubsub service. */
  readonly advertise: { readonly host: string; readonly port: number | null; readonly service: string };
  readonly heartbeatMinutes: number;
  /** Domain of the users' JIDs. */
  readonly memberDomain: string;
  readonly places: Places;
  readonly book: NodeBook;
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
      const targets = recognise(multistatus, request, options.places)
        .filter((t) => hasAnswer(t.kind, asked))
        .filter((t) => t.isReadable || options.book.wasAdmitted(jid, nodesOf(options, t)));
      if (targets.length === 0 || isAnonymous(multistatus)) return null;
      if (!(await isAdmitted(options, jid, targets))) return null;
      const values = targets.map((t) => ({ response: t.response, ...valuesFor(options, t) }));
      return Buffer.from(inject(text, asked, values), 'latin1');
    };
  };
}

async function isAdmitted(
  options: PushAnswersOptions,
  jid: string,
  targets: readonly Recognised[],
): Promise<boolean> {
  const nodes = [...new Set(targets.flatMap((t) => nodesOf(options, t)))];
  const known = options.book.wasAdmitted(jid, nodes);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), options.patience ?? 1_000);
  });
  // Goes on behind a late answer, so that the next one need not wait; its failure is told either way.
  const admitted = options.book.admit(jid, nodes).then(
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

function nodesOf({ nodeOf }: PushAnswersOptions, { kind, path }: Recognised): readonly string[] {
  return [nodeOf(kind === 'home' ? 'h' : 'c', path), nodeOf('b', '')];
}

function valuesFor(options: PushAnswersOptions, { kind, path }: Recognised) {
  const { nodeOf, advertise, heartbeatMinutes } = options;
  if (kind === 'collection') return { pushkey: nodeOf('c', path), transport: null };
  const homeNode = nodeOf('h', path);
  const heartbeat = { node: nodeOf('b', ''), minutes: heartbeatMinutes };
  const transport: PushTransport = { ...advertise, homeNode, heartbeat };
  return { pushkey: homeNode, transport };
}
