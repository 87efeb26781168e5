import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import {
  foundProperties,
  multistatusReader,
  readMultistatus,
  type MultistatusResponse,
} from '../../wire/multistatus.ts';
import { XmlError } from '../../wire/xml-reader.ts';

const multistatus = (inner: string): string => `<D:multistatus xmlns:D="DAV:">${inner}</D:multistatus>`;
const etag = (value: string): string => `<D:prop><D:getetag>"${value}"</D:getetag></D:prop>`;

describe('a multistatus', () => {
  test('gives hrefs, properties, statuses and the sync token', () => {
    const text = multistatus(
      `<D:response><D:href>/c/a.ics</D:href><D:propstat>${etag('1')}<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
       <D:response><D:href>/c/b.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>
       <D:sync-token> http://example.org/ns/sync/7 </D:sync-token>`,
    );
    const { responses, syncToken } = readMultistatus(text);
    expect(syncToken).toBe('http://example.org/ns/sync/7');
    expect(responses.map(({ href, status }) => [href, status])).toEqual([
      ['/c/a.ics', null],
      ['/c/b.ics', 404],
    ]);
    expect(responses.map((r) => foundProperties(r).map((p) => p.text))).toEqual([['"1"'], []]);
  });

  test('may speak of several resources at once', () => {
    const text = multistatus(
      '<D:response><D:href>/a</D:href><D:href>/b</D:href><D:status>HTTP/1.1 404 Gone</D:status></D:response>',
    );
    expect(readMultistatus(text).responses.map((r) => [r.href, r.status])).toEqual([
      ['/a', 404],
      ['/b', 404],
    ]);
  });

  test('of a removed member may carry a dummy propstat', () => {
    const text = multistatus(
      `<D:response><D:href>/a</D:href><D:propstat><D:prop/><D:status>HTTP/1.1 418 I'm a teapot</D:status></D:propstat>
       <D:status>HTTP/1.1 404 Not Found</D:status></D:response>`,
    );
    const [response] = readMultistatus(text).responses;
    expect(response?.status).toBe(404);
    expect(response && foundProperties(response)).toEqual([]);
  });

  test('gives only what was really found', () => {
    const text = multistatus(
      `<D:response><D:href>/a</D:href>
       <D:propstat>${etag('')}<D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>
       <D:propstat>${etag('9')}<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`,
    );
    const [response] = readMultistatus(text).responses;
    expect(response && foundProperties(response).map((p) => p.text)).toEqual(['"9"']);
  });

  test.each([
    'HTTP/1.1 200 OK',
    'HTTP/2 200',
    'HTTP/2.0 200 OK',
    'HTTP/1.0 200 Fine',
    '200 OK',
    ' HTTP/1.1 200 ',
  ])('understands the status line "%s"', (line) => {
    const text = multistatus(
      `<D:response><D:href>/a</D:href><D:propstat>${etag('1')}<D:status>${line}</D:status></D:propstat></D:response>`,
    );
    expect(readMultistatus(text).responses[0]?.propstats[0]?.status).toBe(200);
  });

  test.each(['', 'OK', 'HTTP/1.1', 'HTTP/1.1 999 No', 'HTTP/1.1 20 No'])(
    'refuses the status line "%s"',
    (line) => {
      const text = multistatus(`<D:response><D:href>/a</D:href><D:status>${line}</D:status></D:response>`);
      expect(() => readMultistatus(text)).toThrow(XmlError);
    },
  );

  test('without a token says so; an empty one is none', () => {
    expect(readMultistatus(multistatus('')).syncToken).toBeNull();
  });

  test('elements of other namespaces are left alone', () => {
    const text = multistatus(
      '<response xmlns="urn:x"><D:href>/a</D:href></response><sync-token xmlns="urn:x">no</sync-token>',
    );
    expect(readMultistatus(text)).toEqual({ responses: [], syncToken: null });
  });

  test.each(['<multistatus/>', '<D:error xmlns:D="DAV:"/>', '<html><body/></html>', 'plain', ''])(
    'is not %s',
    (text) => {
      expect(() => readMultistatus(text)).toThrow(XmlError);
    },
  );

  test('is read while it arrives', () => {
    const hrefs: string[] = [];
    const reader = multistatusReader((r) => hrefs.push(r.href));
    reader.write('<multistatus xmlns="DAV:"><response><href>/a</href><status>HTTP/1.1 404 N</status></resp');
    expect(hrefs).toEqual([]);
    reader.write('onse><response>');
    expect(hrefs).toEqual(['/a']);
    expect(() => reader.end()).toThrow(XmlError);
  });

  test('with control characters in one event costs that event nothing but them', () => {
    const data =
      '<C:calendar-data xmlns:C="urn:ietf:params:xml:ns:caldav">SUMMARY:a\u0007b&#11;c&#0;</C:calendar-data>';
    const text = multistatus(
      `<D:response><D:href>/a</D:href><D:propstat><D:prop>${data}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`,
    );
    expect(readMultistatus(text).responses[0]?.propstats[0]?.properties[0]?.text).toBe('SUMMARY:abc');
  });

  test('may hold an event of more than ten megabytes, in small chunks', () => {
    const size = 12_000_000;
    const [response] = responsesOf(
      `<D:response><D:href>/a</D:href><D:propstat><D:prop><data>`,
      Array.from({ length: size / 1_000 }, () => 'x'.repeat(999) + '\n'),
      '</data></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>',
    );
    expect(response?.propstats[0]?.properties[0]?.text).toHaveLength(size - 1);
  });

  test('is refused when one response never ends, of whatever kind', () => {
    const propstat = '<D:propstat><D:prop/><D:status>HTTP/1.1 200 OK</D:status></D:propstat>';
    for (const piece of [propstat, '<D:href>/a</D:href>', 'x', '<x>'])
      expect(() => responsesOf('<D:response>', endless(piece.repeat(1_000)), '')).toThrow(XmlError);
  });

  test('keeps no response', () => {
    const seen: WeakRef<object>[] = [];
    const reader = multistatusReader((response) => seen.push(new WeakRef(response)));
    reader.write('<D:multistatus xmlns:D="DAV:">');
    const response = `<D:response><D:href>/a</D:href><D:status>HTTP/1.1 404 Gone</D:status></D:response>`;
    for (let i = 0; i < 20_000; i += 1) reader.write(response);
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      collectGarbage();
      expect(seen.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(1_000);
    });
  });
});

function responsesOf(
  before: string,
  pieces: Iterable<string>,
  after: string,
): readonly MultistatusResponse[] {
  const responses: MultistatusResponse[] = [];
  const reader = multistatusReader((response) => responses.push(response));
  reader.write(`<D:multistatus xmlns:D="DAV:">${before}`);
  for (const piece of pieces) reader.write(piece);
  reader.write(`${after}</D:multistatus>`);
  reader.end();
  return responses;
}

function* endless(piece: string): Generator<string> {
  for (let i = 0; i < 100_000; i += 1) yield piece;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}
