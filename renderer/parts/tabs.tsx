// Agenda and Changes as tabs: one stop for Tab, arrows, Home and End move between them (ARIA APG, automatic activation).
import type { Page, WindowState } from '../window-state.ts';

const PAGES = ['agenda', 'changes'] as const;
type Tab = (typeof PAGES)[number];
const WORDS: Record<Tab, string> = { agenda: 'Agenda', changes: 'Changes' };

export function Tabs({ state, unread }: { state: WindowState; unread: number }) {
  const current = state.page.value;
  return (
    <div class="tabs" role="tablist" aria-label="Pages" onKeyDown={(event) => moveByKey(state, event)}>
      {PAGES.map((page) => (
        <button
          key={page}
          type="button"
          role="tab"
          id={`tab-${page}`}
          aria-controls={page === current ? `panel-${page}` : undefined}
          aria-selected={page === current}
          tabIndex={page === current ? 0 : -1}
          onClick={() => (state.page.value = page)}
        >
          {WORDS[page]}
          {page === 'changes' && unread > 0 && <Unread count={unread} />}
        </button>
      ))}
    </div>
  );
}

function Unread({ count }: { count: number }) {
  return (
    <span class="count">
      {count > 99 ? '99+' : count}
      <span class="visually-hidden"> unread</span>
    </span>
  );
}

function moveByKey(state: WindowState, event: KeyboardEvent): void {
  const page = tabAfter(state.page.value, event.key);
  if (!page) return;
  event.preventDefault();
  state.page.value = page;
  document.getElementById(`tab-${page}`)?.focus();
}

/** The tab a key leads to from `page`, or null when the key is not for the tabs. */
export function tabAfter(page: Page, key: string): Tab | null {
  const at = PAGES.findIndex((p) => p === page);
  switch (key) {
    case 'ArrowRight':
      return PAGES[(at + 1) % PAGES.length] ?? null;
    case 'ArrowLeft':
      return PAGES[(at - 1 + PAGES.length) % PAGES.length] ?? null;
    case 'Home':
      return PAGES[0];
    case 'End':
      return PAGES.at(-1) ?? null;
    default:
      return null;
  }
}
