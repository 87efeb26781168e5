// When members are compared with the XMPP server: with each fresh stream, and every hour.
import { reconcile, type Reconciled, type ReconcilerOptions } from './reconciler.ts';

/** Milliseconds. */
const HOUR = 3_600_000;

export interface Reconciling {
  /** There is a fresh stream. */
  online(): void;
  /** Ends what is under way, and begins nothing more. Idempotent. */
  stop(): Promise<void>;
}

export interface ReconcilingOptions extends ReconcilerOptions {
  readonly onDone: (found: Reconciled) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Starts the hourly look; one at a time. */
export function reconciling(options: ReconcilingOptions): Reconciling {
  const stopping = new AbortController();
  let underWay: Promise<void> | null = null;
  const look = (): void => {
    if (stopping.signal.aborted || underWay || !options.service()) return;
    underWay = reconcile(options, stopping.signal)
      .then(options.onDone, options.onFailure)
      .finally(() => (underWay = null));
  };
  const timer = setInterval(look, HOUR);
  return {
    online: look,
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await underWay;
    },
  };
}
