// The least a CalDAV client can be: the same requests as ours, their answers drained and not looked at while timed.
import { Agent, request } from 'node:http';

export interface Drained {
  /** From the request to the last byte of its answer. */
  readonly ms: number;
  readonly bytes: number;
  readonly text: string;
}

export interface Listing extends Drained {
  readonly token: string;
  /** What the server listed, as it wrote it. */
  readonly hrefs: readonly string[];
}

export interface BareDav {
  /** sync-collection (RFC 6578); '' for a token asks for everything. */
  listing(path: string, token: string): Promise<Listing>;
  get(path: string): Promise<Drained>;
  put(path: string, ical: string): Promise<Drained>;
  close(): void;
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

const NAMESPACES = 'xmlns:d="DAV:"';
const XML = 'application/xml; charset=utf-8';

/** A client of the calendar server on 127.0.0.1:`port`, with nothing in between. It keeps its connection alive. */
export function bareDav(port: number, username: string, password: string): BareDav {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const ask = ({ method, path, type, body }: Question): Promise<Drained> =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now();
      const headers = {
        authorization,
        depth: '0',
        'content-type': type,
        'content-length': Buffer.byteLength(body),
      };
      const asked = request({ host: '127.0.0.1', port, method, path, agent, headers }, (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.once('error', reject);
        answer.once('end', () => {
          const ms = performance.now() - startedAt;
          const whole = Buffer.concat(pieces);
          const status = answer.statusCode ?? 0;
          if (status >= 300) reject(new Error(`${method} ${path} was answered ${status}`));
          else resolve({ ms, bytes: whole.length, text: whole.toString('utf8') });
        });
      });
      asked.once('error', reject);
      asked.end(body);
    });
  return {
    listing: async (path, token) => {
      const drained = await ask({ method: 'REPORT', path, type: XML, body: listingBody(token) });
      return { ...drained, ...readListing(drained.text) };
    },
    get: (path) => ask({ method: 'GET', path, type: XML, body: '' }),
    put: (path, body) => ask({ method: 'PUT', path, type: 'text/calendar; charset=utf-8', body }),
    close: () => agent.destroy(),
  };
}

function listingBody(token: string): string {
  const rest = '<d:sync-level>1</d:sync-level><d:prop><d:getetag/><d:resourcetype/></d:prop>';
  return `<?xml version="1.0"?><d:sync-collection ${NAMESPACES}><d:sync-token>${token}</d:sync-token>${rest}</d:sync-collection>`;
}

/** The token and the member hrefs of a listing. Throws when it has no token. */
export function readListing(text: string): { readonly token: string; readonly hrefs: readonly string[] } {
  const token = /<(?:\w+:)?sync-token>([^<]+)</.exec(text)?.[1];
  if (token === undefined) throw new Error('a listing without a sync token');
  const hrefs = [...text.matchAll(/<(?:\w+:)?href>([^<]+)</g)].map((match) => match[1] ?? '');
  return { token, hrefs: hrefs.filter((href) => !href.endsWith('/')) };
}
