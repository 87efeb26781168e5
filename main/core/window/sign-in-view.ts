// Where signing in has got to, as the window shows it.

/** Where signing in has got to. */
export interface SignInView {
  /** idle: the form; working: steps run; asking: `question` waits; choosing: pick calendars. */
  readonly stage: 'idle' | 'working' | 'asking' | 'choosing';
  readonly steps: readonly StepView[];
  readonly question: QuestionView | null;
  readonly found: readonly FoundCalendarView[];
  readonly error: SignInErrorView | null;
  /** True: an account exists and this asks for its password again; address and user name are given. */
  readonly again: { readonly address: string; readonly username: string } | null;
}

export interface StepView {
  readonly id: string;
  readonly state: 'waiting' | 'doing' | 'done' | 'failed';
  /** 'Found cal.example.org for example.org'. */
  readonly text: string;
}

export type QuestionView =
  | { readonly kind: 'certificate'; readonly certificate: CertificateView }
  /** The address leads to a server outside its own domain. */
  | { readonly kind: 'host'; readonly host: string; readonly domain: string }
  /** May the calendar password be used at this XMPP server, as this JID? */
  | { readonly kind: 'push'; readonly host: string; readonly jid: string }
  /** No keyring: this run only, or weaker storage? */
  | { readonly kind: 'storage' }
  /** The keyring is locked: unlock, or this run only? */
  | { readonly kind: 'keyring' }
  /** This is not an official Electron: really use a real account? */
  | { readonly kind: 'substitute' };

export interface CertificateView {
  readonly host: string;
  readonly subject: string;
  readonly issuer: string;
  readonly fingerprint: string;
  readonly validUntil: number;
  /** In words: 'It is signed by an authority this computer does not know.' */
  readonly reason: string;
  readonly anchorFingerprint: string;
  readonly isAuthority: boolean;
}

export interface FoundCalendarView {
  readonly url: string;
  readonly name: string;
  readonly color: string;
}

export interface SignInErrorView {
  /** Which field or fact is wrong, for focus and for tests. */
  readonly kind:
    | 'host-not-found'
    | 'refused'
    | 'offline'
    | 'untrusted'
    | 'wrong-password'
    | 'not-caldav'
    | 'no-calendars'
    | 'clear-text'
    | 'bad-address'
    | 'busy'
    | 'storage'
    | 'unknown';
  readonly text: string;
}
