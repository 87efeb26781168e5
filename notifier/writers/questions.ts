// Questions of the notifier's own to the calendar server, in the name of somebody whose request the server just accepted,
// with that request's credentials. They are held for as long as the question takes, and nowhere else.
import http from 'node:http';
import https from 'node:https';
import { DAV } from '../../protocol/namespaces.ts';
import { foundProperties, readMultistatus } from '../../wire/multistatus.ts';
import { XmlError } from '../../wire/xml-reader.ts';
import { child, type Element } from '../../protocol/element.ts';
import { agentFor, hostOf, type Upstream } from '../front/upstream.ts';

/** Whose request it was. */
export interface Accepted {
  readonly authorization: string;
  /** The Host header it came with; '' without one. */
  readonly host: string;
}

export interface Questions {
  /** Properties of one resource by PROPFIND (Depth 0); null when the server does not say. Never rejects. */
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

/** Questions to one server, over connections of their own. */
export function createQuestions(upstream: Upstream): Questions {
  const agent = agentFor(upstream);
  let underWay = 0;
  return {
    async ask(path, names, as) {
      if (underWay >= AT_ONCE) return null;
      underWay += 1;
      try {
        const text = await propfind(upstream, agent, path, { names, ...as });
        return text === null ? null : readMultistatus(text).responses.flatMap(foundProperties);
      } catch (error) {
        if (error instanceof XmlError || error instanceof Error) return null; // a name less
        throw error;
      } finally {
        underWay -= 1;
      }
    },
    stop: () => agent.destroy(),
  };
}

interface Question extends Accepted {
  readonly names: readonly string[];
}

function propfind(
  upstream: Upstream,
  agent: http.Agent,
  path: string,
  { names, authorization, host }: Question,
): Promise<string | null> {
  const { url } = upstream;
  const isSecure = url.protocol === 'https:';
  const props = names.map((name) => `<${name}/>`).join('');
  const body = `<?xml version="1.0" encoding="utf-8"?><propfind xmlns="${DAV}"><prop>${props}</prop></propfind>`;
  return new Promise((resolve, reject) => {
    const asked = (isSecure ? https : http).request({
      agent,
      host: hostOf(url),
      port: url.port || (isSecure ? 443 : 80),
      method: 'PROPFIND',
      path,
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        host: host || url.host,
        authorization,
        depth: '0',
        'content-type': 'application/xml; charset=utf-8',
        'content-length': String(Buffer.byteLength(body)),
      },
    });
    asked.once('error', reject);
    asked.once('response', (answer) => {
      if (answer.statusCode !== 207) {
        answer.resume();
        return resolve(null);
      }
      collect(answer).then(resolve, reject);
    });
    asked.end(body);
  });
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
