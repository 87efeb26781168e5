// Says who wrote: puts CS:updated-by into an answer for every object whose exact version, as the server gives it to this
// reader in the same answer, was written through here.
import { CALDAV, CALENDAR_SERVER, DAV } from '../../protocol/namespaces.ts';
import { CREATED_BY, UPDATED_BY, writeUpdatedBy, type Updater } from '../../protocol/updated-by.ts';
import { readXml, XmlError } from '../../wire/xml-reader.ts';
import type { Attribution } from './attribution.ts';
import { opaque, type Authored, type Authors } from './authors.ts';
import { userIn } from '../front/headers.ts';
import type { Identities } from './identities.ts';
import { injectProperties } from '../answers/injection.ts';
import { canonicalPath } from '../front/paths.ts';
import type { Question } from '../front/proxy.ts';
import { mayAskAgain } from '../front/questions.ts';
import { isAnonymous, propOf, propstatsOf, statusOf } from '../answers/recognition.ts';
import type { Rewriter } from '../front/relay.ts';
import { mapXml, type Mapped } from '../answers/xml-map.ts';

export interface WriterAnswersOptions {
  readonly authors: Authors;
  readonly identities: Identities;
  readonly attribution: Attribution;
  /** Longest wait for what is being found out, in milliseconds; 1000 unless told. */
  readonly patience?: number;
}

/** The rewriter for a request that asks for CS:updated-by, by name and with credentials; null for any other. */
export function writerAnswers(options: WriterAnswersOptions): (request: Question) => Rewriter | null {
  return (request) => {
    const { authorization, target, host } = request;
    if (authorization === undefined || !asksForWriters(request.body)) return null;
    const reader = userIn(authorization);
    return async (answer) => {
      const text = answer.toString('latin1');
      if (!mayName(text, options)) return null;
      const multistatus = mapXml(text);
      if (multistatus.name !== 'multistatus' || multistatus.namespace !== DAV)
        throw new XmlError('not a multistatus');
      if (isAnonymous(multistatus)) return null;
      const versions = multistatus.children.flatMap(versionOf);
      const known = async () => {
        await options.attribution.settled(versions.map(({ path }) => path));
        if (reader === null || !mayAskAgain(authorization)) return;
        if (versions.some(({ path, etag }) => options.authors.of(path, etag) !== null))
          await options.identities.meet(reader, target, { authorization, host });
      };
      await atMost(options.patience ?? 1_000, known());
      const targets = versions.flatMap(({ response, path, etag }) => {
        const authored = options.authors.of(path, etag);
        const shown = authored && shownTo(reader, authored, options.identities);
        if (!authored || !shown) return [];
        const text = writeUpdatedBy(shown, authored.at);
        return [{ response, fragments: [{ namespace: CALENDAR_SERVER, name: UPDATED_BY, text }] }];
      });
      return targets.length === 0 ? null : Buffer.from(injectProperties(text, targets), 'latin1');
    };
  };
}

const ETAGS = /getetag(?:\s[^<>]*)?>([^<]*)(<!)?/g;

/** A quick look: most answers hold no version that was written through here, and a large one takes long to map. */
function mayName(text: string, { authors, attribution }: WriterAnswersOptions): boolean {
  if (attribution.isBusy) return true;
  for (const [, etag = '', wrapped] of text.matchAll(ETAGS)) {
    // In CDATA: only a closer look can tell.
    if (wrapped !== undefined) return true;
    if (etag !== '' && authors.hasVersion(opaque(etag.replace(/&(?:quot|#34|#x22);/gi, '"')))) return true;
  }
  return false;
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}

const REQUESTS: ReadonlySet<string> = new Set([
  `${DAV} propfind`,
  `${DAV} sync-collection`,
  `${CALDAV} calendar-multiget`,
  `${CALDAV} calendar-query`,
]);
const REQUEST_LIMITS = { depth: 32, size: 1024 * 1024 };

function asksForWriters(body: Buffer): boolean {
  if (!body.includes(UPDATED_BY)) return false;
  try {
    const root = readXml(body.toString('utf8'), { limits: REQUEST_LIMITS });
    if (!REQUESTS.has(`${root.namespace} ${root.name}`)) return false;
    return root.children
      .filter((c) => c.namespace === DAV && c.name === 'prop')
      .some((prop) => prop.children.some((p) => p.namespace === CALENDAR_SERVER && p.name === UPDATED_BY));
  } catch (error) {
    if (error instanceof XmlError) return false; // not ours to refuse: it goes on as it came
    throw error;
  }
}

interface Version {
  readonly response: Mapped;
  readonly path: string;
  readonly etag: string;
}

// Only what the server gave this reader with its ETag, and has no word of its own about.
function versionOf(response: Mapped): readonly Version[] {
  if (response.namespace !== DAV || response.name !== 'response') return [];
  const hrefs = response.children.filter((c) => c.namespace === DAV && c.name === 'href');
  const href = hrefs.length === 1 ? hrefs[0]?.text : undefined;
  const propstats = propstatsOf(response);
  const found = propstats.filter((p) => statusOf(p) === 200).flatMap((p) => propOf(p)?.children ?? []);
  const etag = opaque(found.find((p) => p.namespace === DAV && p.name === 'getetag')?.text);
  const isTold = propstats
    .filter((p) => statusOf(p) !== 404)
    .flatMap((p) => propOf(p)?.children ?? [])
    .some((p) => p.namespace === CALENDAR_SERVER && (p.name === UPDATED_BY || p.name === CREATED_BY));
  return !href || etag === '' || isTold ? [] : [{ response, path: canonicalPath(href), etag }];
}

/**
 * How an author is named to a reader. The principal is what a reader knows themselves by, so another user's is named
 * only when it is surely not the reader's: a server of one principal would make everybody's edits the reader's own. A
 * name other than the one that was signed in with is given only beside a principal, since it could be anybody's.
 */
export function shownTo(
  reader: string | null,
  { user, principal }: Pick<Authored, 'user' | 'principal'>,
  identities: Pick<Identities, 'of' | 'nameOf'>,
): Updater | null {
  if (user === '') return { name: identities.nameOf(principal) || lastName(principal), principal };
  const author = identities.of(user);
  if (author === 'nobody') return null; // the server never looked at the name
  const reading = reader === null ? null : identities.of(reader);
  const isApart = reading !== null && reading !== 'nobody' && reading.principal !== author?.principal;
  if (author && (reader === user || isApart))
    return { name: author.name || user, principal: author.principal };
  return { name: user, principal: '' };
}

function lastName(path: string): string {
  const segment = path.split('/').findLast((part) => part !== '') ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // not UTF-8: shown as it is
  }
}
