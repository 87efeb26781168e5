// Sentences that stand above everything else for as long as they are true.
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
export function noticesFor(facts: NoticeFacts): readonly NoticeView[] {
  const notices: readonly (NoticeView & { readonly applies: boolean })[] = [
    {
      applies: facts.substitute,
      id: 'substitute-electron',
      text: 'This copy runs on a stand-in for the official Electron: for trying and testing, not for real accounts.',
    },
    {
      applies: facts.keptInMemory,
      id: 'session-only',
      text: 'The password is kept until Belfry quits, because this computer has no open keyring.',
    },
    {
      applies: facts.keptWeakly,
      id: 'weak-storage',
      text: 'The password is stored without the protection of a keyring.',
    },
    {
      applies: facts.replica !== 'sound',
      id: 'replica-damaged',
      text: `The local copy of your calendars could not be read and ${facts.replica === 'loaded-again' ? 'was' : 'is being'} loaded again. Nothing on the server is affected; the list of changes starts anew.`,
    },
  ];
  return notices.filter((n) => n.applies).map(({ id, text }) => ({ id, text }));
}
