// A child process for the crash test: pulls round after round until it is killed. Each round lists everything anew and
// replaces every object, so that any mixture of two rounds shows. What it has reached is printed.
import { openDatabaseStore } from '../../../main/store/open-database.ts';
import { pullFacts, TEAM } from '../../support/pull-rounds.ts';
import { listedIn, objectsOf } from './crash-rounds.ts';

const { store } = openDatabaseStore(process.argv[2] ?? '', 0);
for (let round = 1; ; round++) {
  const intake = store.intake(TEAM, pullFacts());
  await intake.begin(true);
  await intake.list(listedIn(round));
  const objects = objectsOf(round);
  for (let n = 0; n < objects.length; n += 40) {
    process.stdout.write(`staging ${round}\n`);
    await intake.stage({ objects: objects.slice(n, n + 40), gone: [], refused: [] });
  }
  process.stdout.write(`committing ${round}\n`);
  await intake.commit({ next: { at: 'token', token: String(round) }, complete: true });
  process.stdout.write(`committed ${round}\n`);
}
