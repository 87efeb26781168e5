// Who may listen with which device: an account of its own for each, good for nothing but listening, and leases of what its
// owner was proven to read.
import type { Enrolled } from '../../protocol/enrolment.ts';
import { heartbeatKey } from '../members/keys.ts';
import type { Membership } from '../members/membership.ts';
import type { NodeKey, State } from '../state/state.ts';
import { hashOf, jidOf, newSecret } from './device.ts';

export interface EnrolmentsOptions {
  readonly state: Pick<State, 'device' | 'devicesOf' | 'keepDevice' | 'forgetDevice'>;
  readonly membership: Pick<Membership, 'grant' | 'dismiss'>;
  readonly serverKey: string;
  /** Domain of the devices' JIDs. */
  readonly domain: string;
  /** JID of the pubsub service. */
  readonly service: string;
  readonly heartbeatMinutes: number;
  /** Milliseconds for which a proof is good. */
  readonly lease: number;
  /** Epoch ms. */
  readonly now: () => number;
}

/** A device of somebody who was proven to read these: href as asked -> what it stands for. */
export interface Applicant {
  readonly reader: string;
  readonly device: string;
  readonly readable: ReadonlyMap<string, NodeKey>;
}

/** Rejects as Membership does. */
export interface Enrolments {
  /** A new secret, and membership in the nodes of all that is readable. */
  enrol(applicant: Applicant): Promise<Enrolled>;
  /** The device signs in no more and hears nothing more; one that is not there is no error. */
  leave(who: Pick<Applicant, 'reader' | 'device'>): Promise<void>;
}

/** Milliseconds for which a secret lets its device in: longer than any lease, so that it is no reason to be deaf. */
const SECRET = 7 * 24 * 3_600_000;
/** One person's devices; the one that came longest ago gives way. */
const MOST_DEVICES = 20;

/** Enrolments as the state keeps them. */
export function createEnrolments(options: EnrolmentsOptions): Enrolments {
  const { state, membership, service, heartbeatMinutes, lease, now } = options;
  const dismiss = async (jid: string) => {
    await state.forgetDevice(jid); // first: should the rest fail, it does not come back
    await membership.dismiss(jid);
  };
  return {
    async enrol({ reader, device, readable }) {
      const jid = jidOf(options, { reader, device });
      const secret = newSecret();
      const before = await state.device(jid);
      // The answer may be lost, and the same request may come twice: the secret before stays good until it is surely replaced.
      const previous = before && { secret: before.secret, until: Math.min(before.until, now() + lease) };
      await state.keepDevice({ jid, reader, secret: hashOf(secret), previous, until: now() + SECRET });
      const entries = [...readable];
      const keys = [heartbeatKey, ...entries.map(([, key]) => key)];
      const [heartbeat = '', ...nodes] = await membership.grant({ jid, reader, keys });
      for (const each of await surplus(jid, reader)) await dismiss(each);
      return {
        jid,
        secret,
        expires: Math.floor(SECRET / 1_000),
        renewAfter: Math.floor(lease / 2_000),
        service,
        heartbeat: { node: heartbeat, minutes: heartbeatMinutes },
        nodes: new Map(entries.map(([href], i) => [href, nodes[i] ?? ''])),
      };
    },
    leave: ({ reader, device }) => dismiss(jidOf(options, { reader, device })),
  };

  async function surplus(jid: string, reader: string): Promise<readonly string[]> {
    const others = (await state.devicesOf(reader)).filter((each) => each.jid !== jid);
    const over = others.length + 1 - MOST_DEVICES;
    return others.filter((each, i) => each.until <= now() || i < over).map((each) => each.jid);
  }
}
