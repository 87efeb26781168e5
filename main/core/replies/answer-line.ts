// What an answer changes in one component: the PARTSTAT of one's own ATTENDEE lines, when it was said, and the note.
// RFC 6638 section 3.2.2.1 lets a guest change that much; RSVP, SCHEDULE-STATUS and the rest are not the guest's.
import { badObject } from '../ical/content-lines.ts';
import { readLine } from '../ical/ical-values.ts';
import type { Participation, Self } from '../model.ts';
import { foldedLine, lineEndOf, partsOf, textOf, type ObjectLine } from '../ical/object-lines.ts';
import { addressOf, guestOf, isSelf } from '../ical/people.ts';

export type Answer = 'accepted' | 'tentative' | 'declined';

/** One's own answer as a line has it; null for a line about somebody else. */
function answerIn({ name, text }: ObjectLine, self: Self): Participation | null {
  if (name !== 'ATTENDEE') return null;
  let property: ReturnType<typeof readLine>;
  try {
    property = readLine(text);
  } catch {
    return null; // a stray quotation mark: nobody can say who is meant
  }
  const guest = guestOf(property);
  if (!guest) return null;
  // Apple writes an address of its own where others write mailto:, and the mail address beside it (RFC 7986 section 6.2).
  const mail = { ...guest, address: addressOf(property[1]['email']) };
  return isSelf(guest, self) || isSelf(mail, self) ? guest.participation : null;
}

/** What is to be said. */
export interface Saying {
  readonly answer: Answer;
  /** To the organiser; '' for none. */
  readonly note: string;
  /** Epoch ms. */
  readonly now: number;
}

/** One's own answer in a component, its first line about oneself; null: one is not among its guests. */
export function answerOf(component: readonly ObjectLine[], self: Self): Participation | null {
  const own = propertiesOf(component);
  for (const [at, line] of component.entries()) {
    const answer = own.has(at) ? answerIn(line, self) : null;
    if (answer) return answer;
  }
  return null;
}

/**
 * A component (BEGIN and END included) with the answer in it; the very same when it said it all already. Throws
 * BelfryError 'bad-object' for a line nobody can take apart.
 */
export function answeredComponent(
  component: readonly ObjectLine[],
  self: Self,
  { answer, note, now }: Saying,
): readonly ObjectLine[] {
  const own = propertiesOf(component);
  const isMine = (line: ObjectLine, at: number) => own.has(at) && answerIn(line, self) !== null;
  const answered = component.map((line, at) => (isMine(line, at) ? withAnswer(line, answer) : line));
  const isOther = answered.some((line, at) => line !== component[at]);
  const mine = component.findLastIndex(isMine);
  const noted = isOther || note.trim() !== '' ? withNote(answered, own, mine, note) : answered;
  if (!isOther && noted === answered) return component;
  const stampable = propertiesOf(noted);
  return noted.map((line, at) => (stampable.has(at) && STAMPS.has(line.name) ? stamped(line, now) : line));
}

/** RFC 5546 section 2.1.5 tells the later of two replies by its DTSTAMP. SEQUENCE is the organiser's. */
const STAMPS: ReadonlySet<string> = new Set(['DTSTAMP', 'LAST-MODIFIED']);

/** Positions of a component's own properties: not of what stands inside it. */
function propertiesOf(component: readonly ObjectLine[]): ReadonlySet<number> {
  let depth = 0;
  const own = new Set<number>();
  for (const [at, { name }] of component.entries()) {
    if (name === 'BEGIN') depth += 1;
    else if (name === 'END') depth -= 1;
    else if (depth === 1) own.add(at);
  }
  return own;
}

function withAnswer(line: ObjectLine, answer: Answer): ObjectLine {
  const word = `PARTSTAT=${answer.toUpperCase()}`;
  const parts = partsOf(line.text);
  // To say nothing and call it an answer would be worse.
  if (!parts) throw badObject('no property');
  const isAnswer = (parameter: string) => /^partstat=/i.test(parameter);
  const old = parts.parameters.filter(isAnswer);
  if (old.length === 1 && old[0]?.toUpperCase() === word) return line;
  const at = parts.parameters.findIndex(isAnswer);
  const others = parts.parameters.filter((parameter) => !isAnswer(parameter));
  const parameters = others.toSpliced(at < 0 ? others.length : at, 0, word);
  return foldedLine(textOf({ ...parts, parameters }), lineEndOf(line));
}

/** Marks a COMMENT as a note of one's own, so that the next answer takes it back. */
const OWN_NOTE = 'X-BELFRY-NOTE=TRUE';
const LONGEST_NOTE = 1000;

// A reply carries its note as COMMENT (RFC 5546 section 3.2.3). A parameter of the ATTENDEE line, as Google has it,
// would be passed on to every guest.
function withNote(
  lines: readonly ObjectLine[],
  own: ReadonlySet<number>,
  mine: number,
  note: string,
): readonly ObjectLine[] {
  const like = lines[mine];
  if (!like) return lines;
  const text = noteText(note);
  const isOwnNote = ({ name, text: line }: ObjectLine, at: number) =>
    name === 'COMMENT' && own.has(at) && (partsOf(line)?.parameters.includes(OWN_NOTE) ?? false);
  const fresh = foldedLine(`COMMENT;${OWN_NOTE}:${text}`, lineEndOf(like));
  const old = lines.filter(isOwnNote);
  if (text === '' ? old.length === 0 : old.length === 1 && old[0]?.text === fresh.text) return lines;
  return lines.flatMap((line, at) => {
    if (isOwnNote(line, at)) return [];
    return at === mine && text !== '' ? [line, fresh] : [line];
  });
}

// RFC 5545 section 3.3.11.
function noteText(note: string): string {
  return note
    .trim()
    .slice(0, LONGEST_NOTE)
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, ' ')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n');
}

// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f]|[\ud800-\udbff]$/g;

/** Says when, in UTC, but never earlier than it said before: of two answers the later counts. */
function stamped(line: ObjectLine, now: number): ObjectLine {
  const parts = partsOf(line.text);
  const value = `${new Date(now).toISOString().replace(/[-:]|\.\d+Z$/g, '')}Z`;
  if (!parts || parts.value.trim() >= value) return line;
  return foldedLine(textOf({ ...parts, value }), lineEndOf(line));
}
