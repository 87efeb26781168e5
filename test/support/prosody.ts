// A real Prosody on a loopback port, with verified TLS and a pubsub component: the XMPP server of tests and demo.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { issueCertificate, makeAuthority } from './certificates.ts';
import type { ServerCertificate } from './certificates.ts';
import { freePort } from './ports.ts';
import { makeScratch } from './scratch.ts';
import { startServer } from './server-process.ts';
import { offersFeatures } from './xmpp-server.ts';
import type { XmppServer, XmppServerOptions } from './xmpp-server.ts';

export interface ProsodyOptions extends Omit<XmppServerOptions, 'admins'> {
  /** Who may create pubsub nodes: user names of this domain, or whole JIDs. */
  readonly admins: readonly string[];
  /** Also a port on which TLS begins with the first byte (XEP-0368). */
  readonly directPort?: number;
  /** Seconds without a byte after which a connection is asked, and as many again after which it is dropped. */
  readonly silence?: number;
  /** Seconds for which the session of a dropped connection is kept. Default 600. */
  readonly hibernation?: number;
}

export type Prosody = XmppServer;

const run = promisify(execFile);
/** Where the module stands that asks the notifier. */
const MODULES = fileURLToPath(new URL('../../notifier/servers', import.meta.url));

/** Starts Prosody in a scratch folder. Ready (it offered stream features) when it resolves. */
export async function startProsody(options: ProsodyOptions): Promise<Prosody> {
  const domain = options.domain ?? 'localhost';
  const scratch = await makeScratch('prosody');
  const port = options.port ?? (await freePort());
  const authority = options.authority ?? (await makeAuthority(scratch.dir));
  const certificate = await issueCertificate(authority, domain);
  const config = join(scratch.dir, 'prosody.cfg.lua');
  await mkdir(join(scratch.dir, 'data'));
  await writeFile(config, configFor({ ...options, dir: scratch.dir, port, domain, certificate }));
  const control = async (...args: readonly string[]): Promise<void> => {
    await run('prosodyctl', ['--root', '--config', config, ...args]);
  };
  const addUser = (user: string, password: string) => control('register', user, domain, password);
  for (const [user, password] of Object.entries(options.users)) await addUser(user, password);
  const server = await startServer({
    name: 'Prosody',
    scratch,
    child: { command: 'prosody', args: ['-F', '--config', config] },
    isReady: () => offersFeatures(port, domain),
  });
  return Object.assign(server, {
    port,
    domain,
    service: `pubsub.${domain}`,
    ca: authority.ca,
    caFile: authority.caFile,
    ...certificate,
    addUser,
    // In the running process: only there it throws out who is signed in.
    removeUser: (user: string) => control('shell', 'user', 'delete', `${user}@${domain}`),
  });
}

interface Config extends Pick<ProsodyOptions, 'directPort' | 'silence' | 'hibernation' | 'signInUrl'> {
  readonly dir: string;
  readonly port: number;
  readonly domain: string;
  readonly certificate: ServerCertificate;
  readonly admins: readonly string[];
}

// No mod_limits: Debian's stock 10 kB/s for clients would make every test measure that limit.
// 4,096 SCRAM iterations, the least RFC 5802 allows, because each of the many logins here pays for them twice.
// smacks_hibernation_time leaves a session resumable longer than any test cuts it off.
function configFor(config: Config): string {
  const { dir, port, domain, certificate, admins, directPort, silence, hibernation = 600 } = config;
  const files = `{ certificate = "${certificate.chainFile}"; key = "${certificate.keyFile}" }`;
  const { signInUrl } = config;
  const authentication =
    signInUrl === undefined
      ? 'authentication = "internal_hashed"'
      : `plugin_paths = { "${MODULES}" }\nauthentication = "belfry"\nbelfry_sign_in_url = "${signInUrl}"`;
  const jids = admins.map((admin) => `"${admin.includes('@') ? admin : `${admin}@${domain}`}"`);
  return `run_as_root = true
daemonize = false
pidfile = "${dir}/prosody.pid"
data_path = "${dir}/data"
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
c2s_direct_tls_ports = { ${directPort ?? ''} }
c2s_direct_tls_ssl = ${files}
c2s_require_encryption = true
${authentication}
default_iteration_count = 4096
storage = "internal"
modules_enabled = { "disco", "roster", "saslauth", "tls", "smacks", "ping", "pep", "admin_shell" }
modules_disabled = { "s2s", "s2s_auth_certs" }
s2s_ports = { }
smacks_hibernation_time = ${hibernation}
${silence === undefined ? '' : `network_settings = { read_timeout = ${silence} }`}
log = { { levels = { min = "info" }, to = "console" } }
VirtualHost "${domain}"
  ssl = ${files}
Component "pubsub.${domain}" "pubsub"
  autocreate_on_subscribe = false
  autocreate_on_publish = false
  default_admin_affiliation = "owner"
  admins = { ${jids.join(', ')} }
  pubsub_max_items = 256
`;
}
