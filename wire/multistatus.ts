// WebDAV multistatus answers (RFC 4918 section 13) as plain values.
import { child, children, type Element } from '../protocol/element.ts';
import { DAV } from '../protocol/namespaces.ts';
import { XmlError } from './xml-error.ts';
import { xmlReader, type XmlOptions } from './xml-reader.ts';

export interface Propstat {
  readonly status: number;
  readonly properties: readonly Element[];
}

export interface MultistatusResponse {
  /** As the server wrote it: still encoded, perhaps absolute. */
  readonly href: string;
  /** Status of the whole resource (a removed member, a truncated answer); null when propstats say it. */
  readonly status: number | null;
  readonly propstats: readonly Propstat[];
}

export interface Multistatus {
  readonly responses: readonly MultistatusResponse[];
  /** RFC 6578 section 6.2; null when the answer has none. */
  readonly syncToken: string | null;
}

export interface MultistatusReader {
  write(chunk: string): void;
  /** The sync token. Throws XmlError when the document is incomplete or is no multistatus. */
  end(): { readonly syncToken: string | null };
}

/**
 * Reads a multistatus in chunks; each response is handed over as soon as it is complete, and forgotten. Control
 * characters are dropped, written plainly or as references: one of them must not cost all the other events.
 */
export function multistatusReader(
  onResponse: (response: MultistatusResponse) => void,
  options: Omit<XmlOptions, 'forbidden'> = {},
): MultistatusReader {
  let syncToken: string | null = null;
  const reader = xmlReader(
    (element) => {
      if (element.namespace !== DAV) return;
      if (element.name === 'sync-token') syncToken = element.text;
      if (element.name === 'response') for (const response of readResponse(element)) onResponse(response);
    },
    { ...options, forbidden: 'drop' },
  );
  return {
    write: (chunk) => reader.write(chunk),
    end() {
      const root = reader.end();
      if (root.name !== 'multistatus' || root.namespace !== DAV) throw new XmlError('not a DAV:multistatus');
      return { syncToken };
    },
  };
}

/** Reads a whole multistatus. Throws XmlError. */
export function readMultistatus(text: string): Multistatus {
  const responses: MultistatusResponse[] = [];
  const reader = multistatusReader((response) => responses.push(response));
  reader.write(text);
  return { responses, ...reader.end() };
}

/** The properties that a response really has: those of its 200 propstats and no others. */
export function foundProperties(response: MultistatusResponse): readonly Element[] {
  return response.propstats.filter((p) => p.status === 200).flatMap((p) => p.properties);
}

// RFC 4918 section 14.24: one response may carry several hrefs with one status.
function readResponse(element: Element): readonly MultistatusResponse[] {
  const status = child(element, DAV, 'status');
  const propstats = children(element, DAV, 'propstat').map(readPropstat);
  return children(element, DAV, 'href').map((href) => ({
    href: href.text,
    status: status ? readStatus(status.text) : null,
    propstats,
  }));
}

function readPropstat(element: Element): Propstat {
  return {
    status: readStatus(child(element, DAV, 'status')?.text ?? ''),
    properties: child(element, DAV, 'prop')?.children ?? [],
  };
}

// "HTTP/1.1 200 OK"; some servers write HTTP/2 or leave the version out.
function readStatus(line: string): number {
  if (line === 'HTTP/1.1 200 OK') return 200;
  const match = /(?:^|\s)([1-5]\d\d)(?:\s|$)/.exec(line.trim());
  if (!match?.[1]) throw new XmlError(`not a status line: ${line.slice(0, 40)}`);
  return Number(match[1]);
}
