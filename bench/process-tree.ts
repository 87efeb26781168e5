// Memory and processor time of a program and everything it started, from /proc.
import { readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks per second in /proc/PID/stat: fixed by the kernel's interface to programs. */
const TICKS = 100;

export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** Seconds of processor time, user and system. */
  readonly cpu: number;
}

/** One line of /proc/PID/stat; null when it is none. The name in parentheses may hold anything, even parentheses. */
export function readStat(line: string): ProcessStat | null {
  const pid = Number.parseInt(line, 10);
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  // proc(5): state is field 3, ppid 4, utime 14, stime 15.
  const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
  if (!Number.isInteger(pid) || parent === undefined || user === undefined || system === undefined)
    return null;
  return Number.isNaN(parent + user + system) ? null : { pid, parent, cpu: (user + system) / TICKS };
}

/** `root` and its descendants among `all`. */
export function descendants(root: number, all: readonly ProcessStat[]): readonly ProcessStat[] {
  const found = all.filter((one) => one.pid === root);
  // The list grows while it is walked: children of children follow their parents.
  for (const parent of found) found.push(...all.filter((one) => one.parent === parent.pid));
  return found;
}

/** The proportional set size in MiB in the text of /proc/PID/smaps_rollup; 0 when it does not say. */
export function readPss(text: string): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1_024;
}

/** Running processes: `root` and its descendants. */
export function processTree(root: number): readonly ProcessStat[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(contents(`/proc/${name}/stat`)) ?? []);
  return descendants(root, all);
}

/** Proportional set size of a process tree, MiB: shared pages count once, divided among those who share them. */
export function treePss(root: number): number {
  return processTree(root).reduce((sum, { pid }) => sum + readPss(contents(`/proc/${pid}/smaps_rollup`)), 0);
}

/** Seconds of processor time used so far by a process tree. */
export function treeCpu(root: number): number {
  return processTree(root).reduce((sum, { cpu }) => sum + cpu, 0);
}

/** The most memory a single process ever held (VmHWM), MiB. */
export function peakRss(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(contents(`/proc/${pid}/status`))?.[1] ?? 0) / 1_024;
}

function contents(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the process ended between being listed and being read
  }
}
