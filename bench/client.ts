// A client without a window, in a process and a folder of its own.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch } from '../test/support/scratch.ts';
import type { jobs, PullFigures, Source } from './client-program.ts';
import type { Endings } from './endings.ts';
import { forked } from './forked.ts';
import type { Forked } from './forked.ts';

export interface Client extends Forked<typeof jobs> {
  /** Its database. */
  readonly file: string;
}

const PROGRAM = new URL('client-program.ts', import.meta.url);

/** Starts one with an empty database, or with the database of another that was closed. */
export async function openClient(endings: Endings, of?: Client): Promise<Client> {
  const scratch = await makeScratch('bench-client');
  const file = of?.file ?? join(scratch.dir, 'replicas.sqlite');
  const child = await forked<typeof jobs>(PROGRAM);
  const end = async (): Promise<void> => {
    await child.end();
    // The folder is removed at the very end: another client may be given its database.
  };
  await endings.add(async () => {
    await end();
    await scratch.remove();
  });
  await child.ask('open', { file });
  return { ...child, file, end };
}

/** The first pull of a client that knows nothing. Throws when it did not bring `events` objects. */
export async function firstPull(
  source: Source,
  events: number,
  endings: Endings,
): Promise<{ readonly client: Client; readonly figures: PullFigures }> {
  const client = await openClient(endings);
  const figures = await client.ask('pull', source);
  if (figures.objects !== events) throw new Error(`${figures.objects} of ${events} objects were pulled`);
  return { client, figures };
}

/** Bytes of a closed client's database, all its files together. */
export function databaseBytes({ file }: Client): number {
  return ['', '-wal', '-shm'].reduce((sum, end) => {
    return sum + (statSync(file + end, { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
}
