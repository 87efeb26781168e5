// Instant push in the sign-in conversation: who may be asked to carry it, and with whose leave.
import type { PushTransport } from '../../protocol/push-properties.ts';
import { asBelfryError, type BelfryError } from '../core/errors.ts';
import { say, type MessageId, type Values } from '../core/messages/index.ts';
import type { PushConsent } from '../core/model.ts';
import type { Access, EnrolmentPlace, FoundAccount } from '../core/ports.ts';
import type { PushAddress } from '../core/sync/link-ports.ts';
import { isSameSite } from '../core/sync/same-site.ts';
import type { QuestionView, StepView } from '../core/window/sign-in-view.ts';
import type { World } from './context.ts';
import { deviceOf } from './device-enrolment.ts';
import { readerOf } from './reader.ts';
import type { Trusting } from './truster.ts';

export interface PushOffer {
  readonly username: string;
  readonly found: FoundAccount;
  readonly trusting: Trusting;
  readonly ask: (question: QuestionView) => Promise<boolean>;
  readonly say: (step: StepView) => void;
  readonly world: World;
  readonly signal: AbortSignal;
}

/**
 * Tries the push path, and returns whether the calendar password may be used on it. A server where devices enrol needs no
 * password, so nobody is asked. Otherwise the person is, unless the XMPP server is of another site. A failing try is no
 * failing sign-in: the calendars are readable without it.
 */
export async function offerPush(offer: PushOffer): Promise<PushConsent> {
  const { found, ask } = offer;
  const { push, enrolment } = found;
  if (!push) {
    tell(offer, 'done', 'push.none');
    return 'unasked';
  }
  const { host } = push;
  if (enrolment) {
    tell(offer, 'doing', 'push.offered', { host });
    await tryOut(offer, push, (access) => enlist(offer, enrolment, access));
    return 'unasked';
  }
  if (!isSameSite(host, new URL(found.principalUrl).hostname)) {
    tell(offer, 'done', 'push.otherSite', { host });
    return 'declined';
  }
  tell(offer, 'doing', 'push.offered', { host });
  if (!(await ask({ kind: 'push', host, jid: `${offer.username}@${host}` }))) {
    tell(offer, 'done', 'push.declined');
    return 'declined';
  }
  await tryOut(offer, push, async () => ({}));
  return 'allowed';
}

/** Who signs in, if it is not the account itself. */
type Login = Pick<PushAddress, 'login'>;

async function tryOut(
  offer: PushOffer,
  transport: PushTransport,
  loginFor: (access: Access) => Promise<Login>,
): Promise<void> {
  const { world, signal, username: user } = offer;
  try {
    await offer.trusting(async (access) => {
      const resource = `belfry-${world.deviceId}`;
      const login = await loginFor(access);
      await world.tryPush({ transport, access, user, resource, ...login }, signal);
    });
    tell(offer, 'done', 'push.works');
  } catch (error) {
    signal.throwIfAborted();
    world.log.warn('push', { kind: asBelfryError(error).kind });
    tell(offer, 'failed', failureText(asBelfryError(error)));
  }
}

// For the time of the try: the account that comes of it enrols under its own name.
async function enlist(
  { world, found, signal }: PushOffer,
  place: EnrolmentPlace,
  access: Access,
): Promise<Login> {
  const wish = { place, device: deviceOf({ id: '' }, world), urls: found.homeUrls };
  const { jid, secret: password } = await world.caldav.enrol(null, wish, access, signal);
  return { login: { jid, password } };
}

function tell(
  { say: show, world }: PushOffer,
  state: StepView['state'],
  id: MessageId,
  values?: Values,
): void {
  show({ id: 'push', state, text: say(readerOf(world), id, values) });
}

function failureText(error: BelfryError): MessageId {
  if (error.kind === 'untrusted') return 'push.untrusted';
  if (error.kind === 'unauthorized') return 'push.password';
  return 'push.silent';
}
