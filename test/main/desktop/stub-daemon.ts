// A notification daemon of the test's own: it can do what it is told it can, and answers when the test likes.
import { startStubService } from './stub-service.ts';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';

export interface StubDaemon {
  /** The arguments of each Notify, oldest first. */
  readonly notified: readonly (readonly unknown[])[];
  /** Ids it was asked to close. */
  readonly closed: readonly number[];
  /** How often it was asked what it can do. */
  readonly asked: number;
  signal(
    name: 'ActionInvoked' | 'NotificationClosed' | 'ActivationToken',
    ...values: readonly unknown[]
  ): void;
  /** Leaves the bus. */
  stop(): void;
}

export interface StubPlan {
  readonly capabilities?: readonly string[];
  /** What Notify is answered with. Default: 1, 2, 3... at once, or the id that is replaced. */
  readonly answer?: (replaces: number) => number | Promise<number>;
}

const SIGNATURES = { ActionInvoked: 'us', NotificationClosed: 'uu', ActivationToken: 'us' } as const;

/** Starts it on the bus of `environment`; resolves once it owns the name. */
export async function startStubDaemon(
  environment: NodeJS.ProcessEnv,
  { capabilities = ['actions', 'body', 'body-markup'], answer }: StubPlan = {},
): Promise<StubDaemon> {
  const records = { notified: [] as unknown[][], closed: [] as number[], asked: 0 };
  let last = 0;
  const service = {
    GetCapabilities: () => {
      records.asked++;
      return capabilities;
    },
    Notify: (...values: unknown[]) => {
      records.notified.push(values.slice(0, 8)); // the library adds the message itself
      const replaces = Number(values[1]);
      return answer ? answer(replaces) : replaces || ++last;
    },
    CloseNotification: (id: number) => void records.closed.push(id),
  };
  const methods = {
    GetCapabilities: ['', 'as'],
    Notify: ['susssasa{sv}i', 'u'],
    CloseNotification: ['u', ''],
  } as const;
  const server = await startStubService(environment, NAME, [
    { path: PATH, interface: NAME, does: service, methods },
  ]);
  return {
    notified: records.notified,
    closed: records.closed,
    get asked() {
      return records.asked;
    },
    signal: (member, ...values) =>
      server.signal({ path: PATH, interface: NAME, member }, SIGNATURES[member], values),
    stop: () => server.stop(),
  };
}
