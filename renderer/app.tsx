// The window: which page is shown, and what stands around it.
import { useEffect } from 'preact/hooks';
import type { View } from '../main/core/view.ts';
import { Agenda } from './pages/agenda.tsx';
import { Changes } from './pages/changes.tsx';
import { Loading } from './pages/loading.tsx';
import { Settings } from './pages/settings.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { FailureBanner, Notices, OfflineNote, ProblemBanner } from './parts/banners.tsx';
import { Header } from './parts/header.tsx';
import { useReveal } from './parts/reveal.ts';
import { Tabs } from './parts/tabs.tsx';
import { ToastCards } from './parts/toast-cards.tsx';
import { attempt, isSigningIn, type WindowState } from './window-state.ts';

export function App({ state }: { state: WindowState }) {
  const view = state.view.value;
  useReveal(state);
  useEscape(state);
  return (
    <>
      <Header state={state} view={view} />
      {view && <Notices view={view} />}
      <FailureBanner state={state} />
      {view ? (
        <main class="page">
          <Body state={state} view={view} />
        </main>
      ) : (
        <Loading />
      )}
      <ToastCards state={state} />
    </>
  );
}

function Body({ state, view }: { state: WindowState; view: View }) {
  if (isSigningIn(view)) return <SignIn state={state} view={view} />;
  const page = state.page.value;
  if (page === 'settings') return <Settings state={state} view={view} />;
  return (
    <>
      <Tabs state={state} unread={view.changes.unread} />
      {view.accounts.map((account) => (
        <ProblemBanner key={account.id} state={state} account={account} zone={view.zone} />
      ))}
      <OfflineNote view={view} />
      {page === 'agenda' ? <Agenda state={state} view={view} /> : <Changes state={state} view={view} />}
    </>
  );
}

/** Esc hides the window, unless a question waits for its answer or something nearer took the key. */
function useEscape(state: WindowState): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('dialog[open], [role=alertdialog]')) return;
      void attempt(state, () => state.door.hideWindow());
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
