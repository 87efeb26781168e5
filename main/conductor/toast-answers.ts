// What the buttons of a toast about changes do.
import type { CalendarId, Change } from '../core/model.ts';
import type { ToastView } from '../core/alerts/toast-view.ts';
import type { World } from './context.ts';
import type { Answered } from './toast-desk.ts';

/** An invitation answered without opening anything. */
export interface ToastReply {
  readonly calendarId: CalendarId;
  readonly href: string;
  /** '' for a single event or a whole series. */
  readonly recurrenceId: string;
  readonly answer: 'accepted' | 'tentative' | 'declined';
  readonly note: string;
}

export interface AnswerParts {
  reply(answer: ToastReply): Promise<void>;
  /** Something was read. */
  onRead(): void;
}

const REPLIES = { accept: 'accepted', tentative: 'tentative', decline: 'declined' } as const;

/** `main` speaks for the one event the toast is about; null: it is about several. */
export function answersOf(
  { rowId, changeIds }: ToastView,
  main: Change | null,
  { display, store }: Pick<World, 'display' | 'store'>,
  parts: AnswerParts,
): Answered {
  const read = async () => {
    await store.markRead(changeIds, true);
    parts.onRead();
  };
  const open = () => {
    display.reveal({ rowId, changeIds });
    return read();
  };
  return async (action) => {
    switch (action) {
      case 'open':
        return open();
      case 'join':
        // What may not be opened is looked at instead.
        return (await display.openLink(main?.after?.join ?? '')) ? read() : open();
      case 'accept':
      case 'tentative':
      case 'decline': {
        if (!main) return open();
        const { calendarId, href, recurrenceId } = main;
        await parts.reply({ calendarId, href, recurrenceId, answer: REPLIES[action], note: '' });
        return read();
      }
      case 'dismiss':
      case 'snooze-5':
      case 'snooze-before':
      case 'snooze-start':
      case 'snooze-tomorrow':
        return undefined;
    }
  };
}
