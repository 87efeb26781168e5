// Debian packages that running, testing and demonstrating Belfry needs, by purpose; installs what is missing.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

export type Purpose =
  | 'electron'
  | 'desktop'
  | 'servers'
  | 'other-servers'
  | 'other-programs'
  | 'comparison'
  | 'packaging';

interface Needs {
  readonly what: string;
  /** One entry per package; names that mean the same on different releases are alternatives, the first to be had wins. */
  readonly packages: readonly (readonly string[])[];
}

const NEEDS: Readonly<Record<Purpose, Needs>> = {
  electron: {
    what: 'starting Electron',
    packages: [
      ['libgtk-3-0t64', 'libgtk-3-0'],
      ['libnss3'],
      ['libasound2t64', 'libasound2'],
      ['libgbm1'],
      ['libnotify4'],
      ['libsecret-1-0'],
    ],
  },
  desktop: {
    what: 'a desktop to test on',
    packages: [
      ['xvfb'],
      ['dbus-daemon', 'dbus'],
      ['dbus-bin', 'dbus'],
      ['openbox'],
      ['xfce4-panel'],
      ['xfconf'],
      ['dunst'],
      ['xfce4-notifyd'],
      ['gnome-keyring'],
      ['xdotool'],
      ['imagemagick'],
      ['fonts-dejavu-core'],
    ],
  },
  servers: {
    what: 'a real calendar server and a real XMPP server',
    packages: [['radicale'], ['prosody'], ['lua-sec'], ['openssl']],
  },
  'other-servers': {
    what: 'the servers whose habits differ (Xandikos, DAViCal, ejabberd)',
    packages: [
      ['ejabberd'],
      ['xandikos'],
      ['git'],
      ['davical'],
      ['postgresql'],
      ['php-cli'],
      ['php-pgsql'],
      ['php-xml'],
      ['util-linux'],
    ],
  },
  'other-programs': {
    what: 'the libraries other calendar programs write with (libical, icalendar, vobject, sabre)',
    packages: [
      ['libical3t64', 'libical3'],
      ['python3-icalendar'],
      ['python3-vobject'],
      ['php-cli'],
      ['php-sabre-vobject'],
    ],
  },
  comparison: { what: 'another program that synchronises calendars', packages: [['vdirsyncer']] },
  packaging: { what: 'building the .deb', packages: [['dpkg'], ['p7zip-full', '7zip']] },
};

/** A purpose this machine cannot serve, and what would change that. */
export interface Lack {
  readonly purpose: Purpose;
  readonly what: string;
  /** For a person: which packages to install, or why that is not enough. */
  readonly remedy: string;
}

/** Installs what is missing when it may (root on Debian); gives what is still missing afterwards. */
export function ensurePackages(
  purposes: readonly Purpose[],
  log: (line: string) => void = console.error,
): readonly Lack[] {
  if (!existsSync('/usr/bin/dpkg-query')) return purposes.map(foreignSystem);
  const missing = purposes.flatMap(missingFor);
  if (missing.length > 0 && process.getuid?.() === 0) install(missing, log);
  return purposes.flatMap((purpose) => {
    const still = missingFor(purpose);
    const { what } = NEEDS[purpose];
    if (still.length === 0) return [];
    return [{ purpose, what, remedy: `as root: apt-get install ${still.map(firstToBeHad).join(' ')}` }];
  });
}

function foreignSystem(purpose: Purpose): Lack {
  const { what, packages } = NEEDS[purpose];
  const names = packages.map((alternatives) => alternatives.at(-1)).join(', ');
  return { purpose, what, remedy: `needs a Debian or Ubuntu with ${names}` };
}

function missingFor(purpose: Purpose): readonly (readonly string[])[] {
  return NEEDS[purpose].packages.filter((alternatives) => !alternatives.some(isInstalled));
}

function isInstalled(name: string): boolean {
  const asked = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { encoding: 'utf8' });
  return asked.status === 0 && asked.stdout === 'installed';
}

// A name that only another release has is listed without a candidate, or not at all.
function firstToBeHad(alternatives: readonly string[]): string {
  const has = (name: string): boolean => {
    const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: english() });
    return /Candidate: (?!\(none\))/.test(stdout);
  };
  return alternatives.find(has) ?? alternatives.at(-1) ?? '';
}

function install(missing: readonly (readonly string[])[], log: (line: string) => void): void {
  const allowed = forbidServices();
  try {
    // First: a fresh machine knows no package at all before it.
    apt(['update']);
    const names = [...new Set(missing.map(firstToBeHad))];
    log(`installing ${names.join(' ')} ...`);
    apt(['install', '-y', '--no-install-recommends', ...names]);
  } catch (error) {
    // ensurePackages looks again and says what is missing; here is why.
    log(`apt-get failed: ${String(error)}`);
  } finally {
    allowed();
  }
}

function apt(args: readonly string[]): void {
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  execFileSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    stdio: [...stdio],
    env: english(),
  });
}

// The tests start servers of their own. Installing prosody, ejabberd or radicale must not start the system's.
function forbidServices(): () => void {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return () => undefined;
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  return () => rmSync(policy, { force: true });
}

function english(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
}
