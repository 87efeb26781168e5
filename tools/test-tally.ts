// Counts what a test run did, and notices when it did suspiciously little.
import { existsSync, readFileSync } from 'node:fs';

export type Project = 'unit' | 'integration' | 'e2e' | 'long';

export interface Tally {
  readonly project: Project;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Files that ran, and files of this kind that are on disk. */
  readonly files: number;
  readonly filesThere: number;
  /** The runner itself was content: no error outside a test either. */
  readonly clean: boolean;
}

/** Fewer tests than this mean that something is broken, not that somebody tidied up. */
const FLOOR: Readonly<Record<Project, number>> = { unit: 700, integration: 100, e2e: 25, long: 4 };

/** Reads the runner's JSON report. A report that is missing, or a file that could not be loaded, is one failure. */
export function readTally(project: Project, json: string, clean: boolean, filesThere: number): Tally {
  const report: unknown = existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : null;
  const files = list(report, 'testResults');
  const unloaded = files.filter(
    (file) => text(file, 'status') === 'failed' && list(file, 'assertionResults').length === 0,
  );
  const noReport = report === null ? 1 : 0;
  const failed = number(report, 'numFailedTests') + unloaded.length + noReport;
  return {
    project,
    passed: number(report, 'numPassedTests'),
    // A run that is not clean although every test passed (an error between the tests) must show in the totals.
    failed: failed === 0 && !clean ? 1 : failed,
    skipped: number(report, 'numPendingTests') + number(report, 'numTodoTests'),
    files: files.length,
    filesThere,
    clean,
  };
}

/** What is wrong with the amount of tests that ran, in words; nothing when they were left out on purpose. */
export function belowFloor(tally: Tally): readonly string[] {
  const { project, files, filesThere } = tally;
  const ran = tally.passed + tally.failed;
  if (files === 0 && ran === 0 && tally.skipped > 0) return [];
  return [
    ...(files < filesThere ? [`${project}: only ${files} of ${filesThere} test files ran`] : []),
    ...(ran < FLOOR[project]
      ? [`${project}: only ${ran} tests ran, at least ${FLOOR[project]} expected`]
      : []),
  ];
}

/** The totals over all projects. */
export function sum(tallies: readonly Tally[]): Pick<Tally, 'passed' | 'failed' | 'skipped'> {
  const total = (of: (tally: Tally) => number): number => tallies.reduce((all, tally) => all + of(tally), 0);
  return {
    passed: total((tally) => tally.passed),
    failed: total((tally) => tally.failed),
    skipped: total((tally) => tally.skipped),
  };
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
}

function number(of: unknown, name: string): number {
  return Number(field(of, name) ?? 0);
}

function text(of: unknown, name: string): string {
  return String(field(of, name));
}

function list(of: unknown, name: string): readonly unknown[] {
  const value = field(of, name);
  return Array.isArray(value) ? value : [];
}
