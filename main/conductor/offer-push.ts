// Instant push in the sign-in conversation: who may be asked to carry it, and with whose leave.
import { asBelfryError, type BelfryError } from '../core/errors.ts';
import type { PushConsent } from '../core/model.ts';
import type { FoundAccount } from '../core/ports.ts';
import { isSameSite } from '../core/same-site.ts';
import type { QuestionView, StepView } from '../core/view.ts';
import type { World } from './context.ts';
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

const POLLING = 'Belfry looks every 5 minutes instead';

/**
 * Asks whether the calendar password may be used at the XMPP server, tries it, and returns the decision. Never asks
 * for a server of another site. A failing try is no failing sign-in: the calendars are readable without it.
 */
export async function offerPush(offer: PushOffer): Promise<PushConsent> {
  const { found, ask, say, world } = offer;
  const end = (state: StepView['state'], text: string) => say({ id: 'push', state, text });
  const { push } = found;
  if (!push) {
    end('done', 'No instant push here: Belfry will look every 5 minutes');
    return 'unasked';
  }
  if (!isSameSite(push.host, new URL(found.principalUrl).hostname)) {
    end('done', `Instant push is at another site (${push.host}): ${POLLING}`);
    return 'declined';
  }
  end('doing', `Instant push: ${push.host} offers it`);
  if (!(await ask({ kind: 'push', host: push.host, jid: `${offer.username}@${push.host}` }))) {
    end('done', `Instant push declined: ${POLLING}`);
    return 'declined';
  }
  try {
    await offer.trusting((access) => {
      const resource = `belfry-${world.deviceId}`;
      return world.tryPush({ transport: push, access, user: offer.username, resource }, offer.signal);
    });
    end('done', 'Instant push works');
  } catch (error) {
    offer.signal.throwIfAborted();
    world.log.warn('push', { kind: asBelfryError(error).kind });
    end('failed', failureText(asBelfryError(error)));
  }
  return 'allowed';
}

function failureText(error: BelfryError): string {
  if (error.kind === 'untrusted') return `Instant push is not trusted: ${POLLING}`;
  if (error.kind === 'unauthorized') return `Instant push does not accept this password: ${POLLING}`;
  return `Instant push does not answer right now: ${POLLING} until it does`;
}
