// Recurrence rules made up by the thousand, every part that RFC 5545 allows together, the same ones each time.

export interface RuleCase {
  /** The value of an RRULE. */
  readonly rule: string;
  /** DTSTART, the end of what is compared (exclusive): wall times. */
  readonly start: number;
  readonly end: number;
}

/** How many starts of a rule are compared. */
export const COMPARED = 40;

const DAY = 86_400_000;
// Long enough for a few dozen starts, short enough for the slowest library.
const SPAN = {
  YEARLY: 45 * 366 * DAY,
  MONTHLY: 8 * 366 * DAY,
  WEEKLY: 3 * 366 * DAY,
  DAILY: 2 * 366 * DAY,
  HOURLY: 20 * DAY,
  MINUTELY: 2 * DAY,
  SECONDLY: DAY / 8,
};
type Frequency = keyof typeof SPAN;
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** `count` cases; the same seed gives the same cases. */
export function ruleCases(seed: number, count: number): readonly RuleCase[] {
  const dice = new Dice(seed);
  return Array.from({ length: count }, () => oneCase(dice));
}

function oneCase(dice: Dice): RuleCase {
  const frequency = dice.pick<Frequency>([
    ...repeated<Frequency>('YEARLY', 7),
    ...repeated<Frequency>('MONTHLY', 6),
    ...repeated<Frequency>('WEEKLY', 5),
    ...repeated<Frequency>('DAILY', 4),
    'HOURLY',
    'MINUTELY',
    'SECONDLY',
  ]);
  const start = startOf(dice);
  const end = start + SPAN[frequency];
  const parts = [...dayParts(dice, frequency), ...clockParts(dice, frequency)];
  if (parts.length > 0 && dice.chance(0.2)) parts.push(dice.list('BYSETPOS', -4, 4));
  const interval = dice.chance(0.5) ? [`INTERVAL=${dice.number(1, frequency === 'YEARLY' ? 4 : 9)}`] : [];
  const wkst = dice.chance(0.3) ? [`WKST=${dice.pick(DAYS)}`] : [];
  const rule = [`FREQ=${frequency}`, ...interval, ...parts, ...wkst, ...ending(dice, start, end)].join(';');
  return { rule, start, end };
}

function repeated<T>(one: T, times: number): readonly T[] {
  return Array.from({ length: times }, () => one);
}

/** Often a day that not every month or year has. */
function startOf(dice: Dice): number {
  const special = [
    Date.UTC(2024, 1, 29),
    Date.UTC(2023, 0, 31),
    Date.UTC(2021, 11, 31),
    Date.UTC(2020, 11, 28),
  ];
  const day = dice.chance(0.3) ? dice.pick(special) : Date.UTC(2015, 0, 1) + dice.number(0, 4000) * DAY;
  return day + (dice.chance(0.5) ? 9.5 * 3_600_000 : dice.number(0, DAY / 1000 - 1) * 1000);
}

function dayParts(dice: Dice, frequency: Frequency): string[] {
  // Few days have a given minute of a given day: most such rules would have nothing to compare.
  if (['MINUTELY', 'SECONDLY'].includes(frequency) && dice.chance(0.9)) return [];
  const short = !['YEARLY', 'MONTHLY', 'WEEKLY'].includes(frequency);
  const parts: string[] = [];
  if (dice.chance(0.25)) parts.push(dice.list('BYMONTH', 1, 12));
  if (frequency === 'YEARLY' && dice.chance(0.15)) parts.push(dice.list('BYWEEKNO', -53, 53));
  if ((frequency === 'YEARLY' || (short && frequency !== 'DAILY')) && dice.chance(0.12)) {
    parts.push(dice.list('BYYEARDAY', -366, 366));
  }
  if (frequency !== 'WEEKLY' && dice.chance(0.3)) parts.push(dice.list('BYMONTHDAY', -31, 31));
  if (dice.chance(frequency === 'WEEKLY' ? 0.7 : 0.35)) parts.push(weekdays(dice, frequency, parts));
  return parts;
}

function weekdays(dice: Dice, frequency: Frequency, parts: readonly string[]): string {
  const isNth =
    frequency === 'MONTHLY' || (frequency === 'YEARLY' && !parts.some((one) => /WEEKNO/.test(one)));
  const most = frequency === 'MONTHLY' || parts.some((one) => one.startsWith('BYMONTH=')) ? 5 : 53;
  const withNth = isNth && dice.chance(0.6);
  const list = Array.from({ length: dice.number(1, 3) }, () => {
    const nth = withNth ? String(dice.number(1, most) * dice.pick([1, -1])) : '';
    return `${nth}${dice.pick(DAYS)}`;
  });
  return `BYDAY=${list.join(',')}`;
}

function clockParts(dice: Dice, frequency: Frequency): string[] {
  const often = ['HOURLY', 'MINUTELY', 'SECONDLY'].includes(frequency) ? 0.3 : 0.08;
  const parts: string[] = [];
  if (dice.chance(often)) parts.push(dice.list('BYHOUR', 0, 23));
  if (dice.chance(often)) parts.push(dice.list('BYMINUTE', 0, 59));
  if (dice.chance(often)) parts.push(dice.list('BYSECOND', 0, 59));
  return parts;
}

function ending(dice: Dice, start: number, end: number): readonly string[] {
  if (dice.chance(0.25)) return [`COUNT=${dice.number(1, 30)}`];
  if (!dice.chance(0.2)) return [];
  const until = start + Math.floor((dice.number(0, 1000) / 1000) * ((end - start) / 1000)) * 1000;
  return [`UNTIL=${stampText(until)}Z`];
}

/** '20261124T093000' of a wall time. */
export function stampText(wall: number): string {
  return new Date(wall).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}

/** Chance that can be repeated (mulberry32). */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  chance(likely: number): boolean {
    return this.#next() < likely;
  }

  number(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  pick<T>(list: readonly T[]): T {
    const one = list[this.number(0, list.length - 1)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }

  /** 'NAME=1,5,-3' of one to four numbers but 0, which only clocks have. */
  list(name: string, least: number, most: number): string {
    const numbers = Array.from({ length: this.number(1, 4) }, () => this.number(least, most));
    const kept = least < 0 ? numbers.filter((n) => n !== 0) : numbers;
    return `${name}=${[...new Set(kept.length > 0 ? kept : [1])].join(',')}`;
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}
