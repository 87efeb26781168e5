// The fixed short story of `--once`: five things a colleague does, each of which must be alerted.
import type { Colleague, Written } from '../test/support/colleague.ts';
import { sleep } from '../test/support/patience.ts';
import { dayTime, manyEvents } from '../test/support/seeded-week.ts';
import type { Stage } from './stage.ts';

interface Step {
  readonly name: string;
  readonly write: (colleague: Colleague, now: number) => Promise<Written>;
  /** The alert's title. */
  readonly title: string;
  readonly changes: number;
}

const MANY = 20;

const STEPS: readonly Step[] = [
  {
    name: 'create',
    write: (colleague, now) =>
      colleague.create('lunch', { title: 'Team lunch', place: 'Canteen', startsAt: dayTime(now, 1, 12) }),
    title: 'New: Team lunch',
    changes: 1,
  },
  {
    name: 'move',
    write: (colleague, now) => colleague.move('review', dayTime(now, 2, 10)),
    title: 'Design review moved',
    changes: 1,
  },
  {
    name: 'rename',
    write: (colleague) => colleague.rename('planning', 'Yearly planning'),
    title: '“Quarterly planning” is now “Yearly planning”',
    changes: 1,
  },
  {
    name: 'cancel',
    write: (colleague) => colleague.cancel('interview'),
    title: 'Interview: platform engineer cancelled',
    changes: 1,
  },
  {
    name: 'import',
    write: (colleague, now) => colleague.importMany(manyEvents(now, MANY)),
    title: `${MANY} events added to Work`,
    changes: MANY,
  },
];

/** Longer than changes may lie apart and still be told as one. */
const PAUSE = 5_500;

/** Plays every step and says how it went, a line each. Gives true when every alert came. */
export async function playStory(stage: Stage): Promise<boolean> {
  let isComplete = true;
  for (const step of STEPS) {
    await sleep(PAUSE);
    isComplete = (await play(step, stage)) && isComplete;
    await stage.screens.picture(stage.page, step.name);
  }
  const dismiss = stage.page.getByRole('button', { name: 'Dismiss' });
  for (let left = await dismiss.count(); left > 0; left--) await dismiss.first().click();
  await stage.page.getByRole('tab', { name: /^Changes/ }).click();
  await stage.screens.picture(stage.page, 'changes');
  return isComplete;
}

async function play(step: Step, { world, screens, app }: Stage): Promise<boolean> {
  const label = step.name.padEnd(8);
  try {
    const begun = Date.now();
    const { wroteAt } = await step.write(world.colleague, begun);
    const alert = await screens.alert(app, begun, step);
    // An alert may overtake the answer to the write it is about.
    const latency = Math.max(0, alert.at - wroteAt) / 1_000;
    console.log(`ok    ${label}${latency.toFixed(2)} s  ${alert.summary ?? '(shown by your desktop)'}`);
    return true;
  } catch (error) {
    console.log(
      `FAIL  ${label}no “${step.title}”: ${error instanceof Error ? error.message : String(error)}`,
    );
    return false;
  }
}
