// Brings what a desktop notification was about into sight.
import { useEffect } from 'preact/hooks';
import type { WindowState } from '../window-state.ts';

const HIGHLIGHT_MS = 2_500;

/**
 * Scrolls to, focuses and highlights the state's target as soon as the page holds it. A target may arrive before
 * the view that contains it, so it waits for later views.
 */
export function useReveal(state: WindowState): void {
  const key = state.target.value;
  const view = state.view.value;
  const page = state.page.value;
  useEffect(() => {
    if (key === null) return;
    const element = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (!element) return;
    state.target.value = null;
    show(element);
  }, [key, view, page]);
}

function show(element: HTMLElement): void {
  const fold = element.closest('details');
  if (fold) fold.open = true;
  // Twice: rows not laid out yet (content-visibility) have estimated heights until the first scroll.
  element.scrollIntoView({ block: 'center' });
  requestAnimationFrame(() => element.scrollIntoView({ block: 'center' }));
  element.focus({ preventScroll: true });
  element.dataset['revealed'] = '';
  setTimeout(() => delete element.dataset['revealed'], HIGHLIGHT_MS);
}
