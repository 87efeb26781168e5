// Instant push in the sign-in conversation: who may be asked to carry it, and with whose leave.
import { asBelfryError, type BelfryError } from '../core/errors.ts';
import { say, type MessageId, type Values } from '../core/messages/index.ts';
import type { PushConsent } from '../core/model.ts';
import type { FoundAccount } from '../core/ports.ts';
import { isSameSite } from '../core/sync/same-site.ts';
import type { QuestionView, StepView } from '../core/window/sign-in-view.ts';
import type { World } from './context.ts';
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
 * Asks whether the calendar password may be used at the XMPP server, tries it, and returns the decision. Never asks
 * for a server of another site. A failing try is no failing sign-in: the calendars are readable without it.
 */
export async function offerPush(offer: PushOffer): Promise<PushConsent> {
  const { found, ask, world } = offer;
  const end = (state: StepView['state'], id: MessageId, values?: Values) =>
    offer.say({ id: 'push', state, text: say(readerOf(world), id, values) });
  const { push } = found;
  if (!push) {
    end('done', 'push.none');
    return 'unasked';
  }
  if (!isSameSite(push.host, new URL(found.principalUrl).hostname)) {
    end('done', 'push.otherSite', { host: push.host });
    return 'declined';
  }
  end('doing', 'push.offered', { host: push.host });
  if (!(await ask({ kind: 'push', host: push.host, jid: `${offer.username}@${push.host}` }))) {
    end('done', 'push.declined');
    return 'declined';
  }
  try {
    await offer.trusting((access) => {
      const resource = `belfry-${world.deviceId}`;
      return world.tryPush({ transport: push, access, user: offer.username, resource }, offer.signal);
    });
    end('done', 'push.works');
  } catch (error) {
    offer.signal.throwIfAborted();
    world.log.warn('push', { kind: asBelfryError(error).kind });
    end('failed', failureText(asBelfryError(error)));
  }
  return 'allowed';
}

function failureText(error: BelfryError): MessageId {
  if (error.kind === 'untrusted') return 'push.untrusted';
  if (error.kind === 'unauthorized') return 'push.password';
  return 'push.silent';
}
