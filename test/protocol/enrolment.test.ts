import { describe, expect, test } from 'vitest';
import {
  MOST_HREFS,
  readEnrolled,
  readEnrolmentOffer,
  readEnrolmentRequest,
  writeEnrolled,
  writeEnrolmentOffer,
  writeEnrolmentRequest,
  type Enrolled,
} from '../../protocol/enrolment.ts';
import { readXml } from '../../wire/xml-reader.ts';

const DEVICE = 'k3yOfTheDevice-01_x';
const ODD = `/a%20b/"quoted" & <odd>/`;

describe('a request', () => {
  test.each([
    ['with credentials of its own', null],
    ['with a ticket', 'dGlja2V0'],
  ])('%s comes through as it was written', (_, ticket) => {
    const wish = { device: DEVICE, ticket, hrefs: ['/alice/', ODD] };
    expect(readEnrolmentRequest(readXml(writeEnrolmentRequest(wish)))).toEqual(wish);
  });

  test.each([
    ['another document', '<propfind xmlns="DAV:"/>'],
    ['no device', `<enrol xmlns="urn:belfry:v1"><href xmlns="DAV:">/a/</href></enrol>`],
    ['a device that is short', writeEnrolmentRequest({ device: 'short', ticket: null, hrefs: ['/a/'] })],
    [
      'a device of other characters',
      writeEnrolmentRequest({ device: 'x'.repeat(15) + '/', ticket: null, hrefs: ['/a/'] }),
    ],
    ['no href', writeEnrolmentRequest({ device: DEVICE, ticket: null, hrefs: [] })],
    ['an empty href', writeEnrolmentRequest({ device: DEVICE, ticket: null, hrefs: ['/a/', ''] })],
    [
      'more than is given at once',
      writeEnrolmentRequest({
        device: DEVICE,
        ticket: null,
        hrefs: Array<string>(MOST_HREFS + 1).fill('/a/'),
      }),
    ],
  ])('that is or has %s is none', (_, text) => {
    expect(readEnrolmentRequest(readXml(text))).toBeNull();
  });
});

describe('an answer', () => {
  const ENROLLED: Enrolled = {
    jid: 'dabc@push.example.org',
    secret: 'secret_-',
    expires: 604_800,
    renewAfter: 43_200,
    service: 'pubsub.push.example.org',
    heartbeat: { node: 'bf1-beat', minutes: 30 },
    nodes: new Map([
      ['/alice/', 'bf1-home'],
      [ODD, 'bf1-odd'],
    ]),
  };

  test('comes through as it was written', () => {
    expect(readEnrolled(readXml(writeEnrolled(ENROLLED)))).toEqual(ENROLLED);
  });

  test('without a secret, a period or a heartbeat is none', () => {
    const text = writeEnrolled(ENROLLED);
    expect(readEnrolled(readXml(text.replace('secret_-', '')))).toBeNull();
    expect(readEnrolled(readXml(text.replace('43200', 'soon')))).toBeNull();
    expect(readEnrolled(readXml(text.replace('bf1-beat', '')))).toBeNull();
    expect(
      readEnrolled(readXml(text.replace('enrolled', 'refused').replace('/enrolled', '/refused'))),
    ).toBeNull();
  });

  test('a node of another service than the heartbeat is not listened to', () => {
    const text = writeEnrolled(ENROLLED).replace(
      'pubsub.push.example.org?pubsub;node=bf1-home',
      'evil.example?pubsub;node=bf1-home',
    );
    expect([...(readEnrolled(readXml(text))?.nodes.keys() ?? [])]).toEqual([ODD]);
  });
});

describe('an offer', () => {
  test.each([
    { href: '/.belfry/enrol', ticket: null },
    { href: '/.belfry/enrol', ticket: 'abc_-' },
  ])('comes through as it was written: $ticket', (offer) => {
    expect(readEnrolmentOffer([readXml(writeEnrolmentOffer(offer))])).toEqual(offer);
  });

  test('that names nothing is none', () => {
    expect(readEnrolmentOffer([readXml('<enrolment xmlns="urn:belfry:v1"/>')])).toBeNull();
    expect(readEnrolmentOffer([])).toBeNull();
  });
});
