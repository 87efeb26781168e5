// What ten thousand clients do to a server that is down for long, or is started again.
import { seeded } from '../test/support/seeded.ts';
import { median, quantile, rounded, rowOf, spread, type Row } from './figures.ts';
import { attemptsOf, stormOf, type Outage, type Storm } from './link-clients.ts';

const CLIENTS = 10_000;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** Seconds for which a server is away while it is started again; the ones below ten hold the worst. */
const RESTARTS = [0, 0.5, 1, 2, 3, 4, 4.5, 5, 5.5, 6, 7, 8, 10, 15, 30, 60, 300, 1_800] as const;
/** Away for no longer than this many seconds, it was away shortly. */
const SHORT = 6;
/** A server that lets everybody in and drops them again so soon, ms. */
const HARDLY = 1_000;

/** `count` crowds of 10,000 clients each for every figure; which is repeated by the same seeds. */
export function linkSimulation(count: number): readonly Row[] {
  const seeds = Array.from({ length: count }, (_, index) => index + 1);
  return [firstHour(seeds), storm(seeds)];
}

function firstHour(seeds: readonly number[]): Row {
  const figures = (outage: Outage, share: number): readonly number[] =>
    seeds.map((seed) => quantile(counts(outage, seed), share));
  const down: Outage = { back: Infinity, keeps: Infinity, until: HOUR };
  const p99 = figures(down, 0.99);
  const dropping = figures({ back: 0, keeps: HARDLY, until: HOUR }, 0.99);
  const note =
    `attempts of one client in the first hour of an outage, p99 of ${CLIENTS} simulated ones (the real machine and back-off; ` +
    `refused at once, which is the worst case); ${spread(p99)} of ${seeds.length} crowds; median ` +
    `${rounded(median(figures(down, 0.5)))}, most ${rounded(Math.max(...figures(down, 1)))}; by a server that lets in and ` +
    `drops after 1 s: ${spread(dropping)}; less is better`;
  return rowOf('attempts-first-hour', { value: median(p99), floor: null, unit: 'attempts', note });
}

function storm(seeds: readonly number[]): Row {
  const restarts = RESTARTS.map((seconds) => ({
    seconds,
    storms: seeds.map((seed) => after(seconds, seed)),
  }));
  const shareOf = (storms: readonly Storm[]): number => median(storms.map(({ share }) => share));
  const worst = restarts.reduce((one, other) => (shareOf(other.storms) > shareOf(one.storms) ? other : one));
  const shares = worst.storms.map(({ share }) => share * 100);
  const ratios = worst.storms.map(({ peakToMean }) => peakToMean);
  const short = restarts.filter(({ seconds }) => seconds > 0 && seconds <= SHORT);
  const medians = short.flatMap(({ storms }) => storms.map((one) => one.median / SECOND));
  const once = restarts.flatMap(({ seconds, storms }) => (seconds === 0 ? storms : []));
  const note =
    `sign-ins of ${CLIENTS} simulated clients in the busiest second after a restart beside the mean one until 99 % are back; ` +
    `of restarts that took ${RESTARTS.join(', ')} s the worst, ${worst.seconds} s: ${spread(ratios)} of ${seeds.length} crowds; ` +
    `its busiest second sees ${spread(shares)} % of the clients; back after a median of ${spread(medians)} s when it was away ` +
    `for up to ${SHORT} s, of ${spread(once.map((one) => one.median / SECOND))} s when it was not away at all, sign-in not ` +
    `counted; floor: spread evenly; less is better`;
  return rowOf('storm-peak-to-mean', { value: median(ratios), floor: 1, unit: 'x', note });
}

function counts(outage: Outage, seed: number): readonly number[] {
  return crowd(outage, seed).map((attempts) => attempts.length);
}

function after(seconds: number, seed: number): Storm {
  const back = seconds * SECOND;
  const attempts = crowd({ back, keeps: Infinity, until: Infinity }, seed);
  return stormOf(attempts.map((one) => (one.at(-1) ?? Infinity) - back));
}

/** Every client's attempts. */
export function crowd(outage: Outage, seed: number, clients = CLIENTS): readonly (readonly number[])[] {
  const random = seeded(seed);
  return Array.from({ length: clients }, () => attemptsOf(outage, random));
}
