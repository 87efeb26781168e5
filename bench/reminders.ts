// What it takes to know what rings next, among very many events.
import { join } from 'node:path';
import { makeScratch } from '../test/support/scratch.ts';
import type { Endings } from './endings.ts';
import { quantile, rounded, rowOf } from './figures.ts';
import type { Row } from './figures.ts';
import { forked } from './forked.ts';
import type { jobs } from './reminder-program.ts';

const PROGRAM = new URL('reminder-program.ts', import.meta.url);
const HOUR = 3_600_000;
/** The plans are made at instants of so many days from today on. */
const DAYS = 14;

/** The row: `count` plans among `events` events. */
export async function reminderPlan(endings: Endings, events: number, count: number): Promise<readonly Row[]> {
  const scratch = await makeScratch('bench-reminders');
  await endings.add(() => scratch.remove());
  const program = await forked<typeof jobs>(PROGRAM);
  await endings.add(() => program.end());
  const around = Date.now();
  const path = join(scratch.dir, 'reminders.sqlite');
  const held = await program.ask('fill', { path, count: events, around });
  if (held !== events) throw new Error(`${held} of ${events} objects in the store`);
  const instants = Array.from({ length: count }, (_, n) =>
    Math.round(around + (n / count) * DAYS * 24 * HOUR),
  );
  const [first = around] = instants;
  const cold = await program.ask('plans', { instants: [first] });
  const plans = await program.ask('plans', { instants });
  const days = await program.ask('days', { instants });
  await program.ask('close', undefined);
  await program.end();
  const note =
    `bells and what may ring within a day, asked in the main thread, answered by the store thread, and the plan made of it; of ` +
    `${events} events 30 % have alarms, some of them 30 days before or at an instant of their own; p95 of ${count} over ` +
    `${DAYS} days, p50 ${rounded(quantile(plans.ms, 0.5))}, the very first ${rounded(quantile(cold.ms, 1))}; ` +
    `${range(plans.found)} occurrences looked at; floor: the same store asked for the same day's ${range(days.found)} ` +
    `occurrences, p95`;
  return [
    rowOf('reminder-plan-100k', {
      value: quantile(plans.ms, 0.95),
      floor: quantile(days.ms, 0.95),
      unit: 'ms',
      note,
    }),
  ];
}

function range(counts: readonly number[]): string {
  return `${rounded(quantile(counts, 0))} to ${rounded(quantile(counts, 1))}`;
}
