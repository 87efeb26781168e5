// Sentences that stand above everything else for as long as they are true.
import { say, type Speaker } from '../messages/index.ts';
import type { NoticeView } from './view.ts';

export interface NoticeFacts {
  /** This Electron is no official release. */
  readonly substitute: boolean;
  /** How passwords are kept, where not in the keyring. */
  readonly keptWeakly: boolean;
  readonly keptInMemory: boolean;
  /** The database of the replicas could not be used and was begun anew, in this run; and whether it is complete again. */
  readonly replica: 'sound' | 'loading-again' | 'loaded-again';
}

/** The notices that apply. */
export function noticesFor(facts: NoticeFacts, reader: Speaker): readonly NoticeView[] {
  const notices: readonly (NoticeView & { readonly applies: boolean })[] = [
    {
      applies: facts.substitute,
      id: 'substitute-electron',
      text: say(reader, 'notice.substitute'),
    },
    {
      applies: facts.keptInMemory,
      id: 'session-only',
      text: say(reader, 'notice.sessionOnly'),
    },
    {
      applies: facts.keptWeakly,
      id: 'weak-storage',
      text: say(reader, 'notice.weakStorage'),
    },
    {
      applies: facts.replica !== 'sound',
      id: 'replica-damaged',
      text: say(reader, facts.replica === 'loaded-again' ? 'notice.replicaLoaded' : 'notice.replicaLoading'),
    },
  ];
  return notices.filter((n) => n.applies).map(({ id, text }) => ({ id, text }));
}
