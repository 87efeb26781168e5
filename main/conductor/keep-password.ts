// Where the password will live: decided with the person, before anything is stored.
import type { Vault } from '../core/ports.ts';
import type { QuestionView } from '../core/window/sign-in-view.ts';

export type Keeping = 'keyring' | 'memory' | 'weak';

/** Asks only when the keyring is not simply there. */
export async function keepPassword(
  vault: Vault,
  ask: (question: QuestionView) => Promise<boolean>,
): Promise<Keeping> {
  let state = await vault.state();
  // Yes: the desktop's own dialog unlocks it. No: this run only.
  if (state === 'locked') {
    if (!(await ask({ kind: 'keyring' }))) return 'memory';
    state = await vault.unlock();
  }
  if (state === 'ready') return 'keyring';
  if (state === 'locked') return 'memory';
  return (await ask({ kind: 'storage' })) ? 'weak' : 'memory';
}
