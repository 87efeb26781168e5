// What was done last and can still be taken back. The bar is always in the page: a live region that appears together
// with its text is not read out.
import type { View } from '../../main/core/window/view.ts';
import { attempt } from '../attempt.ts';
import { Icon } from '../icon.tsx';
import { remember, unmark } from '../inbox-state.ts';
import { say } from '../say.ts';
import type { WindowState } from '../window-state.ts';

export function UndoBar({ state, view }: { state: WindowState; view: View | null }) {
  const done = view?.undo ?? null;
  const marked = state.inbox.marked.value;
  const id = done?.id ?? '';
  return (
    <div class="undo" role="status">
      {done && (
        <UndoRow
          key={id}
          text={done.text}
          onUndo={() => void attempt(state, () => state.door.undo({ id }))}
        />
      )}
      {marked && (
        <UndoRow
          key="marked"
          text={say(marked.isPart ? 'inbox.markedPartly' : 'inbox.marked', { count: marked.ids.length })}
          onUndo={() => unmark(state.inbox)}
          onClose={() => remember(state.inbox, null)}
        />
      )}
    </div>
  );
}

interface UndoRowProps {
  readonly text: string;
  readonly onUndo: () => void;
  /** Given where nothing else takes the row away. */
  readonly onClose?: () => void;
}

function UndoRow({ text, onUndo, onClose }: UndoRowProps) {
  return (
    <div class="undo-row">
      <p dir="auto">{text}</p>
      <button type="button" class="text-button" onClick={onUndo}>
        {say('undo.button')}
      </button>
      {onClose && (
        <button type="button" class="icon-button" aria-label={say('undo.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
