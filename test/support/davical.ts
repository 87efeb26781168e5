// A real DAViCal on a loopback port: PHP's own web server in front of a PostgreSQL, both in scratch folders.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { basicCredentials } from './basic-gate.ts';
import { freePort } from './ports.ts';
import { hasPostgres, startPostgres } from './postgres.ts';
import type { Postgres } from './postgres.ts';
import type { CalendarFacts, Files } from './radicale.ts';
import { makeScratch } from './scratch.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

const ROOT = '/usr/share/davical';

/** Whether this machine has one. */
export const hasDavical =
  existsSync(`${ROOT}/htdocs/caldav.php`) && existsSync('/usr/bin/php') && hasPostgres;

export interface DavicalOptions {
  /** User name -> password. Names of ASCII letters. A user's full name is their name with a capital. */
  readonly users: Readonly<Record<string, string>>;
  /** It says that changes are announced at this XMPP host (and announces none: that part of it does not run). */
  readonly pushHost?: string;
  /**
   * It sends and takes invitations among its users by itself (RFC 6638), into their calendars called 'calendar'. Default:
   * it does not.
   */
  readonly schedules?: boolean;
}

/** Its process is the web server; the database beside it starts and ends with it. */
export interface Davical extends ServerProcess {
  /** 'http://127.0.0.1:PORT/caldav.php/'. */
  readonly url: string;
  /** The database server's process and folder. */
  readonly databasePid: number;
  readonly databaseDir: string;
  /**
   * Makes the calendar USER/COLLECTION/ and puts these files into it, as that user: file name -> iCalendar text. DAViCal
   * escapes an '&' in a name twice.
   */
  seed(user: string, collection: string, facts: CalendarFacts, files: Files): Promise<void>;
  /** `from` lets `to` read (and write) all calendars of theirs; null takes it back. */
  delegate(from: string, to: string, rights: 'read' | 'write' | null): Promise<void>;
  /** One SQL statement for what DAViCal's web pages would do. */
  sql(text: string): Promise<void>;
}

/** Starts DAViCal. Ready (a 207 to a PROPFIND) when it resolves. */
export async function startDavical(options: DavicalOptions): Promise<Davical> {
  const database = await startPostgres();
  try {
    await createTables(database, options.users);
    // Everybody may send everybody invitations, and answers to them.
    if (options.schedules)
      await database.sql(
        'davical',
        "UPDATE principal SET default_privileges = privilege_to_bits(ARRAY['schedule-deliver']);\n",
      );
    const server = await startWeb(database, options);
    return withDatabase(server, database, options.users);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

function withDatabase(
  server: ServerProcess & { readonly url: string },
  database: Postgres,
  users: Readonly<Record<string, string>>,
): Davical {
  const sql = (text: string) => database.sql('davical', text);
  return Object.assign(server, {
    databasePid: database.pid,
    databaseDir: database.dir,
    seed: (user: string, collection: string, facts: CalendarFacts, files: Files) =>
      seed(`${server.url}${user}/${collection}/`, basicCredentials(user, users[user] ?? ''), facts, files),
    delegate: (from: string, to: string, rights: 'read' | 'write' | null) =>
      sql(delegation(from, to, rights)),
    sql,
  });
}

async function createTables(database: Postgres, users: Readonly<Record<string, string>>): Promise<void> {
  await database.as(`${ROOT}/dba/create-database.sh`, 'davical', 'admin');
  const lines = Object.entries(users).map(([name, password], index) => {
    const number = 1_001 + index;
    const fullName = name.charAt(0).toUpperCase() + name.slice(1);
    // '**' before a password says that it is stored as it is.
    return `INSERT INTO usr (user_no, active, joined, updated, username, password, fullname, email, date_format_type, locale)
  VALUES (${number}, true, now(), now(), ${literal(name)}, ${literal(`**${password}`)}, ${literal(fullName)}, ${literal(`${name}@example.org`)}, 'E', 'en');
INSERT INTO principal (type_id, user_no, displayname, default_privileges) VALUES (1, ${number}, ${literal(fullName)}, 0::BIT(24));`;
  });
  const grant = ['TABLES', 'SEQUENCES'].map(
    (all) => `GRANT ALL ON ALL ${all} IN SCHEMA public TO davical_app;`,
  );
  await database.sql('davical', [...lines, ...grant, ''].join('\n'));
}

function delegation(from: string, to: string, rights: 'read' | 'write' | null): string {
  const principal = (user: string) =>
    `(SELECT principal_id FROM dav_principal WHERE username = ${literal(user)})`;
  const pair = `by_principal = ${principal(from)} AND to_principal = ${principal(to)} AND by_collection IS NULL`;
  const taken = `DELETE FROM grants WHERE ${pair};\n`;
  if (rights === null) return taken;
  const privileges = rights === 'read' ? "ARRAY['read']" : "ARRAY['read', 'write']";
  return `${taken}INSERT INTO grants (by_principal, to_principal, privileges)
  VALUES (${principal(from)}, ${principal(to)}, privilege_to_bits(${privileges}));\n`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

async function startWeb(
  database: Postgres,
  { users, pushHost, schedules = false }: DavicalOptions,
): Promise<ServerProcess & { readonly url: string }> {
  const [user, password] = Object.entries(users)[0] ?? [];
  if (user === undefined || password === undefined) throw new Error('DAViCal needs at least one user');
  const scratch = await makeScratch('davical');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/caldav.php/`;
  await writeFile(join(scratch.dir, 'davical-conf.php'), configuration(database.host, pushHost, schedules));
  await writeFile(join(scratch.dir, 'router.php'), router(scratch.dir));
  await mkdir(join(scratch.dir, 'tmp'));
  const server = await startServer({
    name: 'DAViCal',
    scratch,
    child: { command: 'php', args: phpArguments(scratch.dir, port), cwd: scratch.dir },
    alsoStop: () => database.stop(),
    isReady: async () => {
      const headers = { authorization: basicCredentials(user, password), depth: '0' };
      const answer = await fetch(url, { method: 'PROPFIND', headers, signal: AbortSignal.timeout(5_000) });
      await answer.arrayBuffer();
      return answer.status === 207;
    },
  });
  return Object.assign(server, { url });
}

function phpArguments(dir: string, port: number): readonly string[] {
  const settings = {
    display_errors: 'Off',
    log_errors: 'On',
    error_reporting: 'E_ALL & ~E_DEPRECATED & ~E_NOTICE & ~E_WARNING',
    include_path: `.:${ROOT}/inc:/usr/share/awl/inc`,
    memory_limit: '1024M',
    sys_temp_dir: join(dir, 'tmp'),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-d', `${name}=${value}`]);
  return [...flags, '-S', `127.0.0.1:${port}`, join(dir, 'router.php')];
}

// DAViCal reads /etc/davical/SERVER_NAME-conf.php before any other: a name that leads out of there leads to ours, which
// then puts the name right, for it appears in answers. Nothing under /etc is touched.
function configuration(databaseHost: string, pushHost: string | undefined, schedules: boolean): string {
  const push =
    pushHost === undefined
      ? ''
      : `$c->notifications_server = array('host' => '${pushHost}', 'jid' => 'davical@${pushHost}', 'password' => '');\n`;
  return `<?php
$_SERVER['SERVER_NAME'] = '127.0.0.1';
$c->domain_name = '127.0.0.1';
$c->sysabbr = 'DAViCal';
$c->system_name = 'DAViCal';
$c->admin_email = 'admin@example.org';
$c->enable_auto_schedule = ${schedules};
$c->readonly_webdav_collections = false;
$c->pg_connect[] = 'host=${databaseHost} dbname=davical user=davical_app';
${push}`;
}

function router(dir: string): string {
  return `<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$inside = preg_match('{^/caldav\\.php(/.*)?$}', $path, $found) ? ($found[1] ?? '/') : $path;
$_SERVER['SCRIPT_NAME'] = '/caldav.php';
$_SERVER['PHP_SELF'] = '/caldav.php' . $inside;
$_SERVER['PATH_INFO'] = rawurldecode($inside);
$_SERVER['DOCUMENT_ROOT'] = '${ROOT}/htdocs';
$_SERVER['SCRIPT_FILENAME'] = '${ROOT}/htdocs/caldav.php';
$_SERVER['SERVER_NAME'] = '../..${dir}/davical';
chdir('${ROOT}/htdocs');
require '${ROOT}/htdocs/caldav.php';
`;
}

async function seed(url: string, authorization: string, facts: CalendarFacts, files: Files): Promise<void> {
  const body = `<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:I="http://apple.com/ns/ical/"><D:set><D:prop><D:displayname>${escaped(facts.name)}</D:displayname><I:calendar-color>${facts.color}</I:calendar-color></D:prop></D:set></C:mkcalendar>`;
  const send = async (method: string, to: string, content: string, type: string): Promise<void> => {
    const headers = { authorization, 'content-type': type };
    const answer = await fetch(to, { method, headers, body: content });
    if (!answer.ok) throw new Error(`${method} ${to}: ${answer.status}\n${await answer.text()}`);
    await answer.arrayBuffer();
  };
  const there = await fetch(url, { method: 'PROPFIND', headers: { authorization, depth: '0' } });
  await there.arrayBuffer();
  if (there.status === 404) await send('MKCALENDAR', url, body, 'application/xml');
  for (const [name, text] of Object.entries(files))
    await send('PUT', url + encodeURIComponent(name), text, 'text/calendar');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
