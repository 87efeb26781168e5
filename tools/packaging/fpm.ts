#!/usr/bin/env node
// Makes the .deb for electron-builder, which would otherwise download fpm. Takes the arguments it gives fpm
// (`-s dir -t deb ... FROM=TO`), and refuses any it does not know.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { controlFile } from './control.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const many = { type: 'string', multiple: true } as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    source: { ...text, short: 's' },
    target: { ...text, short: 't' },
    name: text,
    version: text,
    iteration: text,
    architecture: text,
    package: text,
    description: text,
    maintainer: text,
    vendor: text,
    url: text,
    license: text,
    category: text,
    'deb-priority': text,
    'deb-compression': text,
    depends: { ...many, short: 'd' },
    'deb-recommends': many,
    'before-install': text,
    'after-install': text,
    'before-remove': text,
    'after-remove': text,
    force: flag,
  },
});

const SCRIPTS = {
  'before-install': 'preinst',
  'after-install': 'postinst',
  'before-remove': 'prerm',
  'after-remove': 'postrm',
} as const;

if (values.source !== 'dir' || values.target !== 'deb') throw new Error('only -s dir -t deb');
const root = mkdtempSync(join(tmpdir(), 'belfry-deb-'));
try {
  for (const mapping of positionals) copyIn(mapping);
  // mkdtemp makes it private; this becomes "/" of the package.
  chmodSync(root, 0o755);
  writeControl(normalise(root));
  pack(required(values.package, 'package'));
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** 'FROM/=TO' copies what is in a folder, 'FROM=TO' one file. */
function copyIn(mapping: string): void {
  const at = mapping.lastIndexOf('=');
  const from = mapping.slice(0, at);
  const to = join(root, mapping.slice(at + 1));
  const isFolder = from.endsWith('/');
  mkdirSync(isFolder ? to : dirname(to), { recursive: true });
  const how = isFolder ? ['-a', `${from}.`] : ['-aL', from];
  execFileSync('cp', ['--no-preserve=ownership', ...how, to]);
}

/** The modes a package may have, whatever this machine's umask made of them; gives the size in bytes. */
function normalise(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    if (!entry.isFile()) continue;
    const { mode, size } = statSync(path);
    chmodSync(path, mode & 0o111 ? 0o755 : 0o644);
    bytes += size;
  }
  return bytes;
}

function writeControl(bytes: number): void {
  const folder = join(root, 'DEBIAN');
  mkdirSync(folder, { mode: 0o755 });
  const control = controlFile({
    name: required(values.name, 'name'),
    version: required(values.version, 'version'),
    architecture: required(values.architecture, 'architecture'),
    maintainer: required(values.maintainer, 'maintainer'),
    description: required(values.description, 'description'),
    section: values.category ?? 'misc',
    priority: values['deb-priority'] ?? 'optional',
    homepage: values.url ?? '',
    depends: values.depends ?? [],
    recommends: values['deb-recommends'] ?? [],
    bytes,
  });
  writeFileSync(join(folder, 'control'), control);
  for (const [option, name] of Object.entries(SCRIPTS)) {
    const file = Reflect.get(values, option);
    if (typeof file !== 'string') continue;
    copyFileSync(file, join(folder, name));
    chmodSync(join(folder, name), 0o755);
  }
}

function pack(file: string): void {
  const compression = values['deb-compression'] === 'gz' ? ['-Zgzip', '-z1'] : ['-Zxz'];
  rmSync(file, { force: true });
  execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', root, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function required(value: string | undefined, option: string): string {
  if (value === undefined) throw new Error(`--${option} is missing`);
  return value;
}
