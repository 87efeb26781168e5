// Rows come and go with each view. When the one that has the focus goes, its neighbour gets it, so that a person at the
// keyboard stays where they were instead of falling back to the top of the page.
import { useEffect } from 'preact/hooks';

/** One step on the way from the focused element up: what it lies in, and at which place. */
interface Step {
  readonly parent: Element;
  readonly index: number;
}

const FOCUSABLE = 'button:not([disabled]), input:not([disabled]), select, textarea, summary, [tabindex]';

/** Watches the page as long as the component lives. */
export function useFocusKeeper(): void {
  useEffect(() => {
    let focused: Element | null = null;
    let way: readonly Step[] = [];
    const remember = () => {
      const { activeElement } = document;
      if (!activeElement || activeElement === document.body) return;
      focused = activeElement;
      way = wayUp(activeElement);
    };
    const observer = new MutationObserver(() => {
      const isLost = focused !== null && document.activeElement === document.body;
      if (isLost) heir(focused, way)?.focus({ preventScroll: true });
      remember();
    });
    const forget = () => (focused = null);
    document.addEventListener('focusin', remember);
    // A click on nothing takes the focus away on purpose.
    document.addEventListener('pointerdown', forget);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', remember);
      document.removeEventListener('pointerdown', forget);
    };
  }, []);
}

function wayUp(from: Element): readonly Step[] {
  const steps: Step[] = [];
  for (let at = from; at.parentElement && at.parentElement !== document.body; at = at.parentElement) {
    steps.push({
      parent: at.parentElement,
      index: Array.prototype.indexOf.call(at.parentElement.children, at),
    });
  }
  return steps;
}

/** The element itself when its row only went to another place, which blurs it too; else what lies where it lay. */
function heir(focused: Element | null, way: readonly Step[]): HTMLElement | null {
  return focused?.isConnected && isFocusable(focused) ? focused : neighbourOf(way);
}

/** What now lies where the lost element lay, the nearest that can have the focus; else the page itself. */
function neighbourOf(way: readonly Step[]): HTMLElement | null {
  for (const { parent, index } of way.filter((step) => step.parent.isConnected)) {
    const child = parent.children[Math.min(index, parent.children.length - 1)];
    const found = (child && firstFocusable(child)) ?? (isFocusable(parent) ? parent : null);
    if (found) return found;
  }
  return document.querySelector<HTMLElement>('.scroll');
}

function firstFocusable(element: Element): HTMLElement | null {
  if (isFocusable(element)) return element;
  return [...element.querySelectorAll<HTMLElement>(FOCUSABLE)].find(isFocusable) ?? null;
}

function isFocusable(element: Element): element is HTMLElement {
  return element instanceof HTMLElement && element.matches(FOCUSABLE) && element.checkVisibility();
}
