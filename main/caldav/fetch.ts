// The bodies of named objects: by multigets of a size the server can answer quickly, two at a time, and one by one for
// whatever those leave out.
import { BelfryError } from '../core/errors.ts';
import type { CalendarObject } from '../core/model.ts';
import type { Fetched, Take } from '../core/sync/replica-ports.ts';
import { chunkAfter } from './chunk-size.ts';
import type { Collection } from './collection.ts';
import { getObject } from './get-object.ts';
import { lanes } from './lanes.ts';
import { probe } from './listing.ts';
import { multiget } from './query.ts';

/** The server works on one answer while the other is read. */
const MULTIGETS_AT_ONCE = 2;
const GETS_AT_ONCE = 3;
/** Multigets failing one after another, down to single objects, before they are given up: halving 500 takes nine. */
const FAILURES = 10;
/** So many refusals and nothing else: not about the objects. */
const HOPELESS = 10;

/** What goes on during one fetch. */
interface Errand {
  readonly collection: Collection;
  readonly take: Take<Fetched>;
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
  readonly signal: AbortSignal;
  readonly tally: { objects: number; refused: number; failedMultigets: number; refusal: BelfryError | null };
}

/**
 * Hands over what became of each href. Throws BelfryError when the server is down, busy, refuses the password, or gives
 * nothing at all because the calendar is not there any more.
 */
export async function fetchObjects(
  collection: Collection,
  hrefs: readonly string[],
  take: Take<Fetched>,
  signal: AbortSignal,
): Promise<void> {
  const wanted = [...new Set(hrefs)];
  const tally: Errand['tally'] = { objects: 0, refused: 0, failedMultigets: 0, refusal: null };
  const inTurn = turnstile();
  let at = 0;
  const next = () => {
    const chunk = wanted.slice(at, at + collection.habits.chunk);
    at += chunk.length;
    return chunk.length > 0 ? chunk : null;
  };
  await lanes(MULTIGETS_AT_ONCE, signal, async (laneSignal) => {
    const errand = { collection, take, inTurn, signal: laneSignal, tally };
    for (let chunk = next(); chunk; chunk = next()) await fetchChunk(chunk, errand);
  });
  if (wanted.length === 0 || tally.objects > 0) return;
  if (tally.refusal && tally.refused > HOPELESS) throw tally.refusal;
  // Nothing at all: deleted objects, or a deleted calendar? The latter must not empty the replica.
  await probe(collection, signal);
}

async function fetchChunk(hrefs: readonly string[], errand: Errand): Promise<void> {
  const { collection, tally, signal } = errand;
  // GET is cheaper for one object alone, but says nothing of who wrote it: it is for what a multiget failed over.
  const isHalved = tally.failedMultigets > 0 && hrefs.length === 1;
  if (isHalved || tally.failedMultigets > FAILURES) return getEach(hrefs, errand);
  let taking = 0;
  const began = performance.now();
  const take = async (objects: readonly CalendarObject[]) => {
    const from = performance.now();
    await deliver({ objects, gone: [], refused: [] }, errand);
    taking += performance.now() - from;
  };
  const { missing, gone, failure } = await multiget(collection, hrefs, take, signal);
  if (failure) {
    // Some servers fail the whole request over one object that is missing, or that they cannot read.
    tally.failedMultigets += 1;
    const half = Math.ceil(missing.length / 2);
    await fetchChunk(missing.slice(0, half), errand);
    if (half < missing.length) await fetchChunk(missing.slice(half), errand);
    return;
  }
  tally.failedMultigets = 0;
  const { habits } = collection;
  habits.chunk = chunkAfter(habits.chunk, hrefs.length, performance.now() - began - taking);
  const left = missing.filter((href) => !gone.has(href));
  if (missing.length > left.length)
    await deliver({ objects: [], gone: missing.filter((href) => gone.has(href)), refused: [] }, errand);
  await getEach(left, errand);
}

async function getEach(hrefs: readonly string[], errand: Errand): Promise<void> {
  const queue = [...hrefs].reverse();
  let bag = emptyBag();
  const handOver = async () => {
    const full = bag;
    bag = emptyBag();
    await deliver(full, errand);
  };
  await lanes(Math.min(GETS_AT_ONCE, queue.length), errand.signal, async (signal) => {
    for (let href = queue.pop(); href !== undefined; href = queue.pop()) {
      const got = await getObject(errand.collection, href, signal);
      if (got === 'gone') bag.gone.push(href);
      else if (got instanceof BelfryError) {
        errand.tally.refusal = got;
        bag.refused.push(href);
      } else {
        bag.objects.push(got);
        bag.weight += got.ical.length;
      }
      if (bag.weight > HEAVY || bag.objects.length >= PART) await handOver();
    }
  });
  if (bag.objects.length + bag.gone.length + bag.refused.length > 0) await handOver();
}

const HEAVY = 4 * 1024 * 1024;
const PART = 200;

function emptyBag() {
  return { objects: [] as CalendarObject[], gone: [] as string[], refused: [] as string[], weight: 0 };
}

async function deliver(
  { objects, gone, refused }: Fetched,
  { take, inTurn, signal, tally }: Errand,
): Promise<void> {
  tally.objects += objects.length;
  tally.refused += refused.length;
  await inTurn(async () => {
    signal.throwIfAborted();
    await take({ objects, gone, refused });
  });
}

// The taker is asked by one lane at a time, in the order they come.
function turnstile(): Errand['inTurn'] {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {}); // whoever handed it over learns of it
    return mine;
  };
}
