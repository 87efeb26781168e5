// The one thing the preload script puts into the window.
import type { Door } from '../preload/contract.ts';

declare global {
  interface Window {
    readonly belfry: Door;
  }
}
