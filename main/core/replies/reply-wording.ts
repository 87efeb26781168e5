// What is said of an answer to an invitation: that it was given, and why it was not sent.
import type { Answer, NoAnswer } from './answer-text.ts';
import type { BelfryError } from '../errors.ts';
import { TITLE, titleText } from '../changes/event-words.ts';
import { say, type MessageId } from '../messages/index.ts';
import type { When } from '../model.ts';
import { shortDate, startDate, type Reader } from '../time/time-wording.ts';
import { cleanText, shortened } from '../ical/untrusted-text.ts';
import type { ToastView } from '../alerts/toast-view.ts';
import type { UndoView } from '../window/inbox-view.ts';

/** Why an answer was not sent. */
export type ReplyFailure =
  | NoAnswer
  /** Something one looks at before answering is different now. */
  | 'changed'
  | 'answered-elsewhere'
  /** Somebody wrote first, again and again. */
  | 'contested'
  | { readonly refused: string }
  | BelfryError;

/** Why it was not sent, in one sentence or two. */
export function failureText(failure: ReplyFailure, reader: Reader): string {
  if (typeof failure === 'string') return say(reader, FAILURES[failure]);
  if (!('refused' in failure)) return say(reader, ofError(failure));
  if (failure.refused === 'read-only') return say(reader, 'reply.readOnly');
  return say(reader, 'reply.refused', { reason: shortened(cleanText(failure.refused), 60) });
}

const FAILURES = {
  unreadable: 'reply.unreadable',
  gone: 'reply.gone',
  cancelled: 'reply.cancelled',
  'not-invited': 'reply.notInvited',
  changed: 'reply.changed',
  'answered-elsewhere': 'reply.answeredElsewhere',
  contested: 'reply.contested',
} as const satisfies Record<string, MessageId>;

function ofError({ kind }: BelfryError): MessageId {
  switch (kind) {
    case 'offline':
      return 'reply.offline';
    case 'busy':
      return 'reply.busy';
    case 'unauthorized':
      return 'reply.signIn';
    case 'untrusted':
      return 'reply.untrusted';
    case 'forbidden':
      return 'reply.readOnly';
    case 'gone':
      return 'reply.gone';
    case 'storage':
      return 'reply.storage';
    case 'bad-object':
      return 'reply.unreadable';
    case 'expired':
    case 'not-subscribed':
    case 'protocol':
    case 'bug':
      return 'reply.failed';
  }
}

/** An answer that was given. */
export interface Given {
  readonly id: string;
  readonly answer: Answer;
  readonly title: string;
  readonly when: When;
  /** Only to one occurrence of a series. */
  readonly isOne: boolean;
}

/** 'You accepted “Standup”', 'You declined “Standup”, only Thu 26'. */
export function undoView({ id, answer, title, when, isOne }: Given, reader: Reader): UndoView {
  const values = { title: titleText(title, TITLE, reader), date: shortDate(startDate(when, reader), reader) };
  return { id, text: say(reader, isOne ? `reply.${answer}One` : `reply.${answer}`, values) };
}

/** Says that an answer, or only its note (`failure` null), was not sent. `hidden`: somebody else may see the screen. */
export function failureToast(
  { id, title }: Pick<Given, 'id' | 'title'>,
  failure: ReplyFailure | null,
  { hidden, ...reader }: Reader & { readonly hidden: boolean },
): ToastView {
  const what = failure === null ? 'reply.noteNotSent' : 'reply.notSent';
  const line = failure === null ? say(reader, 'reply.noteRefused') : failureText(failure, reader);
  return {
    id: `answer-${id}`,
    title:
      hidden || title === ''
        ? say(reader, `${what}Hidden`)
        : say(reader, what, { title: titleText(title, TITLE, reader) }),
    lines: [line],
    differences: [],
    more: [line],
    rowId: '',
    changeIds: [],
    warning: '',
    actions: [{ id: 'open', label: say(reader, 'toast.open'), isMore: false }],
    about: 'change',
    isUrgent: false,
    isInsistent: false,
  };
}
