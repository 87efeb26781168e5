// An answer to an invitation, written into the calendar object (RFC 5546 section 3.2.3, RFC 6638 section 3.2.2): only
// what it has to change changes. What the organiser is told of it is the server's business.
import { answeredComponent, answerOf, type Answer, type Saying } from './answer-line.ts';
import { objectZones, type ZoneFinder } from '../time/custom-zone.ts';
import { parseCalendar, type EventComponent, type ParsedCalendar } from '../ical/ical.ts';
import { overrideInstance } from '../ical/instances.ts';
import type { Participation, Self, When } from '../model.ts';
import { eventBlocks, objectLines, type EventBlock, type ObjectLine } from '../ical/object-lines.ts';
import {
  occurrenceLines,
  overrideWith,
  ruledOccurrence,
  type RuledOccurrence,
} from '../ical/occurrence-text.ts';
import { ruleText } from '../ical/rule.ts';
import { keyOf, whenAt } from '../ical/series.ts';

export type { Answer } from './answer-line.ts';

export interface Answering extends Saying {
  readonly self: Self;
  readonly answer: Answer;
  /** Only this occurrence (Occurrence.recurrenceId); null: the event, and every occurrence of a series. */
  readonly recurrenceId: string | null;
  /** The viewer's IANA zone, for times that name none. */
  readonly zone: string;
}

/** Why there is nothing to answer. */
export type NoAnswer = 'unreadable' | 'gone' | 'cancelled' | 'not-invited';

export type Answered =
  | {
      readonly kind: 'answered';
      readonly ical: string;
      /** False: it said so already, and `ical` is what was given. */
      readonly isChanged: boolean;
      /** What was answered before. */
      readonly was: Participation;
      /** What the answer is to: title, place, time. Another text of it is another question. */
      readonly question: string;
      readonly title: string;
      /** Of the occurrence, or the first one. */
      readonly when: When;
    }
  | { readonly kind: 'impossible'; readonly why: NoAnswer };

/**
 * The object with the answer in it. For a whole series: in the series itself and in each exception to it, but not where
 * something else was answered by hand. For one occurrence: in its exception, which is made of the series if there is
 * none. Gives the same text again when it is asked for the same again.
 */
export function answered(ical: string, wish: Answering): Answered {
  try {
    const found = answerIn(objectOf(ical, wish.zone), wish);
    if ('why' in found) return impossible(found.why);
    const after = found.lines.map(({ raw }) => raw).join('');
    const isChanged = after !== ical;
    // What cannot be read back is never written.
    if (isChanged) parseCalendar(after);
    const { title, when, was } = found;
    const question = JSON.stringify([title, when, found.question]);
    return { kind: 'answered', ical: after, isChanged, was, question, title, when };
  } catch {
    return impossible('unreadable'); // a text out of which nobody gets a sensible time: counted where it was indexed
  }
}

function answerIn(object: TextObject, wish: Answering): Found {
  const { recurrenceId } = wish;
  // What happens once has no other name for its one occurrence.
  const isWhole = recurrenceId === null || recurrenceId === '';
  return isWhole ? wholeEvent(object, wish) : oneOccurrence(object, recurrenceId, wish);
}

function impossible(why: NoAnswer): Answered {
  return { kind: 'impossible', why };
}

interface Part {
  readonly event: EventComponent;
  readonly block: EventBlock;
}

interface TextObject {
  readonly calendar: ParsedCalendar;
  readonly lines: readonly ObjectLine[];
  readonly master: Part | null;
  readonly overrides: readonly Part[];
  readonly zones: ZoneFinder;
}

interface Asked {
  readonly title: string;
  readonly when: When;
  /** What else one looks at before answering. */
  readonly question: readonly unknown[];
}

type Found =
  | (Asked & { readonly lines: readonly ObjectLine[]; readonly was: Participation })
  | { readonly why: NoAnswer };

/** Throws BelfryError 'bad-object'. */
function objectOf(ical: string, zone: string): TextObject {
  const calendar = parseCalendar(ical);
  const lines = objectLines(ical);
  const blocks = eventBlocks(lines);
  const isOverride = ({ own }: EventBlock) => own.some((at) => lines[at]?.name === 'RECURRENCE-ID');
  const whole = blocks.find((block) => !isOverride(block));
  // Both readers go through the text from top to bottom.
  const others = blocks.filter(isOverride);
  return {
    calendar,
    lines,
    master: calendar.master && whole ? { event: calendar.master, block: whole } : null,
    overrides: calendar.overrides.flatMap((event, at) => {
      const block = others[at];
      return block ? [{ event, block }] : [];
    }),
    zones: objectZones(calendar, { zone }),
  };
}

function wholeEvent(object: TextObject, wish: Answering): Found {
  const { master, overrides, lines } = object;
  const mineIn = ({ block }: Part) => answerOf(componentOf(lines, block), wish.self);
  const before = master && mineIn(master);
  if (master?.event.cancelled) return { why: 'cancelled' };
  const open = overrides.filter((part) => {
    const mine = mineIn(part);
    const isByHand = mine !== 'needs-action' && mine !== before && mine !== wish.answer;
    return !part.event.cancelled && mine !== null && !isByHand;
  });
  const rest = before ? open : open.length > 0 ? open : overrides.filter((part) => mineIn(part) !== null);
  const parts = before && master ? [master, ...rest] : rest;
  const [first] = parts;
  if (!first) return { why: 'not-invited' };
  return {
    lines: withAnswers(lines, parts, wish),
    was: mineIn(first) ?? 'needs-action',
    ...askedOf(first.event, object),
  };
}

function oneOccurrence(object: TextObject, key: string, wish: Answering): Found {
  const { calendar, lines, overrides, zones } = object;
  const event = overrideWith(calendar, key, zones);
  const part = overrides.find((one) => one.event === event);
  if (part) {
    const was = answerOf(componentOf(lines, part.block), wish.self);
    if (part.event.cancelled) return { why: 'cancelled' };
    if (was === null) return { why: 'not-invited' };
    return { lines: withAnswers(lines, [part], wish), was, ...askedOf(part.event, object) };
  }
  const ruled = ruledOccurrence(calendar, key, zones);
  return ruled ? newException(object, ruled, wish) : { why: 'gone' };
}

function newException(object: TextObject, ruled: RuledOccurrence, wish: Answering): Found {
  const { lines, master, overrides, zones } = object;
  const source = [master, ...overrides].find((part) => part?.event === ruled.instance.source);
  if (!master || !source) return { why: 'gone' };
  const was = answerOf(componentOf(lines, source.block), wish.self);
  if (was === null) return { why: 'not-invited' };
  if (source.event.cancelled) return { why: 'cancelled' };
  const { title, place } = source.event;
  const asked = { title, when: ruled.instance.when, question: [place] };
  const copied = occurrenceLines(ruled, {
    lines,
    block: source.block,
    master: master.event,
    masterBlock: master.block,
    zones,
  });
  const said = answeredComponent(copied, wish.self, wish);
  // It is as the series is already: an exception would say nothing new.
  if (said === copied) return { lines, was, ...asked };
  const last = Math.max(...[master, ...overrides].map(({ block }) => block.to));
  return { lines: lines.toSpliced(last + 1, 0, ...said), was, ...asked };
}

function askedOf(event: EventComponent, { calendar, zones }: TextObject): Asked {
  const { title, place, rule, start } = event;
  if (event.recurrenceId !== null)
    return { title, when: overrideInstance(event, calendar.master, zones).when, question: [place] };
  const added = event.added.map((one) => keyOf(one.start, event, zones));
  const question = [place, rule ? ruleText(rule, start.wall) : '', added];
  return { title, when: whenAt(event, start.wall, zones), question };
}

function withAnswers(
  lines: readonly ObjectLine[],
  parts: readonly Part[],
  wish: Answering,
): readonly ObjectLine[] {
  // From the end to the beginning: what stands before a change keeps its place.
  return [...parts]
    .sort((a, b) => b.block.from - a.block.from)
    .reduce((text, { block }) => {
      const component = answeredComponent(componentOf(text, block), wish.self, wish);
      return text.toSpliced(block.from, block.to - block.from + 1, ...component);
    }, lines);
}

function componentOf(lines: readonly ObjectLine[], { from, to }: EventBlock): readonly ObjectLine[] {
  return lines.slice(from, to + 1);
}
