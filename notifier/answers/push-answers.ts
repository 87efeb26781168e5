// What a PROPFIND for push properties is answered: the names of the nodes, and where to enrol for them. Names open
// nothing: who listens is decided by enrolment, or, for clients of before, by admission under their own name.
import { ENROLMENT, ENROLMENT_PATH, writeEnrolmentOffer } from '../../protocol/enrolment.ts';
import { BELFRY, DAV } from '../../protocol/namespaces.ts';
import { isPushProperty } from '../../protocol/push-properties.ts';
import type { PushPropertyName, PushTransport } from '../../protocol/push-properties.ts';
import { XmlError } from '../../wire/xml-reader.ts';
import { readerOf } from '../enrolment/proof.ts';
import type { Tickets } from '../enrolment/tickets.ts';
import { userIn } from '../front/headers.ts';
import type { Question } from '../front/proxy.ts';
import { mayAskAgain } from '../front/questions.ts';
import type { Rewriter } from '../front/relay.ts';
import { keyOf } from '../members/keys.ts';
import { askedProperties } from './asked.ts';
import { injectProperties, pushFragments, type Fragment } from './injection.ts';
import { admitByName, type MembersByNameOptions } from './members-by-name.ts';
import { withNames, type Named } from './named.ts';
import type { Places } from './places.ts';
import { recognise, whoAsks, type Recognised } from './recognition.ts';
import { mapXml, type Mapped } from './xml-map.ts';

export interface PushAnswersOptions extends MembersByNameOptions {
  /** Where clients connect to, and the JID of the pubsub service. */
  readonly advertise: { readonly host: string; readonly port: number | null; readonly service: string };
  readonly heartbeatMinutes: number;
  readonly places: Places;
  /** Null: there is no enrolment here. */
  readonly tickets: Pick<Tickets, 'issue'> | null;
  /** Whoever does not ask how to enrol is admitted under their own name. */
  readonly byName: boolean;
}

/** What was asked for by name. */
interface Wish {
  readonly push: readonly PushPropertyName[];
  readonly enrolment: boolean;
}

/** The rewriter for a PROPFIND that asks for push properties with credentials; null for any other. */
export function pushAnswers(options: PushAnswersOptions): (request: Question) => Rewriter | null {
  return (request) => {
    const { method, authorization, body } = request;
    if (method !== 'PROPFIND' || authorization === undefined) return null;
    const wish = wishIn(body);
    const isEnrolling = wish.enrolment && options.tickets !== null;
    if (!(isEnrolling || options.byName) || !hasAnswer('home', wish)) return null;
    return async (answer) => {
      const text = answer.toString('latin1');
      const multistatus = mapXml(text);
      if (multistatus.name !== 'multistatus' || multistatus.namespace !== DAV)
        throw new XmlError('not a multistatus');
      // Learning comes first: an anonymous reader tells as much about the layout as any other.
      const found = recognise(multistatus, request, options.places).filter((t) => hasAnswer(t.kind, wish));
      const who = whoAsks(multistatus);
      if (found.length === 0 || who === 'nobody') return null;
      const told = isEnrolling
        ? await forEnrolling(options, found, ticketFor(options, found, { authorization, who }))
        : await forMember(options, found, userIn(authorization));
      return told && Buffer.from(injectProperties(text, targetsOf(options, wish, told)), 'latin1');
    };
  };
}

function wishIn(body: Buffer): Wish {
  const asked = askedProperties(body);
  const push = asked.flatMap((p) => (isPushProperty(p.namespace, p.name) ? [p.name] : []));
  const enrolment = asked.some((p) => p.namespace === BELFRY && p.name === ENROLMENT);
  return { push: [...new Set(push)], enrolment };
}

/** True when such a resource has at least one of the asked properties: collections have only `pushkey`. */
function hasAnswer(kind: Recognised['kind'], { push, enrolment }: Wish): boolean {
  return kind === 'home' ? enrolment || push.length > 0 : push.includes('pushkey');
}

/** Names, and what a home says about enrolling; null: it says nothing. */
interface Told extends Named {
  readonly offer: Fragment | null;
}

async function forEnrolling(
  { membership }: PushAnswersOptions,
  found: readonly Recognised[],
  ticket: string | null,
): Promise<Told> {
  const readable = found.filter(({ isReadable }) => isReadable);
  const text = writeEnrolmentOffer({ href: ENROLMENT_PATH, ticket });
  const offer = { namespace: BELFRY, name: ENROLMENT, text };
  return { ...(await withNames(membership, readable)), offer };
}

async function forMember(
  options: PushAnswersOptions,
  found: readonly Recognised[],
  user: string | null,
): Promise<Told | null> {
  const named = user === null ? null : await admitByName(options, user, found);
  return named && { ...named, offer: null };
}

/** For whoever cannot show their credentials a second time. */
function ticketFor(
  { tickets }: PushAnswersOptions,
  found: readonly Recognised[],
  asker: { readonly authorization: string; readonly who: string | null },
): string | null {
  const { authorization, who } = asker;
  if (mayAskAgain(authorization)) return null;
  const user = userIn(authorization);
  const reader = who === null ? user && `u:${user}` : readerOf(who);
  const keys = found.filter(({ isReadable }) => isReadable).map(keyOf);
  return reader === null || keys.length === 0 ? null : (tickets?.issue({ reader, keys }) ?? null);
}

function targetsOf(options: PushAnswersOptions, { push }: Wish, { targets, heartbeat, offer }: Told) {
  return targets.map((target): { response: Mapped; fragments: readonly Fragment[] } => {
    const values = valuesFor(options, target, heartbeat);
    const ours = target.kind === 'home' && offer ? [offer] : [];
    return { response: target.response, fragments: [...ours, ...pushFragments(push, values)] };
  });
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
