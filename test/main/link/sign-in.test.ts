import { describe, expect, test } from 'vitest';
import type { PushAddress } from '../../../main/core/sync/link-ports.ts';
import { signInOptions, type ProxyFor } from '../../../main/link/sign-in.ts';

const address: PushAddress = {
  transport: {
    host: 'push.example.org',
    port: 5299,
    service: 'pubsub.example.org',
    homeNode: 'bf1-h',
    heartbeat: null,
  },
  access: { credentials: { username: 'ann@example.org', password: 'p' }, trusted: [] },
  user: 'ann@example.org',
  resource: 'belfry-1',
};
const direct: ProxyFor = async () => null;
const open = () => new AbortController().signal;

describe('an account signs in', () => {
  test('under its escaped user name, at the domain the calendar server named', async () => {
    expect(await signInOptions(address, direct, open())).toMatchObject({
      domain: 'push.example.org',
      host: 'push.example.org',
      port: 5299,
      username: 'ann\\40example.org',
      password: 'p',
      resource: 'belfry-1',
      proxy: null,
    });
  });

  test('with an address entered by hand as it stands, at that domain, over the host beside it', async () => {
    const login = { jid: 'ann\\40work@example.net/ignored', password: 'q' };
    expect(await signInOptions({ ...address, login }, direct, open())).toMatchObject({
      domain: 'example.net',
      host: 'push.example.org',
      username: 'ann\\40work',
      password: 'q',
    });
  });

  test('with nothing that could not be an address', async () => {
    const login = { jid: 'example.net', password: 'q' };
    await expect(signInOptions({ ...address, login }, direct, open())).rejects.toThrow('local part');
  });

  test('through the proxy this computer has for that host', async () => {
    const proxy = { host: 'proxy.example.org', port: 3128, authorization: null };
    const asked: string[] = [];
    const proxyFor: ProxyFor = async (host) => {
      asked.push(host);
      return proxy;
    };
    expect(await signInOptions(address, proxyFor, open())).toMatchObject({ proxy });
    expect(asked).toEqual(['push.example.org']);
  });

  test('not any more once it is called off, though the desktop never says which proxy', async () => {
    const controller = new AbortController();
    const waiting = signInOptions(address, () => new Promise(() => {}), controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
