// A real Prosody on a loopback port, with verified TLS and a pubsub component: the XMPP server of tests and demo.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { issueCertificate, makeAuthority } from './certificates.ts';
import type { Authority, ServerCertificate } from './certificates.ts';
import { freePort } from './ports.ts';
import { makeScratch } from './scratch.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

export interface ProsodyOptions {
  /** Virtual host. Default 'localhost'. */
  readonly domain?: string;
  /** User name -> password. */
  readonly users: Readonly<Record<string, string>>;
  /** Who may create pubsub nodes: user names of this domain, or whole JIDs. */
  readonly admins: readonly string[];
  readonly port?: number;
  /** Signs the server's certificate. Default: an authority made for this server alone. */
  readonly authority?: Authority;
}

export interface Prosody extends ServerProcess {
  readonly port: number;
  readonly domain: string;
  /** JID of the pubsub component: 'pubsub.' and the domain. */
  readonly service: string;
  /** The authority that signed the server's certificate, PEM, and the file that holds it. */
  readonly ca: string;
  readonly caFile: string;
  addUser(user: string, password: string): Promise<void>;
}

const run = promisify(execFile);

/** Starts Prosody in a scratch folder. Ready (it offered stream features) when it resolves. */
export async function startProsody(options: ProsodyOptions): Promise<Prosody> {
  const domain = options.domain ?? 'localhost';
  const scratch = await makeScratch('prosody');
  const port = options.port ?? (await freePort());
  const authority = options.authority ?? (await makeAuthority(scratch.dir));
  const certificate = await issueCertificate(authority, domain);
  const config = join(scratch.dir, 'prosody.cfg.lua');
  await mkdir(join(scratch.dir, 'data'));
  await writeFile(config, configFor({ dir: scratch.dir, port, domain, certificate, admins: options.admins }));
  const addUser = async (user: string, password: string): Promise<void> => {
    await run('prosodyctl', ['--root', '--config', config, 'register', user, domain, password]);
  };
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
    addUser,
  });
}

interface Config {
  readonly dir: string;
  readonly port: number;
  readonly domain: string;
  readonly certificate: ServerCertificate;
  readonly admins: readonly string[];
}

// No mod_limits: Debian's stock 10 kB/s for clients would make every test measure that limit.
// 4,096 SCRAM iterations, the least RFC 5802 allows, because each of the many logins here pays for them twice.
// smacks_hibernation_time leaves a session resumable longer than any test cuts it off.
function configFor({ dir, port, domain, certificate, admins }: Config): string {
  const jids = admins.map((admin) => `"${admin.includes('@') ? admin : `${admin}@${domain}`}"`);
  return `run_as_root = true
daemonize = false
pidfile = "${dir}/prosody.pid"
data_path = "${dir}/data"
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
c2s_require_encryption = true
authentication = "internal_hashed"
default_iteration_count = 4096
storage = "internal"
modules_enabled = { "disco", "roster", "saslauth", "tls", "smacks", "ping", "pep" }
modules_disabled = { "s2s", "s2s_auth_certs" }
s2s_ports = { }
smacks_hibernation_time = 600
log = { { levels = { min = "info" }, to = "console" } }
VirtualHost "${domain}"
  ssl = { certificate = "${certificate.chainFile}"; key = "${certificate.keyFile}" }
Component "pubsub.${domain}" "pubsub"
  autocreate_on_subscribe = false
  autocreate_on_publish = false
  default_admin_affiliation = "owner"
  admins = { ${jids.join(', ')} }
  pubsub_max_items = 256
`;
}

/** True when the server answers a stream header with its features. */
function offersFeatures(port: number, domain: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}' version='1.0'>`,
      );
    });
    const done = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.setEncoding('utf8').setTimeout(2_000, () => done(false));
    socket.on('data', (text) => {
      answer += String(text);
      if (answer.includes('<stream:features')) done(true);
    });
    socket.once('close', () => resolve(false));
    socket.once('error', reject);
  });
}
