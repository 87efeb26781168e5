// The page of the small window above all others: the cards and nothing else.
import { useEffect } from 'preact/hooks';
import { actOnToast } from '../card-state.ts';
import { FailureBanner } from '../parts/banners.tsx';
import { useFocusKeeper } from '../parts/focus-keeper.ts';
import { useSpokenLanguage } from '../parts/spoken-language.ts';
import { ToastCards } from '../parts/toast-cards.tsx';
import { say } from '../say.ts';
import type { WindowState } from '../window-state.ts';

/** What follows '#' in the address of this page. */
export const CARDS = 'cards';

export function Cards({ state }: { state: WindowState }) {
  useFocusKeeper();
  useSpokenLanguage();
  useEffect(() => {
    document.documentElement.dataset['page'] = CARDS;
    const onKeyDown = (event: KeyboardEvent) => {
      // A card that has the focus takes the key itself; else it is for the one in front, the newest.
      const front = state.toasts.value.at(-1);
      if (event.key === 'Escape' && front) actOnToast(state, front.id, 'dismiss');
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <main class="cards-page">
      <h1 class="visually-hidden">{say('cards.label')}</h1>
      <FailureBanner state={state} />
      <ToastCards state={state} areAll />
    </main>
  );
}
