// The window's entry: draws what the main process says, and says what the person does.
import { render } from 'preact';
import { App } from './app.tsx';
import './door.ts';
import { Cards, CARDS } from './pages/cards.tsx';
import './styles/index.css';
import { openWindow } from './window-state.ts';

const root = document.getElementById('window');
if (root) {
  const cardsAlone = location.hash === `#${CARDS}`;
  const state = openWindow(window.belfry, cardsAlone);
  render(cardsAlone ? <Cards state={state} /> : <App state={state} />, root);
}
