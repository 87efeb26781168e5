// What the figures were measured on.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Electron } from '../tools/electron.ts';

/** One line: processor, memory, load, Node and Electron. */
export function machineLine(electron: Electron): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${availableParallelism()} cores (${model}), ${memory} GiB`,
    `load ${loadavg()[0]?.toFixed(1)} at the start`,
    `Node ${process.versions.node}`,
    `Electron ${electron.version} (${electron.source})`,
  ].join('; ');
}
