// The window's entry: draws what the main process says, and says what the person does.
import { render } from 'preact';
import { App } from './app.tsx';
import './door.ts';
import './styles/index.css';
import { openWindow } from './window-state.ts';

const root = document.getElementById('window');
if (root) render(<App state={openWindow(window.belfry)} />, root);
