// Certificates with something wrong: expired, self-signed, without their authority in the chain.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Authority } from './certificates.ts';

export interface KeyPair {
  readonly key: string;
  /** PEM: the leaf, followed by its authority where there is one to show. */
  readonly cert: string;
}

const run = promisify(execFile);
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate that ended yesterday, of this authority. */
export async function expiredCertificate(authority: Authority, host: string): Promise<KeyPair> {
  const { dir } = authority;
  const path = (kind: string) => join(dir, `expired-${host}.${kind}`);
  await openssl('req', ...NEW_KEY, '-subj', `/CN=${host}`, '-keyout', path('key'), '-out', path('csr'));
  await writeFile(path('ext'), `subjectAltName=DNS:${host},IP:127.0.0.1\n`);
  const from = ['-CA', authority.caFile, '-CAkey', join(dir, 'ca.key'), '-CAcreateserial'];
  const made = ['-days', '-1', '-extfile', path('ext'), '-out', path('crt')];
  await openssl('x509', '-req', '-in', path('csr'), ...from, ...made);
  return {
    key: await readFile(path('key'), 'utf8'),
    cert: (await readFile(path('crt'), 'utf8')) + authority.ca,
  };
}

/** A certificate nobody but itself vouches for, and which is no authority. */
export async function selfSignedCertificate(dir: string, host: string): Promise<KeyPair> {
  const path = (kind: string) => join(dir, `self-${host}.${kind}`);
  const names = ['-addext', `subjectAltName=DNS:${host}`, '-addext', 'basicConstraints=critical,CA:FALSE'];
  const files = ['-keyout', path('key'), '-out', path('crt')];
  await openssl('req', '-x509', ...NEW_KEY, '-days', '30', '-subj', `/CN=${host}`, ...names, ...files);
  return { key: await readFile(path('key'), 'utf8'), cert: await readFile(path('crt'), 'utf8') };
}

async function openssl(...args: readonly string[]): Promise<void> {
  await run('openssl', args);
}
