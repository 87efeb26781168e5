import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { calDav } from '../../../main/caldav/caldav.ts';
import { enrolmentPlaceIn } from '../../../main/caldav/enrol.ts';
import type { Access, CalDav, EnrolmentWish } from '../../../main/core/ports.ts';
import {
  ENROLMENT_TYPE,
  readEnrolmentRequest,
  writeEnrolled,
  writeEnrolmentOffer,
} from '../../../protocol/enrolment.ts';
import { readXml } from '../../../wire/xml-reader.ts';
import {
  found,
  httpServer,
  multistatus,
  type Asked,
  type HttpServer,
  type Reply,
} from '../../support/http-server.ts';
import { anAccount } from '../../support/model-facts.ts';

const access: Access = { credentials: { username: 'alice', password: 'secret' }, trusted: [] };
const DEVICE = 'device-of-alice-01';
const ENROLLED = writeEnrolled({
  jid: 'd@x',
  secret: 's',
  expires: 600,
  renewAfter: 300,
  service: 'pubsub.x',
  heartbeat: { node: 'bf1-b', minutes: 30 },
  nodes: new Map([['/alice/w%20x/', 'bf1-w']]),
});

let answering: (asked: Asked) => Reply;
let asked: Asked[];
let server: HttpServer;
let dav: CalDav;

beforeEach(async () => {
  asked = [];
  answering = () => ({ status: 200, body: ENROLLED });
  server = await httpServer((one) => {
    asked.push(one);
    return answering(one);
  });
  dav = calDav(Date.now);
});
afterEach(async () => {
  await dav.close();
  await server.close();
});

const signal = new AbortController().signal;
const wishFor = (ticket: string | null = null): EnrolmentWish => ({
  place: { url: `${server.origin}/.belfry/enrol`, ticket },
  device: DEVICE,
  urls: [`${server.origin}/alice/w%20x/`, 'https://elsewhere.example/b/'],
});
const enrol = (wish = wishFor()) => dav.enrol(anAccount({}), wish, access, signal);

describe('enrolling', () => {
  test('is one POST with credentials of what is at that origin; nodes come back by URL', async () => {
    const enrolled = await enrol();
    expect(enrolled.nodes).toEqual(new Map([[`${server.origin}/alice/w%20x/`, 'bf1-w']]));
    expect(asked.map(({ method, path }) => [method, path])).toEqual([['POST', '/.belfry/enrol']]);
    expect(asked[0]?.headers).toMatchObject({ 'content-type': ENROLMENT_TYPE });
    expect(asked[0]?.headers['authorization']).toMatch(/^Basic /);
    const wish = { device: DEVICE, ticket: null, hrefs: ['/alice/w%20x/'] };
    expect(readEnrolmentRequest(readXml(asked[0]?.body ?? ''))).toEqual(wish);
  });

  test('with a ticket shows no credentials', async () => {
    await enrol(wishFor('the-ticket'));
    expect(asked[0]?.headers['authorization']).toBeUndefined();
    expect(asked[0]?.body).toContain('<ticket>the-ticket</ticket>');
  });

  test.each([
    ['another document', { status: 200, body: '<x xmlns="urn:belfry:v1"/>' }, 'protocol'],
    ['no document', { status: 200, body: 'welcome' }, 'protocol'],
    ['another place', { status: 302, headers: { location: '/elsewhere' }, body: '' }, 'protocol'],
    ['a refusal', { status: 403, body: '' }, 'forbidden'],
    ['no time', { status: 503, body: '' }, 'busy'],
  ])('answered by %s throws', async (_, reply, kind) => {
    answering = () => reply;
    await expect(enrol()).rejects.toMatchObject({ kind });
  });

  test('that finds no time is no reason to leave the calendar server alone', async () => {
    answering = ({ path }) =>
      path === '/.belfry/enrol'
        ? { status: 503, headers: { 'retry-after': '600' }, body: '' }
        : { body: multistatus(found(path, '<D:resourcetype><D:collection/></D:resourcetype>')) };
    await expect(enrol()).rejects.toMatchObject({ kind: 'busy' });
    const account = anAccount({ homeUrls: [`${server.origin}/alice/`] });
    expect(await dav.testPing(account, access, signal)).toBe('unsupported');
  });
});

test('leaving is a DELETE', async () => {
  answering = () => ({ status: 204, body: '' });
  await dav.leave(anAccount({}), wishFor(), access, signal);
  expect(asked.map(({ method }) => method)).toEqual(['DELETE']);
});

describe('where to enrol', () => {
  const placeOf = (href: string) =>
    enrolmentPlaceIn([readXml(writeEnrolmentOffer({ href, ticket: 't' }))], 'https://cal.example.org/alice/');

  test('is at the origin of the home', () => {
    expect(placeOf('/.belfry/enrol')).toEqual({ url: 'https://cal.example.org/.belfry/enrol', ticket: 't' });
  });

  test.each([
    'https://evil.example/enrol',
    '//evil.example/enrol',
    'http://cal.example.org/enrol',
    'https://',
    'javascript:0',
  ])('never at another: %s', (href) => {
    expect(placeOf(href)).toBeNull();
  });
});
