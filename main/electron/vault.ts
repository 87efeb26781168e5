// The Vault port: passwords, encrypted by the system's keyring, or weakly if the person said so, or for this run only.
import * as v from 'valibot';
import { BelfryError } from '../core/errors.ts';
import type { AccountId } from '../core/model.ts';
import type { Log, Vault } from '../core/ports.ts';
import type { Cipher } from './cipher.ts';
import { openJsonFile } from './json-file.ts';
import { weakCipher, type WeakCipher } from './weak-cipher.ts';

const schema = v.object({
  secrets: v.array(
    v.object({
      account: v.string(),
      /** Who encrypted it: 'weak', or the keyring that must decrypt it. */
      backend: v.string(),
      data: v.string(),
    }),
  ),
});
type Secret = v.InferOutput<typeof schema>['secrets'][number];

export interface VaultPlan {
  readonly folder: string;
  readonly cipher: Cipher;
  readonly log: Log;
  /** Epoch ms, to name a damaged file. */
  readonly at: number;
}

/** Opens secrets.json in `folder`. Nothing is decrypted, and no keyring is asked, before the first call. */
export function openVault({ folder, cipher, log, at }: VaultPlan): Vault {
  const file = openJsonFile({ folder, name: 'secrets', schema, empty: { secrets: [] }, log, at });
  const session = new Map<AccountId, string>();
  const weak = weakCipher(folder);
  const others = (account: AccountId): Secret[] =>
    file.value().secrets.filter((one) => one.account !== account);
  const drop = (account: AccountId): void => {
    // Written only when there is something to remove: a full disk must not stop a sign-out.
    if (others(account).length < file.value().secrets.length) file.save({ secrets: others(account) });
  };
  return {
    state: () => cipher.state(),
    unlock: () => cipher.unlock(),
    save: async (account, password, how) => {
      if (how === 'memory') drop(account);
      else {
        const secret = how === 'weak' ? weakSecret(weak, password) : await strongSecret(cipher, password);
        file.save({ secrets: [...others(account), { account, ...secret }] });
      }
      session.set(account, password);
    },
    load: async (account) => {
      const known = session.get(account);
      if (known !== undefined) return known;
      const secret = file.value().secrets.find((one) => one.account === account);
      const password = secret ? await opened(secret, cipher, weak, log) : null;
      if (password !== null) session.set(account, password);
      return password;
    },
    forget: async (account) => {
      session.delete(account);
      drop(account);
    },
  };
}

function weakSecret(weak: WeakCipher, password: string): Omit<Secret, 'account'> {
  try {
    return { backend: 'weak', data: weak.encrypt(password).toString('base64') };
  } catch (cause) {
    throw new BelfryError('storage', { reason: 'failed', what: 'weak.key', cause });
  }
}

async function strongSecret(cipher: Cipher, password: string): Promise<Omit<Secret, 'account'>> {
  const state = await cipher.state();
  if (state !== 'ready') throw new BelfryError('storage', { reason: state, what: 'keyring' });
  try {
    return { backend: cipher.backend(), data: (await cipher.encrypt(password)).toString('base64') };
  } catch (cause) {
    throw new BelfryError('storage', { reason: 'failed', what: 'keyring', cause });
  }
}

/** The password, or null when it cannot be read any more. Throws BelfryError 'storage' while the keyring is locked. */
async function opened(secret: Secret, cipher: Cipher, weak: WeakCipher, log: Log): Promise<string | null> {
  const data = Buffer.from(secret.data, 'base64');
  try {
    if (secret.backend === 'weak') return weak.decrypt(data);
    const state = await cipher.state();
    if (state === 'locked') throw new BelfryError('storage', { reason: 'locked', what: 'keyring' });
    if (state === 'absent' || secret.backend !== cipher.backend()) {
      log.warn('vault', { reason: 'other-backend', wrote: secret.backend, now: cipher.backend(), state });
      return null;
    }
    return await cipher.decrypt(data);
  } catch (error) {
    if (error instanceof BelfryError) throw error;
    // Another keyring, another profile, a damaged value: only the person can bring the password back.
    log.warn('vault', { reason: 'unreadable', wrote: secret.backend, error: String(error) });
    return null;
  }
}
