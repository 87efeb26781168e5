// What a Linux desktop says about its person: leave me alone, or not here. There is no one place for it, so each
// desktop's own is asked; whoever does not run is not started, and whoever says nothing disturbs nobody.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Attention, AttentionState } from '../core/ports.ts';
import { SELF, type LastingBus } from './lasting-bus.ts';
import { LoginSession } from './login-session.ts';
import { DAEMON } from './notify-call.ts';
import { getProperty, PROPERTIES, variantValue } from './property.ts';

/** Milliseconds anybody may take to answer. */
const PATIENCE = 1_000;

/** Milliseconds; somebody who locks screens may be started, and say nothing of it. */
const LOCK_HOLDS = 60_000;

const XFCONF = {
  destination: 'org.xfce.Xfconf',
  path: '/org/xfce/Xfconf',
  interface: 'org.xfce.Xfconf',
} as const;
const XFCE_CHANNEL = 'xfce4-notifyd';
const DUNST = 'org.dunstproject.cmd0';

/** Whoever locks screens, by its name on the bus; interface and path are called the same. */
const LOCKERS = [
  'org.freedesktop.ScreenSaver',
  'org.gnome.ScreenSaver',
  'org.cinnamon.ScreenSaver',
  'org.mate.ScreenSaver',
  'org.xfce.ScreenSaver',
] as const;

export interface Buses {
  readonly session: LastingBus;
  /** Where the login manager is. */
  readonly system: LastingBus;
}

export class DesktopAttention implements Attention {
  readonly #bus: LastingBus;
  readonly #login: LoginSession;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #watchers = new Set<() => void>();
  /** What those who lock screens said last, and when (ms). */
  #lock: { readonly at: number; readonly is: Promise<boolean> } | null = null;

  constructor({ session, system }: Buses, environment: NodeJS.ProcessEnv) {
    this.#bus = session;
    this.#environment = environment;
    const changed = (): void => {
      this.#lock = null;
      this.#watchers.forEach((run) => run());
    };
    this.#login = new LoginSession(system, changed);
    const { destination: sender, path } = DAEMON;
    session.listen({ sender, path, interface: PROPERTIES, member: 'PropertiesChanged' }, changed);
    const { destination: xfconf, ...store } = XFCONF;
    session.listen({ ...store, sender: xfconf, member: 'PropertyChanged', first: XFCE_CHANNEL }, changed);
    const owner = { path: SELF.path, interface: SELF.interface, member: 'NameOwnerChanged', first: sender };
    session.listen({ ...owner, sender: SELF.destination }, changed);
    for (const name of LOCKERS) session.listen({ ...locker(name), member: 'ActiveChanged' }, changed);
  }

  /** Never throws, and takes no longer than two seconds. */
  async state(): Promise<AttentionState> {
    const [doNotDisturb, locked] = await Promise.all([orFalse(this.#doNotDisturb()), this.#isLocked()]);
    return { doNotDisturb, locked };
  }

  // Six are asked, who all say when it changes: what they said holds for a while.
  #isLocked(): Promise<boolean> {
    const now = performance.now();
    if (this.#lock === null || now - this.#lock.at > LOCK_HOLDS) {
      const asked = [this.#login.isLocked(), ...LOCKERS.map((name) => this.#isCovered(name))];
      const is = Promise.all(asked.map(orFalse)).then((answers) => answers.includes(true));
      this.#lock = { at: now, is };
    }
    return this.#lock.is;
  }

  /** GNOME does not say when its do-not-disturb changes; the next question finds out. */
  onChange(run: () => void): () => void {
    this.#watchers.add(run);
    void this.state(); // the buses are listened to from the first question on
    return () => this.#watchers.delete(run);
  }

  async #doNotDisturb(): Promise<boolean> {
    switch (await this.#daemon()) {
      case 'dunst':
        return (await getProperty(this.#bus, { ...DAEMON, interface: DUNST }, 'paused', PATIENCE)) === true;
      case 'gnome-shell':
        return this.#gnomeIsQuiet();
      case 'Xfce Notify Daemon':
      case '': // Xfce's is started by the first notification
        return this.#xfceIsQuiet();
      default: // Plasma's way, which others have taken over
        return (await getProperty(this.#bus, DAEMON, 'Inhibited', PATIENCE)) === true;
    }
  }

  /** Name of the notification daemon that runs; '' when none does. */
  async #daemon(): Promise<string> {
    const ask = { ...DAEMON, member: 'GetServerInformation', onlyRunning: true } as const;
    const [name] = await this.#bus.call(ask, PATIENCE).catch(() => ['']);
    return String(name);
  }

  async #xfceIsQuiet(): Promise<boolean> {
    const property = { member: 'GetProperty', signature: 'ss', body: [XFCE_CHANNEL, '/do-not-disturb'] };
    const [variant] = await this.#bus.call({ ...XFCONF, ...property, onlyRunning: true }, PATIENCE);
    return variantValue(variant) === true;
  }

  /** GNOME keeps it in its settings, which have no door on the bus but for those who write. */
  async #gnomeIsQuiet(): Promise<boolean> {
    const { stdout } = await promisify(execFile)(
      'gsettings',
      ['get', 'org.gnome.desktop.notifications', 'show-banners'],
      { timeout: PATIENCE, env: this.#environment },
    );
    return stdout.trim() === 'false';
  }

  async #isCovered(name: (typeof LOCKERS)[number]): Promise<boolean> {
    const { sender: destination, ...place } = locker(name);
    const ask = { ...place, destination, member: 'GetActive', onlyRunning: true } as const;
    const [active] = await this.#bus.call(ask, PATIENCE);
    return active === true;
  }
}

function locker(name: (typeof LOCKERS)[number]) {
  return { sender: name, path: `/${name.replaceAll('.', '/')}`, interface: name };
}

/** Whatever fails says nothing, and who says nothing disturbs nobody. */
async function orFalse(answer: Promise<boolean>): Promise<boolean> {
  try {
    return await answer;
  } catch {
    return false;
  }
}
