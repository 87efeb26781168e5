// Walks every import of the program and holds it against the table of rooms.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { findingsIn } from './imports.ts';
import type { Import } from './imports.ts';
import { ROOMS, RULED } from './rooms.ts';
import type { Room } from './rooms.ts';

export interface Verdict {
  /** Files that were read, relative to the root. */
  readonly files: readonly string[];
  /** One sentence each. */
  readonly violations: readonly string[];
}

/** Judges every TypeScript file of the ruled folders below `root`. */
export function judgeAll(root: string): Verdict {
  const files = RULED.flatMap((folder) => sourcesBelow(root, folder));
  const violations = files.flatMap((file) => judge(file, readFileSync(join(root, file), 'utf8')));
  return { files, violations };
}

/** What one file (path relative to the root, with '/') does that its room may not. */
export function judge(file: string, source: string): readonly string[] {
  const rooms: readonly Room[] = Object.values(ROOMS);
  const room = rooms.find((each) => isWithin(file, each.place));
  if (room === undefined) return [`${file} is in no room`];
  const { imports, impure } = findingsIn(file, source);
  return [
    ...imports.flatMap((each) => judgeImport(file, room, each)),
    ...(room.pure ? impure.map((use) => `${file} uses ${use}, which must come in as an argument`) : []),
  ];
}

/** The TypeScript files git knows (or would add) in the ruled folders; to notice when the walk sees fewer. */
export function gitSources(root: string): readonly string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...RULED];
  const names = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\n');
  // A file that is deleted but not yet committed is still listed.
  return names.filter((name) => isSource(name) && existsSync(join(root, name)));
}

function judgeImport(file: string, room: Room, { from, typeOnly }: Import): readonly string[] {
  if (from === null) return [`${file} imports something computed, which cannot be checked`];
  const target = from.startsWith('.') ? posix.join(posix.dirname(file), from) : from;
  if (isWithin(target, room.place) || room.may.some((place) => isWithin(target, place))) return [];
  if (!(room.types ?? []).some((place) => isWithin(target, place)))
    return [`${file} may not import ${target}`];
  return typeOnly ? [] : [`${file} may import only types from ${target}`];
}

/** 'a/b.ts' is within 'a/' and within 'a/b.ts'; 'preact/hooks' is within the package 'preact'. */
function isWithin(target: string, place: string): boolean {
  if (target === place) return true;
  const opens = place.endsWith('/') || place.endsWith(':');
  return target.startsWith(opens ? place : `${place}/`);
}

function sourcesBelow(root: string, folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isSource(entry.name))
    .map((entry) =>
      posix.join(folder, posix.relative(join(root, folder), join(entry.parentPath, entry.name))),
    );
}

function isSource(name: string): boolean {
  return name.endsWith('.ts') || name.endsWith('.tsx');
}
