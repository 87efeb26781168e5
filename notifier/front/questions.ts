// Questions of the notifier's own to the calendar server, in the name of somebody who just came with a request, with that
// request's credentials. They are held for as long as the question takes, and nowhere else.
import http from 'node:http';
import https from 'node:https';
import { DAV } from '../../protocol/namespaces.ts';
import { foundProperties, readMultistatus } from '../../wire/multistatus.ts';
import { child, type Element } from '../../protocol/element.ts';
import { pathOf, underBase } from './paths.ts';
import { agentFor, basePath, hostOf, type Upstream } from './upstream.ts';

/** Whose request it was. */
export interface Accepted {
  /** '' asks as nobody, to hear what credentials are wanted. */
  readonly authorization: string;
  /** The Host header it came with; '' without one. */
  readonly host: string;
}

export interface Told {
  readonly status: number;
  /** WWW-Authenticate headers, one for each scheme. */
  readonly challenges: readonly string[];
  /** What stands in 200 propstats; empty for anything but a 207. */
  readonly found: readonly Element[];
}

export interface Questions {
  /** Properties of one resource by PROPFIND (Depth 0). Rejects when there is no answer in time, or none that can be read. */
  inquire(path: string, names: readonly PropertyName[], as: Accepted): Promise<Told>;
  /** The same for DAV properties that would be nice to know: null when the server does not say. Never rejects. */
  ask(path: string, names: readonly string[], as: Accepted): Promise<readonly Element[] | null>;
  /** Ends every question. */
  stop(): void;
}

/** Milliseconds for a question and its answer. */
const PATIENCE = 5_000;
const LARGEST = 64 * 1024;
/** Questions at a time; what more there is goes unasked, and costs a name. */
const AT_ONCE = 32;

/** True for credentials that may be shown once more: a Digest is made for one request. */
export function mayAskAgain(authorization: string | undefined): authorization is string {
  return /^(?:basic|bearer)\s/i.test(authorization ?? '');
}

/** 'displayname' in DAV:, or one of another namespace. */
export type PropertyName = string | { readonly namespace: string; readonly name: string };

/** Questions to one server, over connections of their own. */
export function createQuestions(upstream: Upstream): Questions {
  const agent = agentFor(upstream);
  let underWay = 0;
  const inquire: Questions['inquire'] = async (path, names, as) => {
    if (underWay >= AT_ONCE) throw new Error('too many questions at a time');
    underWay += 1;
    try {
      const answer = await propfind(upstream, agent, path, { names, ...as });
      const { statusCode: status = 0 } = answer;
      const challenges = answer.headersDistinct['www-authenticate'] ?? [];
      if (status !== 207) answer.resume();
      const text = status === 207 ? await collect(answer) : null;
      const found = text === null ? [] : readMultistatus(text).responses.flatMap(foundProperties);
      return { status, challenges, found };
    } finally {
      underWay -= 1;
    }
  };
  return {
    inquire,
    async ask(path, names, as) {
      const told = await inquire(path, names, as).catch(() => null); // a name less
      return told?.status === 207 ? told.found : null;
    },
    stop: () => agent.destroy(),
  };
}

interface Question extends Accepted {
  readonly names: readonly PropertyName[];
}

function propfind(
  upstream: Upstream,
  agent: http.Agent,
  path: string,
  { names, authorization, host }: Question,
): Promise<http.IncomingMessage> {
  const { url } = upstream;
  const isSecure = url.protocol === 'https:';
  const body = `<?xml version="1.0" encoding="utf-8"?><propfind xmlns="${DAV}"><prop>${names.map(element).join('')}</prop></propfind>`;
  return new Promise((resolve, reject) => {
    const asked = (isSecure ? https : http).request({
      agent,
      host: hostOf(url),
      port: url.port || (isSecure ? 443 : 80),
      method: 'PROPFIND',
      path: underBase(pathOf(path), basePath(upstream)),
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        host: host || url.host,
        ...(authorization === '' ? {} : { authorization }),
        depth: '0',
        'content-type': 'application/xml; charset=utf-8',
        'content-length': String(Buffer.byteLength(body)),
      },
    });
    asked.once('error', reject).once('response', resolve);
    asked.end(body);
  });
}

function element(name: PropertyName): string {
  return typeof name === 'string' ? `<${name}/>` : `<${name.name} xmlns="${name.namespace}"/>`;
}

async function collect(answer: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > LARGEST) throw new Error('an answer too large for its question'); // leaving the loop ends it
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A DAV property among those found. */
export function davProperty(found: readonly Element[], name: string): Element | undefined {
  return found.find((p) => p.namespace === DAV && p.name === name);
}

/** What `current-user-principal` (RFC 5397) says: a path, 'nobody' for one who is not known, null when it says nothing. */
export function principalIn(found: readonly Element[]): { readonly href: string } | 'nobody' | null {
  const told = davProperty(found, 'current-user-principal');
  if (!told) return null;
  if (child(told, DAV, 'unauthenticated')) return 'nobody';
  const href = child(told, DAV, 'href')?.text ?? '';
  return href === '' ? null : { href };
}
