// Requests can be refused; the person is told that something did not work, and the next view says why.
import type { Signal } from '@preact/signals';

export interface Attempting {
  /** True after a request was refused, until the person closes the message. */
  readonly failed: Signal<boolean>;
}

/** Performs a request; a refusal is shown to the person. Resolves to whether it went well. */
export async function attempt(state: Attempting, request: () => Promise<void>): Promise<boolean> {
  try {
    await request();
    return true;
  } catch {
    // The main process has logged why and words it in the next view; here only the fact matters.
    state.failed.value = true;
    return false;
  }
}
