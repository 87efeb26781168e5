// Accept, Maybe, Decline: the same three wherever an answer is wanted.
import { say } from '../say.ts';
import type { Requests } from '../../preload/contract.ts';

export type Answer = Parameters<Requests['reply']>[0]['answer'];

const ANSWERS = [
  { answer: 'accepted', word: 'reply.accept' },
  { answer: 'tentative', word: 'reply.maybe' },
  { answer: 'declined', word: 'reply.decline' },
] as const satisfies readonly { readonly answer: Answer; readonly word: string }[];

interface ReplyButtonsProps {
  /** Of the event, for those who hear the buttons without seeing the card. */
  readonly title: string;
  /** An answer is on its way: the buttons keep the focus and do nothing. */
  readonly isBusy: boolean;
  readonly onReply: (answer: Answer) => void;
}

export function ReplyButtons({ title, isBusy, onReply }: ReplyButtonsProps) {
  return (
    <div class="actions" role="group" aria-label={say('reply.answerTo', { title })}>
      {ANSWERS.map(({ answer, word }, index) => (
        <button
          key={answer}
          type="button"
          class={index === 0 ? 'button primary small' : 'button small'}
          aria-disabled={isBusy}
          onClick={() => !isBusy && onReply(answer)}
        >
          {say(word)}
        </button>
      ))}
    </div>
  );
}
