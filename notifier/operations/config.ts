// The notifier's configuration file: JSON, read once at start.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Anchor } from '../../wire/tls.ts';
import { fieldsOf, type Fields } from './fields.ts';
import type { Upstream } from '../front/upstream.ts';

export interface Config {
  readonly listen: { readonly host: string; readonly port: number };
  readonly upstream: Upstream;
  /** Names of nodes are made with it: losing it renames them all. */
  readonly serverKey: string;
  readonly xmpp: {
    readonly host: string;
    readonly port: number | null;
    readonly domain: string;
    readonly username: string;
    readonly password: string;
    readonly service: string;
    readonly anchors: readonly Anchor[];
  };
  /** Domain of those who listen. */
  readonly memberDomain: string;
  /** Where the XMPP server asks whether a device may sign in; null: nobody enrols here. */
  readonly signIn: { readonly host: string; readonly port: number } | null;
  /** Whoever does not enrol listens under the name they have at the calendar server. */
  readonly membersByName: boolean;
  /** Milliseconds for which a proof of being allowed to read is good. */
  readonly lease: number;
  /** Where who wrote what outlives a restart; null: nowhere. */
  readonly stateFile: string | null;
  /** Who may listen to what, and until when: SQLite's file, or ':memory:'. */
  readonly state: { readonly file: string };
  readonly heartbeatMinutes: number;
  /** Milliseconds. */
  readonly coalesce: { readonly shortest: number; readonly longest: number };
  readonly advertise: { readonly host: string; readonly port: number | null; readonly service: string };
}

/** The file cannot be used; the message has one line per mistake and no values. */
export class ConfigError extends Error {
  constructor(file: string, mistakes: readonly string[]) {
    super([`${file} cannot be used:`, ...mistakes.map((m) => `  ${m}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

const SHORTEST_KEY = 32;

/** Reads the file; names of other files in it are relative to its folder. Throws ConfigError. */
export function readConfig(file: string): Config {
  const text = readText(file);
  if (text === null) throw new ConfigError(file, ['the file cannot be read']);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the mistake, which may be a password.
    throw new ConfigError(file, ['the file is not JSON']);
  }
  const mistakes: string[] = [];
  const config = interpret(fieldsOf(value, '', mistakes), dirname(resolve(file)));
  if (mistakes.length > 0) throw new ConfigError(file, mistakes);
  return config;
}

function interpret(root: Fields, folder: string): Config {
  const listen = root.object('listen');
  const coalesce = root.object('coalesce');
  const xmpp = readXmpp(root.object('xmpp'), folder);
  const memberDomain = root.text('memberDomain', xmpp.domain, aHost).toLowerCase();
  const signIn = readSignIn(root);
  const shortest = coalesce.number('minMs', [0, 60_000], 2_000);
  const longest = coalesce.number('maxMs', [0, 60_000], Math.max(3_000, shortest));
  if (longest < shortest) coalesce.complain('maxMs', 'must not be less than minMs');
  const config: Config = {
    listen: { host: listen.text('host', '127.0.0.1'), port: listen.number('port', [0, 65_535], 0) },
    upstream: readUpstream(root, folder),
    serverKey: readServerKey(root, folder),
    xmpp,
    memberDomain,
    signIn,
    membersByName: root.flag('membersByName', signIn === null),
    lease: root.number('leaseHours', [1, 168], 24) * 3_600_000,
    stateFile: readStateFile(root, folder),
    state: { file: databaseIn(root.object('state'), folder) },
    heartbeatMinutes: root.number('heartbeatMinutes', [0.01, 1_440], 30),
    coalesce: { shortest, longest },
    advertise: readAdvertise(root.object('advertise'), memberDomain, xmpp.service),
  };
  root.finish();
  return config;
}

function readSignIn(root: Fields): Config['signIn'] {
  if (!root.has('signIn')) return null;
  const signIn = root.object('signIn');
  return { host: signIn.text('host', '127.0.0.1'), port: signIn.number('port', [0, 65_535]) };
}

function readStateFile(root: Fields, folder: string): string | null {
  const file = root.text('stateFile', null);
  return file === '' ? null : resolve(folder, file);
}

function databaseIn(state: Fields, folder: string): string {
  const file = state.text('file', 'belfry-notifier.sqlite');
  return file === ':memory:' ? file : resolve(folder, file);
}

function readUpstream(root: Fields, folder: string): Upstream {
  const text = root.text('upstream', undefined, (v) =>
    /^https?:\/\/[^/@?#]+(?:\/[^?#]*)?$/i.test(v) && URL.canParse(v)
      ? null
      : 'must be an http or https URL without credentials, query or fragment',
  );
  const ca = readCertificates(root, 'upstreamCaFile', folder).map((a) => a.pem);
  return { url: new URL(text || 'http://localhost'), ca: ca.length === 0 ? null : ca.join('\n') };
}

// The secret itself, or the name of the file that holds it: a secret in a path's clothes is not worth forbidding.
function readServerKey(root: Fields, folder: string): string {
  const given = inlineSecret(root, 'serverKey', 'serverKeyFile');
  const isFile = /^\.{0,2}\//.test(given) && readText(resolve(folder, given)) !== null;
  if (given !== '' && !isFile) return longEnough(root, 'serverKey', given);
  const name = isFile ? 'serverKey' : 'serverKeyFile';
  return root.has(name) ? longEnough(root, name, readSecret(root, name, folder)) : '';
}

// '' when it is in a file, or missing (which is then on the list of mistakes).
function inlineSecret(fields: Fields, name: string, fileName: string): string {
  const isInFile = fields.has(fileName);
  if (isInFile && fields.has(name)) fields.complain(name, 'is given twice, once as a file');
  return fields.text(name, isInFile ? null : undefined);
}

function longEnough(root: Fields, name: string, key: string): string {
  const complaint = `must be at least ${SHORTEST_KEY} characters of secret (openssl rand -hex 32 makes one)`;
  if (key !== '' && key.length < SHORTEST_KEY) root.complain(name, complaint);
  return key;
}

function readXmpp(xmpp: Fields, folder: string): Config['xmpp'] {
  const domain = xmpp.text('domain', undefined, aHost).toLowerCase(); // as XMPP servers say it
  return {
    domain,
    host: xmpp.text('host', domain, aHost),
    port: xmpp.has('port') ? xmpp.number('port', [1, 65_535]) : null,
    username: xmpp.text('username'),
    password: readPassword(xmpp, folder),
    service: xmpp.text('service', `pubsub.${domain}`, aHost),
    anchors: readCertificates(xmpp, 'caFile', folder),
  };
}

function readPassword(xmpp: Fields, folder: string): string {
  const inline = inlineSecret(xmpp, 'password', 'passwordFile');
  const fromFile = readSecret(xmpp, 'passwordFile', folder);
  return fromFile === '' ? inline : fromFile;
}

function readAdvertise(advertise: Fields, host: string, service: string): Config['advertise'] {
  return {
    host: advertise.text('host', host, aHost),
    port: advertise.has('port') ? advertise.number('port', [1, 65_535]) : null,
    service: advertise.text('service', service, aHost),
  };
}

function readSecret(fields: Fields, name: string, folder: string): string {
  const file = fields.text(name, null);
  if (file === '') return '';
  const secret = readText(resolve(folder, file))?.trim() ?? null;
  if (!secret)
    fields.complain(name, secret === '' ? 'names an empty file' : 'names a file that cannot be read');
  return secret ?? '';
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function readCertificates(fields: Fields, name: string, folder: string): readonly Anchor[] {
  const file = fields.text(name, null);
  if (file === '') return [];
  try {
    const anchors = (readText(resolve(folder, file))?.match(CERTIFICATE) ?? []).map(anchorOf);
    if (anchors.length > 0) return anchors;
  } catch {
    // reported below: whatever is wrong with it, it holds no certificate
  }
  fields.complain(name, 'must name a file with certificates in PEM');
  return [];
}

function anchorOf(pem: string): Anchor {
  const certificate = new X509Certificate(pem);
  return { fingerprint: certificate.fingerprint256, pem, isAuthority: certificate.ca };
}

function aHost(value: string): string | null {
  return /^[^\s/@:?#]+$/.test(value) ? null : 'must be a host name without port or path';
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // the caller names the field that names the file
  }
}
