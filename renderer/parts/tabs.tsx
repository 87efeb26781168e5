// The pages as tabs: one stop for Tab, arrows, Home and End move between them (ARIA APG, automatic activation).
import type { View } from '../../main/core/window/view.ts';
import { say } from '../say.ts';
import type { Page, WindowState } from '../window-state.ts';

const PAGES = ['agenda', 'changes', 'invitations'] as const;
type Tab = (typeof PAGES)[number];

export function Tabs({ state, view }: { state: WindowState; view: View }) {
  const current = state.page.value;
  return (
    <div
      class="tabs"
      role="tablist"
      aria-label={say('tabs.label')}
      onKeyDown={(event) => moveByKey(state, event)}
    >
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
          {say(`tabs.${page}`)}
          <Count page={page} view={view} />
        </button>
      ))}
    </div>
  );
}

function Count({ page, view }: { page: Tab; view: View }) {
  const count = countOf(page, view);
  if (count === 0) return null;
  return (
    <span class="count">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span class="visually-hidden">
        {` ${say(page === 'changes' ? 'tabs.unread' : 'tabs.waiting', { count })}`}
      </span>
    </span>
  );
}

function countOf(page: Tab, view: View): number {
  switch (page) {
    case 'agenda':
      return 0;
    case 'changes':
      return view.changes.unread;
    case 'invitations':
      return view.invitations.count;
  }
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
