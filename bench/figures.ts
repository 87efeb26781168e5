// Numbers out of samples, and the rows they end up in.

/** Every figure there is, in the order of the table. */
export const ROW_NAMES = [
  'ping-to-toast-p50',
  'ping-to-toast-p95',
  'initial-sync-10k',
  'initial-sync-10k-vs-vdirsyncer',
  'initial-sync-100k',
  'rss-growth-100k',
  'db-bytes-per-event',
  'process-events-per-s',
  'delta-1-at-1k',
  'delta-1-at-10k',
  'delta-1-at-100k',
  'agenda-query-100k',
  'search-100k',
  'detect-per-s',
  'inbox-open-50k',
  'inbox-search-50k',
  'reminder-plan-100k',
  'main-stall-max',
  'cold-start-tray',
  'cold-start-agenda',
  'pss-hidden',
  'idle-cpu',
  'idle-http-requests',
  'reconnect-median',
  'ping-to-pull-p50',
  'idle-bytes-per-hour',
  'idle-bytes-per-hour-polling',
  'attempts-first-hour',
  'storm-peak-to-mean',
  'put-to-ping-1-p50',
  'put-to-ping-100-p50',
  'put-to-ping-1000-p50',
  'put-to-ping-1-p50-ejabberd',
  'put-to-ping-100-p50-ejabberd',
  'put-to-ping-1000-p50-ejabberd',
] as const;

export type RowName = (typeof ROW_NAMES)[number];

export interface Row {
  readonly name: RowName;
  readonly value: number;
  readonly unit: string;
  /** What the same work costs bare (or a peer, where the note says so) in the same run; null: nothing to compare with. */
  readonly floor: number | null;
  /** value / floor; null without one, or when it is 0. */
  readonly ratio: number | null;
  readonly note: string;
}

interface Figure {
  readonly value: number;
  readonly floor: number | null;
  readonly unit: string;
  readonly note: string;
}

/** The row of a figure, rounded to what was really measured: three significant digits. */
export function rowOf(name: RowName, { value, floor, unit, note }: Figure): Row {
  const ratio = floor === 0 || floor === null ? null : rounded(value / floor);
  return { name, value: rounded(value), unit, floor: floor === null ? null : rounded(floor), ratio, note };
}

/** Three significant digits, and never less than whole numbers. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/**
 * The value below which `share` (0 to 1) of the samples lie, interpolated between the two nearest.
 * Throws when there are none.
 */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('no samples');
  return below + (above - below) * (place - Math.floor(place));
}

/** The middle sample. Throws when there are none. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** '12.3 [10.1-18.0]': the median and the range, as notes show it. */
export function spread(samples: readonly number[]): string {
  return `${rounded(median(samples))} [${rounded(quantile(samples, 0))}-${rounded(quantile(samples, 1))}]`;
}
