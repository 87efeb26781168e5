// The window: which page is shown, and what stands around it.
import { useEffect } from 'preact/hooks';
import type { View } from '../main/core/window/view.ts';
import { attempt } from './attempt.ts';
import { Agenda } from './pages/agenda.tsx';
import { Changes } from './pages/changes.tsx';
import { ConnectionPage } from './pages/connection.tsx';
import { Invitations } from './pages/invitations.tsx';
import { Loading } from './pages/loading.tsx';
import { Settings } from './pages/settings.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { FailureBanner, Notices, OfflineNote, ProblemBanner } from './parts/banners.tsx';
import { useFocusKeeper } from './parts/focus-keeper.ts';
import { Header } from './parts/header.tsx';
import { useReveal } from './parts/reveal.ts';
import { useSpokenLanguage } from './parts/spoken-language.ts';
import { Tabs } from './parts/tabs.tsx';
import { ToastCards } from './parts/toast-cards.tsx';
import { UndoBar } from './parts/undo-bar.tsx';
import { isSigningIn, type WindowState } from './window-state.ts';

export function App({ state }: { state: WindowState }) {
  const view = state.view.value;
  useReveal(state);
  useEscape(state);
  useFocusKeeper();
  useSpokenLanguage();
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
      <UndoBar state={state} view={view} />
      <ToastCards state={state} />
    </>
  );
}

function Body({ state, view }: { state: WindowState; view: View }) {
  if (isSigningIn(view)) return <SignIn state={state} view={view} />;
  if (state.page.value === 'settings') return <Settings state={state} view={view} />;
  if (state.page.value === 'connection') return <ConnectionPage state={state} view={view} />;
  return (
    <>
      <Tabs state={state} view={view} />
      {view.accounts.map((account) => (
        <ProblemBanner key={account.id} state={state} account={account} zone={view.zone} />
      ))}
      <OfflineNote view={view} />
      <TabPage state={state} view={view} />
    </>
  );
}

function TabPage({ state, view }: { state: WindowState; view: View }) {
  switch (state.page.value) {
    case 'agenda':
    case 'settings':
    case 'connection':
      return <Agenda state={state} view={view} />;
    case 'changes':
      return <Changes state={state} view={view} />;
    case 'invitations':
      return <Invitations state={state} view={view} />;
  }
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
