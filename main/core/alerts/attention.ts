// Whether the person may be interrupted just now, and if not, until when and why.
import { say } from '../messages/index.ts';
import type { AttentionState } from '../ports.ts';
import type { Preferences } from '../preferences.ts';
import { clock, momentText, type Reader } from '../time/time-wording.ts';
import { DAY, HOUR, MINUTE, startOfDay } from '../time/wall-time.ts';
import { instantOf, viewerZone, wallAt, type Zone } from '../time/zones.ts';
import type { AttentionView } from './toast-view.ts';

/** Changes are held back. */
export interface Quiet {
  /** Epoch ms at which it ends by itself; null: when the desktop says so. */
  readonly until: number | null;
  readonly why: 'muted' | 'quiet-hours' | 'do-not-disturb';
}

/** A moment, and where the person's clock hangs. */
export interface Moment {
  /** Epoch ms. */
  readonly now: number;
  /** IANA zone of the viewer. */
  readonly zone: string;
}

/** What decides: the switches, what the desktop says, and the moment. */
export interface Situation extends Moment {
  readonly preferences: Pick<Preferences, 'mutedUntil' | 'quietHours'>;
  readonly state: AttentionState;
}

/** Why changes are held back; of two reasons the one that lasts longer. null: they may be told. */
export function quietUntil({ preferences, state, now, zone }: Situation): Quiet | null {
  const muted = preferences.mutedUntil ?? 0;
  const hours = quietHoursAround(preferences.quietHours, { now, zone });
  if (muted > now && muted >= (hours?.to ?? 0)) return { until: muted, why: 'muted' };
  if (hours) return { until: hours.to, why: 'quiet-hours' };
  return state.doNotDisturb ? { until: null, why: 'do-not-disturb' } : null;
}

/** The next instant (epoch ms) at which quiet begins or ends by the clock; null: none is in sight. */
export function nextTurn({ preferences, now, zone }: Omit<Situation, 'state'>): number | null {
  const spans = spansAround(preferences.quietHours, { now, zone });
  const turns = [preferences.mutedUntil ?? 0, ...spans.flatMap(({ from, to }) => [from, to])];
  const ahead = turns.filter((turn) => turn > now);
  return ahead.length > 0 ? Math.min(...ahead) : null;
}

/** The small hours still belong to the day before: 'until tomorrow' said then means when this day begins. */
const DAY_TURNS = 4 * HOUR;
const MORNING = 7 * HOUR;

/**
 * When a mute ends (epoch ms): an hour on, or tomorrow at the end of the quiet hours, at 07:00 where there are none.
 */
export function muteUntil(
  how: 'hour' | 'tomorrow',
  now: number,
  zoneName: string,
  { quietHours }: Pick<Preferences, 'quietHours'>,
): number {
  if (how === 'hour') return now + HOUR;
  const zone = viewerZone(zoneName);
  const day = startOfDay(wallAt(now, zone) - DAY_TURNS) + DAY;
  const end = quietHours.on ? timeOfDay(quietHours.to) : null;
  return instantOf(day + (end ?? MORNING), zone);
}

/** The same in words, with how many alerts wait. '' while nothing is held back. */
export function attentionView(situation: Situation, held: number, reader: Reader): AttentionView {
  const quiet = quietUntil(situation);
  const muted = (situation.preferences.mutedUntil ?? 0) > situation.now;
  return { muted, label: quiet ? quietText(quiet, reader) : '', held };
}

function quietText({ until, why }: Quiet, reader: Reader): string {
  const time = until === null ? '' : endText(until, reader);
  switch (why) {
    case 'muted':
      return say(reader, 'attention.muted', { time });
    case 'quiet-hours':
      return say(reader, 'attention.quietHours', { time });
    case 'do-not-disturb':
      return say(reader, 'attention.doNotDisturb');
  }
}

/** The time of day says it all within a day. */
function endText(until: number, reader: Reader): string {
  if (until - reader.now < DAY) return clock(until, reader);
  return momentText({ at: 'time', startsAt: until, endsAt: until }, reader);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function quietHoursAround(hours: Preferences['quietHours'], moment: Moment): Span | null {
  return spansAround(hours, moment).find(({ from, to }) => from <= moment.now && moment.now < to) ?? null;
}

/** Yesterday's, today's and tomorrow's, as instants: on the days when clocks change they are longer or shorter. */
function spansAround(hours: Preferences['quietHours'], { now, zone: name }: Moment): readonly Span[] {
  const [from, to] = [timeOfDay(hours.from), timeOfDay(hours.to)];
  if (!hours.on || from === null || to === null || from === to) return [];
  const zone = viewerZone(name);
  const today = startOfDay(wallAt(now, zone));
  return [today - DAY, today, today + DAY].map((day) => spanOf(day, { from, to }, zone));
}

function spanOf(day: number, { from, to }: Span, zone: Zone): Span {
  const last = from < to ? day : day + DAY;
  return { from: instantOf(day + from, zone), to: instantOf(last + to, zone) };
}

/** Milliseconds into the day of 'HH:MM'; null for anything else. */
function timeOfDay(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * HOUR + Number(match[2]) * MINUTE : null;
}
