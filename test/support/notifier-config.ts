// A notifier's configuration as it is read from a file, for tests that start one in their own process.
import type { Config } from '../../notifier/operations/config.ts';

/** In front of the calendar server at this URL; its XMPP server is whatever the test opens. */
export function notifierConfig(upstream: string, others: Partial<Config> = {}): Config {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    upstream: { url: new URL(upstream), ca: null },
    serverKey: 'k'.repeat(40),
    xmpp: {
      host: 'x',
      port: null,
      domain: 'x',
      username: 'p',
      password: 'q',
      service: 'pubsub.x',
      anchors: [],
    },
    signIn: null,
    membersByName: true,
    lease: 86_400_000,
    memberDomain: 'x',
    stateFile: null,
    state: { file: ':memory:' },
    heartbeatMinutes: 30,
    coalesce: { shortest: 200, longest: 300 },
    advertise: { host: 'x', port: null, service: 'pubsub.x' },
    ...others,
  };
}
