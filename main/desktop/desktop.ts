// What a Linux desktop gives over D-Bus, on one lasting connection to each bus.
import { DesktopAttention } from './attention.ts';
import { LastingBus } from './lasting-bus.ts';
import { DesktopNotifications, type NotificationEvents } from './notifications.ts';
import { busSocket, systemBusSocket } from './session-bus.ts';

export interface Desktop {
  readonly notifications: DesktopNotifications;
  readonly attention: DesktopAttention;
  /** Ends the connections; idempotent. */
  close(): void;
}

/** `icon`: absolute path of the picture beside each toast, '' for none. Nothing is asked or connected yet. */
export function openDesktop(
  environment: NodeJS.ProcessEnv,
  events: NotificationEvents,
  icon: string,
): Desktop {
  const session = new LastingBus(busSocket(environment));
  const system = new LastingBus(systemBusSocket(environment));
  return {
    notifications: new DesktopNotifications(session, events, icon),
    attention: new DesktopAttention({ session, system }, environment),
    close: () => {
      session.close();
      system.close();
    },
  };
}
