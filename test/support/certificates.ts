// Certificates for test servers, from an authority that exists for one run only. Made by the openssl command.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Authority {
  readonly dir: string;
  /** Path of the authority's certificate, and the certificate itself (PEM). */
  readonly caFile: string;
  readonly ca: string;
}

export interface ServerCertificate {
  readonly keyFile: string;
  /** The leaf followed by its authority, so that a client can show (and pin) the top of the chain. */
  readonly chainFile: string;
}

const run = promisify(execFile);
const NEW_KEY = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

/** A new authority whose files lie in `dir`; `name` is its common name. */
export async function makeAuthority(dir: string, name = 'Belfry test authority'): Promise<Authority> {
  const caFile = join(dir, 'ca.pem');
  await openssl(
    dir,
    `req -x509 ${NEW_KEY} -days 30 -keyout ca.key -out ca.pem
     -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign`,
    ['-subj', `/CN=${name}`],
  );
  return { dir, caFile, ca: await readFile(caFile, 'utf8') };
}

/** A server certificate for `host`, its subdomains and 127.0.0.1, written beside the authority. */
export async function issueCertificate(authority: Authority, host: string): Promise<ServerCertificate> {
  const { dir } = authority;
  await openssl(dir, `req ${NEW_KEY} -subj /CN=${host} -keyout ${host}.key -out ${host}.csr`);
  const names = `subjectAltName=DNS:${host},DNS:*.${host},IP:127.0.0.1\nextendedKeyUsage=serverAuth\n`;
  await writeFile(join(dir, `${host}.ext`), names);
  await openssl(
    dir,
    `x509 -req -in ${host}.csr -CA ca.pem -CAkey ca.key -CAcreateserial
     -days 30 -extfile ${host}.ext -out ${host}.crt`,
  );
  const chainFile = join(dir, `${host}.chain.pem`);
  await writeFile(chainFile, (await readFile(join(dir, `${host}.crt`), 'utf8')) + authority.ca);
  return { keyFile: join(dir, `${host}.key`), chainFile };
}

// `more`: arguments that hold spaces.
async function openssl(cwd: string, line: string, more: readonly string[] = []): Promise<void> {
  await run('openssl', [...line.split(/\s+/), ...more], { cwd });
}
