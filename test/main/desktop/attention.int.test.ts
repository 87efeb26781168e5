import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DesktopAttention } from '../../../main/desktop/attention.ts';
import { LastingBus } from '../../../main/desktop/lasting-bus.ts';
import { busSocket } from '../../../main/desktop/session-bus.ts';
import { startDesktop, type Desktop } from '../../support/desktop.ts';
import { until } from '../../support/patience.ts';
import { startPrivateBus, type PrivateBus } from './private-bus.ts';
import { startStubService, type StubService } from './stub-service.ts';

const NOTIFICATIONS = 'org.freedesktop.Notifications';
const DAEMON_PATH = '/org/freedesktop/Notifications';
const changed = (path: string) => ({
  path,
  interface: 'org.freedesktop.DBus.Properties',
  member: 'PropertiesChanged',
});

/** Attention over these buses, and how often it said that something changed. */
function attentionOn(environment: NodeJS.ProcessEnv, system: NodeJS.ProcessEnv | null = null) {
  const buses = {
    session: new LastingBus(busSocket(environment)),
    system: new LastingBus(system === null ? null : busSocket(system)),
  };
  const attention = new DesktopAttention(buses, environment);
  const told = { count: 0 };
  attention.onChange(() => void told.count++);
  return {
    attention,
    told,
    close: () => Object.values(buses).forEach((bus) => bus.close()),
  };
}

describe.each(['dunst', 'xfce'] as const)('do-not-disturb of a real %s', (daemon) => {
  let desktop: Desktop;
  beforeEach(async () => {
    desktop = await startDesktop({ notifications: daemon, panel: false });
  });
  afterEach(() => desktop.stop());

  test('is known, and so is that it changed', async () => {
    const { attention, told, close } = attentionOn(desktop.env);
    expect(await attention.state()).toEqual({ doNotDisturb: false, locked: false });
    await desktop.daemon.doNotDisturb(true);
    await until('the news', 5_000, () => told.count > 0);
    expect(await attention.state()).toEqual({ doNotDisturb: true, locked: false });
    const before = told.count;
    await desktop.daemon.doNotDisturb(false);
    await until('the news', 5_000, () => told.count > before);
    expect(await attention.state()).toEqual({ doNotDisturb: false, locked: false });
    close();
  });
});

describe('a desktop', () => {
  let bus: PrivateBus;
  let services: StubService[];
  beforeEach(async () => {
    bus = await startPrivateBus();
    services = [];
  });
  afterEach(async () => {
    for (const service of services) service.stop();
    await bus.stop();
  });

  async function daemonCalled(name: string, facts = { Inhibited: false }): Promise<StubService> {
    const service = await startStubService(bus.environment, NOTIFICATIONS, [
      {
        path: DAEMON_PATH,
        interface: NOTIFICATIONS,
        does: Object.assign(facts, { GetServerInformation: () => [name, 'KDE', '6.0', '1.2'] }),
        methods: { GetServerInformation: ['', 'ssss'] },
        properties: { Inhibited: 'b' },
      },
    ]);
    services.push(service);
    return service;
  }

  test('of Plasma is quiet while it is inhibited, and says when that changes', async () => {
    const facts = { Inhibited: true };
    const plasma = await daemonCalled('Plasma', facts);
    const { attention, told, close } = attentionOn(bus.environment);
    expect(await attention.state()).toEqual({ doNotDisturb: true, locked: false });
    facts.Inhibited = false;
    plasma.signal(changed(DAEMON_PATH), 'sa{sv}as', [NOTIFICATIONS, [], []]);
    await until('the news', 5_000, () => told.count > 0);
    expect(await attention.state()).toEqual({ doNotDisturb: false, locked: false });
    close();
  });

  test.each([
    ['false', true],
    ['true', false],
    ['No such schema', false],
  ])('of GNOME whose banners are %s', async (said, quiet) => {
    await daemonCalled('gnome-shell');
    const folder = join(bus.environment['HOME'] ?? '', 'bin');
    mkdirSync(folder);
    writeFileSync(join(folder, 'gsettings'), `#!/bin/sh\necho "${said}"\n`);
    chmodSync(join(folder, 'gsettings'), 0o755);
    const { attention, close } = attentionOn({ ...bus.environment, PATH: folder });
    expect((await attention.state()).doNotDisturb).toBe(quiet);
    close();
  });

  test('with a setting of Xfce left behind by another day is not quiet under another daemon', async () => {
    const does = { GetProperty: () => ['b', true] };
    const methods = { GetProperty: ['ss', 'v'] } as const;
    const xfconf = { path: '/org/xfce/Xfconf', interface: 'org.xfce.Xfconf', does, methods };
    services.push(await startStubService(bus.environment, 'org.xfce.Xfconf', [xfconf]));
    const { attention, close } = attentionOn(bus.environment);
    expect((await attention.state()).doNotDisturb).toBe(true);
    await daemonCalled('mako');
    expect((await attention.state()).doNotDisturb).toBe(false);
    close();
  });

  test.each(['org.freedesktop.ScreenSaver', 'org.gnome.ScreenSaver', 'org.xfce.ScreenSaver'])(
    'whose %s covers the screen is locked',
    async (name) => {
      let active = true;
      const path = `/${name.replaceAll('.', '/')}`;
      const does = { GetActive: () => active };
      const methods = { GetActive: ['', 'b'] } as const;
      const locker = await startStubService(bus.environment, name, [
        { path, interface: name, does, methods },
      ]);
      services.push(locker);
      const { attention, told, close } = attentionOn(bus.environment);
      expect((await attention.state()).locked).toBe(true);
      active = false;
      locker.signal({ path, interface: name, member: 'ActiveChanged' }, 'b', [false]);
      await until('the news', 5_000, () => told.count > 0);
      expect((await attention.state()).locked).toBe(false);
      close();
    },
  );

  test('whose login manager says so is locked', async () => {
    const path = '/org/freedesktop/login1/session/_32';
    const session = { LockedHint: true };
    const login = await startStubService(bus.environment, 'org.freedesktop.login1', [
      {
        path: '/org/freedesktop/login1',
        interface: 'org.freedesktop.login1.Manager',
        does: { GetSession: () => path },
        methods: { GetSession: ['s', 'o'] },
      },
      { path, interface: 'org.freedesktop.login1.Session', does: session, properties: { LockedHint: 'b' } },
    ]);
    services.push(login);
    const { attention, told, close } = attentionOn({}, bus.environment);
    expect((await attention.state()).locked).toBe(true);
    session.LockedHint = false;
    login.signal(changed(path), 'sa{sv}as', ['org.freedesktop.login1.Session', [], []]);
    await until('the news', 5_000, () => told.count > 0);
    expect((await attention.state()).locked).toBe(false);
    close();
  });

  test('that says nothing, or that never answers, or that is not there, disturbs nobody', async () => {
    const calm = { doNotDisturb: false, locked: false };
    const empty = attentionOn(bus.environment);
    expect(await empty.attention.state()).toEqual(calm);
    empty.close();
    const forever = new Promise<never>(() => undefined);
    const name = 'org.freedesktop.ScreenSaver';
    const path = '/org/freedesktop/ScreenSaver';
    const methods = { GetActive: ['', 'b'] } as const;
    services.push(
      await startStubService(bus.environment, name, [
        { path, interface: name, does: { GetActive: () => forever }, methods },
      ]),
    );
    const silent = attentionOn(bus.environment);
    expect(await silent.attention.state()).toEqual(calm);
    silent.close();
    expect(await attentionOn({}).attention.state()).toEqual(calm);
    expect(
      await attentionOn({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }).attention.state(),
    ).toEqual(calm);
  });
});
