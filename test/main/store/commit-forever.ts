// A child process for the crash test: commits round after round until it is killed. Each round replaces every object,
// moves the token and records one change, so that any mixture of two rounds shows.
import { openDatabaseStore } from '../../../main/store/open-database.ts';
import { changeOf, commitOf, entry, occurrence } from '../../contract/store.ts';

const { store } = openDatabaseStore(process.argv[2] ?? '', 0);
for (let round = 1; ; round++) {
  const entries = Array.from({ length: 400 }, (_, n) => {
    const href = `/team/${round}-${n}.ics`;
    return entry(href, [occurrence({ href, title: `round ${round}` })]);
  });
  const next = { at: 'token', token: String(round) } as const;
  await store.commit(
    commitOf(entries, { changes: [changeOf(`c${round}`)], delta: { complete: true, next } }),
  );
  process.stdout.write(`${round}\n`);
}
