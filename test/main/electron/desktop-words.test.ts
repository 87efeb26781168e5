import { describe, expect, test } from 'vitest';
import { autostartEntry } from '../../../main/electron/autostart-entry.ts';
import { systemClock } from '../../../main/electron/clock.ts';
import { networkFingerprint } from '../../../main/electron/network-fingerprint.ts';
import { content } from '../../../main/electron/toast-content.ts';

describe('a notification', () => {
  const toast = { title: 'R&D <b>moved</b>', lines: ['Tue 14:00 → Wed 10:00', 'Room <i>2</i> & 3'] };

  test('has its body escaped on Linux, where it is markup, and its title as it is', () => {
    const body = 'Tue 14:00 → Wed 10:00\nRoom &lt;i&gt;2&lt;/i&gt; &amp; 3';
    expect(content(toast, 'linux')).toEqual({ title: 'R&D <b>moved</b>', body });
  });

  test('is plain text elsewhere', () => {
    expect(content(toast, 'win32').body).toBe('Tue 14:00 → Wed 10:00\nRoom <i>2</i> & 3');
  });
});

describe('the autostart entry', () => {
  const exec = (command: readonly string[]) => /^Exec=(.*)$/m.exec(autostartEntry(command))?.[1];

  test('runs the command hidden', () => {
    expect(exec(['/opt/Belfry/belfry', '--hidden'])).toBe('/opt/Belfry/belfry --hidden');
  });

  test.each([
    ['/home/ana/My Apps/Belfry.AppImage', '"/home/ana/My Apps/Belfry.AppImage"'],
    ['/a/100%/b', '/a/100%%/b'],
    ['/a/"x"', '"/a/\\\\"x\\\\""'],
    ['/a/$HOME`id`', '"/a/\\\\$HOME\\\\`id\\\\`"'],
    ['/a\\b', '"/a\\\\\\\\b"'],
  ])('%s is quoted as the specification asks', (path, quoted) => {
    expect(exec([path])).toBe(quoted);
  });
});

describe('the networks', () => {
  const address = (value: string, family: 'IPv4' | 'IPv6' = 'IPv4', internal = false) =>
    ({ address: value, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as const;

  test('are none with only the loopback and link-local addresses', () => {
    const none = {
      lo: [address('127.0.0.1', 'IPv4', true)],
      eth0: [address('fe80::1', 'IPv6'), address('169.254.3.4')],
    };
    expect(networkFingerprint(none)).toBe('');
  });

  test('change with an address and not with a privacy address in the same /64', () => {
    const home = { wlan0: [address('192.168.1.5'), address('2001:db8:1:2:aaaa::1', 'IPv6')] };
    const later = { wlan0: [address('192.168.1.5'), address('2001:db8:1:2:bbbb:1::7', 'IPv6')] };
    const office = { wlan0: [address('10.0.0.9')] };
    expect(networkFingerprint(home)).toBe(networkFingerprint(later));
    expect(networkFingerprint(home)).not.toBe(networkFingerprint(office));
    expect(networkFingerprint({ e: [address('2001:db8::1', 'IPv6')] })).toBe('e 2001:db8:0:0');
  });
});

describe('the clock', () => {
  test('runs once after the time, not when it was called off', async () => {
    const ran: string[] = [];
    systemClock.after(10, () => ran.push('kept'));
    systemClock.after(10, () => ran.push('called off'))();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(ran).toEqual(['kept']);
  });

  test('a wait of months does not end at once', async () => {
    let ran = false;
    const cancel = systemClock.after(90 * 86_400_000, () => (ran = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    cancel();
    expect(ran).toBe(false);
  });

  test('knows the zone', () => {
    expect(systemClock.zone()).toBe('UTC');
  });
});
