// A real ejabberd on a loopback port, with verified TLS and a pubsub service: the second opinion beside Prosody.
// Not distributed: no epmd, no cookie, no node name, nothing outside its scratch folder, and so any number side by side.
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { issueCertificate, makeAuthority } from './certificates.ts';
import type { ServerCertificate } from './certificates.ts';
import { freePort } from './ports.ts';
import { makeScratch } from './scratch.ts';
import { startServer } from './server-process.ts';
import { offersFeatures } from './xmpp-server.ts';
import type { XmppServer, XmppServerOptions } from './xmpp-server.ts';

/** The program that asks the notifier. */
const PROGRAM = fileURLToPath(new URL('../../notifier/servers/ejabberd-sign-in.ts', import.meta.url));
/** Where Debian puts Erlang's libraries: below the multiarch folder, which Erlang does not search by itself. */
const LIBRARIES = librariesOf('/usr/lib');

/** Whether this machine has one. */
export const hasEjabberd = LIBRARIES !== null && existsSync('/usr/bin/erl');

/** Starts ejabberd in a scratch folder. Ready (it offered stream features, its users exist) when it resolves. */
export async function startEjabberd(options: XmppServerOptions): Promise<XmppServer> {
  const domain = options.domain ?? 'localhost';
  const scratch = await makeScratch('ejabberd');
  const { dir } = scratch;
  const port = options.port ?? (await freePort());
  const control = await freePort();
  const authority = options.authority ?? (await makeAuthority(dir));
  const certificate = await issueCertificate(authority, domain);
  for (const folder of ['spool', 'log']) await mkdir(join(dir, folder));
  await writeFile(join(dir, 'ejabberd.yml'), configFor({ ...options, port, control, domain, certificate }));
  const server = await startServer({
    name: 'ejabberd',
    scratch,
    child: {
      command: '/usr/bin/erl',
      args: argumentsFor(dir),
      cwd: join(dir, 'spool'),
      env: environment(dir),
    },
    isReady: () => offersFeatures(port, domain),
  });
  const ask = (command: string, facts: object): Promise<void> => asked(control, command, facts);
  const addUser = (user: string, password: string) => ask('register', { user, host: domain, password });
  try {
    for (const [user, password] of Object.entries(options.users)) await addUser(user, password);
  } catch (error) {
    await server.stop('SIGKILL');
    throw error;
  }
  return Object.assign(server, {
    port,
    domain,
    service: `pubsub.${domain}`,
    ca: authority.ca,
    caFile: authority.caFile,
    ...certificate,
    addUser,
    removeUser: (user: string) => ask('unregister', { user, host: domain }),
  });
}

function librariesOf(root: string): string | null {
  if (!existsSync(root)) return null;
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const holder = folders.find(({ name }) =>
    readdirSync(join(root, name)).some((inner) => inner.startsWith('ejabberd-')),
  );
  return holder ? join(root, holder.name) : null;
}

// Two schedulers that do not spin while they wait: several of these share a machine with what they are tested with.
function argumentsFor(dir: string): readonly string[] {
  const calm = ['+S', '2:2', '+sbwt', 'none', '+sbwtdcpu', 'none', '+sbwtdio', 'none'];
  return ['-noinput', ...calm, '-mnesia', 'dir', JSON.stringify(join(dir, 'spool')), '-s', 'ejabberd'];
}

function environment(dir: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    EJABBERD_CONFIG_PATH: join(dir, 'ejabberd.yml'),
    EJABBERD_LOG_PATH: join(dir, 'log', 'ejabberd.log'),
    ERL_CRASH_DUMP: join(dir, 'log', 'erl_crash.dump'),
    ERL_LIBS: LIBRARIES ?? '',
    HOME: dir,
  };
}

interface Config extends Pick<XmppServerOptions, 'admins' | 'signInUrl'> {
  readonly port: number;
  /** Port of the HTTP interface by which users come and go. */
  readonly control: number;
  readonly domain: string;
  readonly certificate: ServerCertificate;
}

// Nodes are made by the admins alone, as Prosody's pubsub component has it. The shaper is left out: a flood of pings is
// one of the tests. resume_timeout leaves a session resumable longer than any test cuts it off.
function configFor({ port, control, domain, certificate, admins, signInUrl }: Config): string {
  const jids = admins.map((admin) => `"${admin}@${domain}"`).join(', ');
  return `hosts: ["${domain}"]
loglevel: info
log_rotate_count: 0
certfiles: ["${certificate.chainFile}", "${certificate.keyFile}"]
${accounts(signInUrl)}
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    starttls: true
    starttls_required: true
    max_stanza_size: 262144
    access: all
  - port: ${control}
    ip: "127.0.0.1"
    module: ejabberd_http
    request_handlers:
      /api: mod_http_api
acl:
  publishers: { user: [${jids}] }
  loopback: { ip: ["127.0.0.0/8"] }
access_rules:
  may_create: { allow: publishers }
api_permissions:
  "accounts":
    from: [mod_http_api]
    who: { access: { allow: { acl: loopback } } }
    what: [register, unregister]
modules:
  mod_admin_extra: {}
  mod_caps: {}
  mod_disco: {}
  mod_http_api: {}
  mod_ping: {}
  mod_roster: {}
  mod_stream_mgmt:
    resend_on_timeout: if_offline
    resume_timeout: 600
  mod_pubsub:
    host: "pubsub.${domain}"
    access_createnode: may_create
    ignore_pep_from_offline: true
    last_item_cache: false
    plugins: [flat, pep]
    max_items_node: 1000
`;
}

function accounts(signInUrl: string | undefined): string {
  if (signInUrl === undefined) return 'auth_method: internal\nauth_password_format: scram';
  const program = `${process.execPath} ${PROGRAM} ${signInUrl}`;
  return `auth_method: external\nextauth_program: "${program}"\nauth_use_cache: false`;
}

async function asked(port: number, command: string, facts: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/${command}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(facts),
  });
  const text = await answer.text();
  if (!answer.ok)
    throw new Error(`ejabberd: ${command} was answered ${answer.status}: ${text.slice(0, 200)}`);
}
