// The sentences above everything else in the window, out of the world and of how passwords are kept.
import { noticesFor } from '../core/window/notices.ts';
import type { Reader } from '../core/time/time-wording.ts';
import type { NoticeView } from '../core/window/view.ts';
import type { Accounts } from './accounts.ts';
import type { World } from './context.ts';

/** `complete`: every calendar that is shown was pulled at least once. */
export function noticesOf(
  { replicaDamaged, substitute }: Pick<World, 'replicaDamaged' | 'substitute'>,
  accounts: Pick<Accounts, 'keeps'>,
  { complete, reader }: { readonly complete: boolean; readonly reader: Reader },
): readonly NoticeView[] {
  const facts = {
    substitute,
    replica: !replicaDamaged() ? 'sound' : complete ? 'loaded-again' : 'loading-again',
    keptInMemory: accounts.keeps('memory'),
    keptWeakly: accounts.keeps('weak'),
  } as const;
  return noticesFor(facts, reader);
}
