import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayOpen } from '../../../../main/electron/external.ts';
import type { Link } from '../../../../main/core/ical/ical.ts';
import { parseCalendar } from '../../../../main/core/ical/ical.ts';
import { joinLinkOf } from '../../../../main/core/ical/join-link.ts';

const NONE: readonly string[] = [];
const inNotes = (notes: string, patterns = NONE): string =>
  joinLinkOf({ links: [], place: '', notes }, patterns);
const inPlace = (place: string, patterns = NONE): string =>
  joinLinkOf({ links: [], place, notes: '' }, patterns);
const inLinks = (...links: readonly Link[]): string => joinLinkOf({ links, place: '', notes: '' }, NONE);
const conference = (value: string, features?: string): Link =>
  features === undefined ? { property: 'CONFERENCE', value } : { property: 'CONFERENCE', value, features };

const ZOOM = 'https://us02web.zoom.us/j/81234567890?pwd=QmVsZnJ5';
const TEAMS =
  'https://teams.microsoft.com/l/meetup-join/19%3ameeting_NjQ4%40thread.v2/0?context=%7b%22Tid%22%3a%22a1%22%7d';
const MEET = 'https://meet.google.com/abc-defg-hij';

/** Each leads into a meeting wherever it is written. */
const MEETINGS: readonly string[] = [
  'https://zoom.us/j/1234567890',
  ZOOM,
  'https://example-company.zoom.us/my/ana.novak',
  'https://zoom.us/w/98765432101?tk=abc',
  'https://zoom.us/wc/join/1234567890',
  'https://example.zoomgov.com/j/1601234567',
  'https://events.zoom.us/ejl/AbCdEf0123',
  TEAMS,
  'https://teams.microsoft.com/meet/2345678901234?p=AbC',
  'https://teams.live.com/meet/9312345678901?p=xyz',
  'https://gov.teams.microsoft.us/l/meetup-join/19%3ameeting_x/0',
  'https://teams.cloud.microsoft/meet/2345678901234',
  MEET,
  'https://meet.google.com/lookup/standup',
  'https://g.co/meet/standup',
  'https://example.webex.com/meet/ana.novak',
  'https://example.webex.com/example/j.php?MTID=m0123456789abcdef',
  'https://example.webex.com/webappng/sites/example/meeting/info/012345',
  'https://meet.jit.si/BelfryStandup',
  'https://8x8.vc/vpaas-magic-cookie-1/standup',
  'https://bbb.example.edu/b/ana-abc-def',
  'https://bbb.example.edu/b/ana-abc-def-ghi',
  'https://conf.example.edu/rooms/abc-def-ghi-jkl/join',
  'https://cloud.example.org/call/ab3d5fgh',
  'https://cloud.example.org/index.php/call/abcdefgh',
  'https://whereby.com/belfry-team',
  'https://example.whereby.com/standup',
  'https://global.gotomeeting.com/join/123456789',
  'https://www.gotomeet.me/AnaNovak',
  'https://meet.goto.com/123456789',
  'https://attendee.gotowebinar.com/register/1234567890123456789',
  'https://join.skype.com/AbCdEfGhIjKl',
  'https://meet.lync.com/example/ana/AB12CD34',
  'https://app.slack.com/huddle/T01ABCDEF/C02GHIJKL',
  'https://discord.gg/AbCdEf',
  'https://discord.com/channels/123456789012345678/234567890123456789',
  'https://meet.around.co/r/team-sync',
  'https://app.gather.town/app/AbCdEf123/office',
  'https://chime.aws/1234567890',
  'https://app.chime.aws/meetings/1234567890',
  'https://v.ringcentral.com/join/123456789',
  'https://bluejeans.com/123456789/1234',
  'https://meetings.vonage.com/anaroom',
  'https://meeting.zoho.eu/join?key=1234567890',
  'https://meet.zoho.com/abcd-efg-hij',
  'https://vc.larksuite.com/j/123456789',
  'https://vc.feishu.cn/j/123456789',
  'https://meeting.tencent.com/dm/AbCdEf123456',
  'https://voovmeeting.com/dm/AbCdEf123456',
  'https://meeting.dingtalk.com/j/AbCdEf12',
  'https://open.kakao.com/o/gAbCdEf',
  'https://pexip.me/meet/ana.novak',
  'https://meet.starleaf.com/4123456789',
  'https://call.lifesizecloud.com/1234567',
  'https://app.livestorm.co/example/product-demo',
  'https://riverside.fm/studio/anas-studio',
  'https://streamyard.com/abc123def4',
  'https://call.element.io/room/#/standup?roomId=!abc:call.ems.host',
  'https://account.wire.com/conversation-join/?key=abc&code=def',
  'https://facetime.apple.com/join#v=1&p=abc&k=def',
  'https://signal.link/call/#key=bcdf-ghkm',
  'https://telemost.yandex.ru/j/12345678901234',
  'https://kmeet.infomaniak.com/abcdefghijklmnop',
  'https://meet.opentalk.eu/room/01234567-89ab-cdef-0123-456789abcdef',
  'https://opentalk.mailbox.org/room/01234567-89ab-cdef-0123-456789abcdef',
  'https://app.eyeson.team/?guest=AbCdEf0123',
  'https://example.edudip.com/de/webinar/introduction/12345',
  'https://my.demio.com/ref/AbCdEf012345',
  'https://app.cal.com/video/abcDEF123456',
  'https://app.butter.us/ana/workshop',
  'https://example.clickmeeting.com/product-demo',
  'https://call.whatsapp.com/video/AbCdEf0123456789',
  'https://t.me/call/AbCdEf0123',
  'https://vk.com/call/join/AbCdEf_0123',
  'https://jazz.sber.ru/abc123?psw=xyz',
  'https://example.ktalk.ru/abc123def',
  'https://example.daily.co/standup',
  'https://meet.livekit.io/rooms/ab12-cd34',
  'https://meet.proton.me/join/id-ABCDEFGH#pwd-abc',
  'https://www.airmeet.com/e/0123abcd-ef01',
  'https://meetings.dialpad.com/room/anasroom',
  'https://join.freeconferencecall.com/ana',
  'https://doxy.me/drnovak',
];

/** Addresses at the same services that lead to no meeting, and some that only look like them. */
const OTHERS: readonly string[] = [
  'https://zoom.us/pricing',
  'https://zoom.us/download',
  'https://zoom.us/u/aBcDeF123',
  'https://support.zoom.us/hc/en-us/articles/201362193',
  'https://zoom.us.evil.example/j/1234567890',
  'https://notzoom.us/j/1234567890',
  'https://zoom.us:8443/j/1234567890',
  'https://aka.ms/JoinTeamsMeeting',
  'https://teams.microsoft.com/meetingOptions/?organizerId=1',
  'https://teams.microsoft.com/downloads',
  'https://meet.google.com/about',
  'https://meet.google.com/',
  'https://support.google.com/meet/answer/123',
  'https://tel.meet/abc-defg-hij?pin=123',
  'https://www.webex.com/pricing/index.html',
  'https://help.webex.com/en-us/article/abc',
  'https://whereby.com/pricing',
  'https://meet.jit.si/',
  'https://discord.com/download',
  'https://slack.com/features/huddles',
  'https://example.org/b/some-long-article-name',
  'https://example.org/call/overview',
  'https://example.org/rooms/blue',
  'https://lu.ma/abc123',
  'https://app.gather.town/signin',
  'https://goo.gl/maps/AbCdEf',
  'https://www.openstreetmap.org/node/1',
  'http://zoom.us/j/1234567890',
];

describe('an address in the notes', () => {
  test.each(MEETINGS)('leads to a meeting: %s', (address) => {
    expect(inNotes(`Join here: ${address}\r\nSee you!`)).toBe(new URL(address).href);
    expect(mayOpen(inNotes(address))).toBe(true);
  });

  test.each(OTHERS)('leads to none: %s', (address) => {
    expect(inNotes(`See ${address} for more`)).toBe('');
    expect(inLinks({ property: 'URL', value: address })).toBe('');
  });
});

const enc = encodeURIComponent;
const safelink = (host: string) => (address: string) =>
  `https://${host}.safelinks.protection.outlook.com/?url=${enc(address)}&data=05%7C01%7C&sdata=x%3D&reserved=0`;
const eur = safelink('eur01');

/** [how it is written, the text, the address in it] */
const WRITTEN: readonly (readonly [string, string, string])[] = [
  ['angle brackets', `Join <${ZOOM}> now`, ZOOM],
  ['Outlook’s text with its address behind it', `Join the meeting<${TEAMS}>`, TEAMS],
  ['round brackets', `(${MEET})`, MEET],
  ['square brackets', `[${MEET}]`, MEET],
  ['Markdown', `[join](${ZOOM})`, ZOOM],
  ['Markdown of itself', `[${ZOOM}](${ZOOM})`, ZOOM],
  ['a full stop', `Join at ${MEET}.`, MEET],
  ['a comma', `${MEET}, or by phone`, MEET],
  ['a question?', `Is it ${MEET}?`, MEET],
  ['quotes and a bracket', `<a href="${MEET}">`, MEET],
  [
    'a link in HTML',
    `<p><a href="${ZOOM.replace('?', '?a=1&amp;')}">Join</a></p>`,
    ZOOM.replace('?', '?a=1&'),
  ],
  ['escaped HTML', `&lt;a href=&quot;${MEET}&quot;&gt;Join&lt;/a&gt;`, MEET],
  ['a numbered ampersand', `${ZOOM}&#38;uname=Ana`, `${ZOOM}&uname=Ana`],
  ['capital letters in the scheme and host', 'HTTPS://ZOOM.US/j/1234567890', 'https://zoom.us/j/1234567890'],
  ['two dividing lines', `───\n${MEET}\n───`, MEET],
  ['other links before it', `Agenda https://wiki.example.org/x ${ZOOM}`, ZOOM],
  [
    'the help beside it',
    `https://aka.ms/JoinTeamsMeeting ${TEAMS} https://teams.microsoft.com/meetingOptions/?a`,
    TEAMS,
  ],
  ['Outlook’s safe link', eur(TEAMS), TEAMS],
  ['Outlook’s safe link in brackets', `<${eur(ZOOM)}>`, ZOOM],
  ['Outlook’s safe link in HTML', `<a href="${eur(ZOOM).replaceAll('&', '&amp;')}">`, ZOOM],
  ['a safe link in a safe link', eur(safelink('nam02')(MEET)), MEET],
  [
    'Teams’ safe link',
    `https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=${enc(MEET)}&locale=en-us`,
    MEET,
  ],
  ['Google’s redirect', `https://www.google.com/url?q=${enc(ZOOM)}&sa=D&source=calendar&ust=1`, ZOOM],
  ['Google’s other redirect', `https://www.google.co.uk/url?sa=t&url=${enc(MEET)}`, MEET],
  ['Proofpoint 1', `https://urldefense.proofpoint.com/v1/url?u=${enc(ZOOM)}&k=x`, ZOOM],
  [
    'Proofpoint 2',
    'https://urldefense.proofpoint.com/v2/url?u=https-3A__zoom.us_j_1234567890-3Fpwd-3Dab-5Fc&d=DwMF',
    'https://zoom.us/j/1234567890?pwd=ab_c',
  ],
  [
    'Proofpoint 3',
    'https://urldefense.com/v3/__https://zoom.us/j/1234567890?pwd=abc__;!!NiCk!xYz$',
    'https://zoom.us/j/1234567890?pwd=abc',
  ],
  [
    'Proofpoint 3 with characters taken out',
    'https://urldefense.com/v3/__https://call.element.io/room/*/standup*x__;I0E!!NiCk!xYz$',
    'https://call.element.io/room/#/standupAx',
  ],
  [
    'Proofpoint 3 with a run',
    'https://urldefense.com/v3/__https://meet.jit.si/Daily**A__;LS0!!NiCk!xYz$',
    'https://meet.jit.si/Daily--',
  ],
  [
    'Proofpoint 3 with one slash',
    'https://urldefense.us/v3/__https:/zoom.us/j/1234567890__;!!NiCk!xYz$',
    'https://zoom.us/j/1234567890',
  ],
  ['Barracuda', `https://linkprotect.cudasvc.com/url?a=${enc(ZOOM)}&c=E,1,x&typo=1`, ZOOM],
  ['Slack’s redirect', `https://slack-redir.net/link?url=${enc(ZOOM)}`, ZOOM],
  ['Cisco', `https://secure-web.cisco.com/1aBcD/${enc(ZOOM)}`, ZOOM],
  ['FireEye', `https://protect2.fireeye.com/v1/url?k=1&q=1&u=${enc(ZOOM)}`, ZOOM],
  ['GMX', `https://deref-gmx.net/mail/client/x/dereferrer/?redirectUrl=${enc(ZOOM)}`, ZOOM],
];

describe('an address is found', () => {
  test.each(WRITTEN)('behind %s', (_, text, address) => {
    expect(inNotes(text)).toBe(new URL(address).href);
  });

  test.each([
    ['a script', 'javascript://zoom.us/j/1234567890%0aalert(1)'],
    ['a file', 'file://zoom.us/j/1234567890'],
    ['an application’s own scheme', 'zoommtg://zoom.us/join?confno=1234567890'],
    ['clear text in a safe link', eur('http://zoom.us/j/1234567890')],
    ['a script in a safe link', eur('javascript:alert(1)//zoom.us/j/1234567890')],
    ['user information', 'https://zoom.us@evil.example/j/1234567890'],
    ['user information for the right host', 'https://ana@zoom.us/j/1234567890'],
    ['a telephone in the notes', 'tel:+420123456789'],
    ['an address that was cut off', `${ZOOM}…`],
    ['too many wrappers', eur(eur(eur(eur(MEET))))],
    ['a wrapper nobody can undo', 'https://protect-eu.mimecast.com/s/AbCdEf?domain=zoom.us'],
    ['nonsense in a wrapper', 'https://urldefense.com/v3/__**__;!!x'],
    ['no host', 'https:///j/1234567890'],
  ])('never in %s', (_, text) => {
    expect(inNotes(text)).toBe('');
  });
});

describe('of several addresses', () => {
  const sources = (links: readonly Link[], place: string, notes: string): string =>
    joinLinkOf({ links, place, notes }, NONE);
  const url = (value: string): Link => ({ property: 'URL', value });

  test('CONFERENCE comes first, then the vendor’s, URL, LOCATION, notes', () => {
    const own = 'https://video.example.org/r/1';
    const vendor = { property: 'X-MICROSOFT-SKYPETEAMSMEETINGURL', value: TEAMS };
    expect(sources([url(ZOOM), vendor, conference(own)], MEET, MEET)).toBe(own);
    expect(sources([url(ZOOM), vendor], MEET, MEET)).toBe(new URL(TEAMS).href);
    expect(sources([url(ZOOM)], MEET, MEET)).toBe(ZOOM);
    expect(sources([url('https://example.org/agenda')], MEET, ZOOM)).toBe(MEET);
    expect(sources([], 'Room 1', ZOOM)).toBe(ZOOM);
  });

  test('of conferences the one with a picture, then the one known, then sound, never a chat', () => {
    const [known, own] = [ZOOM, 'https://video.example.org/r/1'];
    expect(inLinks(conference(known, 'AUDIO'), conference(own, 'AUDIO,VIDEO'))).toBe(own);
    expect(inLinks(conference(own, 'VIDEO'), conference(known, 'VIDEO'))).toBe(known);
    expect(inLinks(conference(own), conference(known))).toBe(known);
    expect(inLinks(conference(known, 'AUDIO,MODERATOR'), conference(own, 'AUDIO'))).toBe(own);
    expect(inLinks(conference(own, 'CHAT'), conference(own, 'FEED'))).toBe('');
  });

  test('a telephone comes last of all, and only from what is for joining', () => {
    const phone = conference('tel:+1-412-555-0123,,,654321#', 'AUDIO');
    expect(sources([phone], '', ZOOM)).toBe(ZOOM);
    expect(sources([phone], 'Room 1', '')).toBe('tel:+1-412-555-0123,,,654321#');
    expect(mayOpen(inLinks(phone))).toBe(true);
    const vendor = { property: 'X-MICROSOFT-CONFERENCETELURI', value: String.raw`tel:+4612345\,\,68138` };
    expect(inLinks(vendor)).toBe('tel:+4612345,,68138');
    expect(inLinks(conference('tel:+1"onclick=x'), url('tel:+14125550123'))).toBe('');
  });

  test('what a vendor writes counts when it is an address, an empty or internal one does not', () => {
    const property = 'X-MICROSOFT-ONLINEMEETINGCONFLINK';
    expect(inLinks({ property, value: 'conf:sip:ana@example.org\\;gruu' }, url(ZOOM))).toBe(ZOOM);
    expect(inLinks({ property, value: 'https://meet.example.org/ana/AB12CD34' })).toBe(
      'https://meet.example.org/ana/AB12CD34',
    );
    expect(inLinks({ property: 'X-GOOGLE-CONFERENCE', value: '' })).toBe('');
  });
});

describe('a place of one’s own', () => {
  test.each([
    ['meet.example.org/*', 'https://meet.example.org/standup', true],
    ['meet.example.org/*', 'https://meet.example.org/', false],
    ['meet.example.org', 'https://meet.example.org/standup?x=1#y', true],
    ['meet.example.org/*', 'https://evil.meet.example.org/standup', false],
    ['meet.example.org/*', 'https://meet.example.org.evil.example/standup', false],
    ['*.example.org/room/*', 'https://a.b.example.org/room/7', true],
    ['*.example.org/room/*', 'https://example.org/room/7', false],
    ['*.example.org/room/*', 'https://a.example.org/rooms/7', false],
    ['https://Meet.Example.org/r/*/join', 'https://meet.example.org/r/1/2/join', true],
    ['https://meet.example.org/r/*/join', 'https://meet.example.org/r/1/leave', false],
    ['meet.example.org:8443/*', 'https://meet.example.org:8443/x', true],
    ['meet.example.org/*', 'https://meet.example.org:8443/x', false],
    ['meet.example.org/a.b/*', 'https://meet.example.org/axb/1', false],
    ['*/standup', 'https://meet.example.org/standup', false],
    ['*.org/*', 'https://meet.example.org/standup', false],
    ['*', 'https://meet.example.org/standup', false],
    ['', 'https://meet.example.org/standup', false],
  ])('%j takes in %s: %s', (pattern, address, fits) => {
    expect(inNotes(`At ${address} as always`, [pattern])).toBe(fits ? address : '');
    expect(
      joinLinkOf({ links: [{ property: 'URL', value: address }], place: '', notes: '' }, [pattern]),
    ).toBe(fits ? address : '');
  });

  test('is another answer when the person changes their patterns', () => {
    const event = { links: [], place: '', notes: 'https://video.example.org/7' };
    expect(joinLinkOf(event, [])).toBe('');
    expect(joinLinkOf(event, ['video.example.org/*'])).toBe('https://video.example.org/7');
    expect(joinLinkOf(event, [])).toBe('');
  });
});

describe('a place that is an address', () => {
  test.each([
    ['https://meet.example.org/standup', 'https://meet.example.org/standup'],
    ['Online: https://jitsi.example.edu/Seminar', 'https://jitsi.example.edu/Seminar'],
    ['https://meet.example.org/', ''],
    ['https://meet.example.org/about', ''],
    ['https://www.example.org/venue', ''],
    ['https://meet.google.com/about', ''],
  ])('named after meetings counts in LOCATION: %s', (place, link) => {
    expect(inPlace(place)).toBe(link);
    expect(inNotes(place)).toBe('');
  });
});

describe('read from an object', () => {
  const event = (...lines: readonly string[]): string =>
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'BEGIN:VEVENT',
      'UID:1',
      'DTSTART:20261124T130000Z',
      ...lines,
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n');
  const linkIn = (...lines: readonly string[]): string => {
    const { master } = parseCalendar(event(...lines));
    return master ? joinLinkOf(master, NONE) : 'no event';
  };

  test.each([
    [
      'CONFERENCE',
      [
        `CONFERENCE;VALUE=URI;FEATURE=PHONE,AUDIO:tel:+420123`,
        `CONFERENCE;VALUE=URI;FEATURE="AUDIO,VIDEO":${ZOOM}`,
      ],
      ZOOM,
    ],
    ['Google’s', [`X-GOOGLE-CONFERENCE:${MEET}`], MEET],
    ['Microsoft’s', [`X-MICROSOFT-SKYPETEAMSMEETINGURL:${TEAMS}`], new URL(TEAMS).href],
    [
      'Yandex’s',
      ['X-TELEMOST-CONFERENCE:https://telemost.yandex.ru/j/12345678901234'],
      'https://telemost.yandex.ru/j/12345678901234',
    ],
    [
      'a URL longer than any title',
      [`URL:${eur(`${TEAMS}${'a'.repeat(600)}`)}`],
      new URL(`${TEAMS}${'a'.repeat(600)}`).href,
    ],
    ['notes with escaped commas', [`DESCRIPTION:Hello\\, world\\n${MEET}\\nBye`], MEET],
  ])('%s', (_, lines, link) => {
    expect(linkIn(...lines)).toBe(link);
  });
});

describe('whatever a stranger writes', () => {
  const hostile = [
    'https://'.repeat(1_000),
    `https://${'a.'.repeat(3_990)}`,
    `https://zoom.us/${'j/'.repeat(3_990)}`,
    `https://x.webex.com/${'a/'.repeat(3_980)}`,
    `https://urldefense.com/v3/__${'**A'.repeat(2_600)}__;AAAA!!x`,
    `https://www.google.com/url?q=${'%25'.repeat(2_600)}`,
    `https://meet.example.org/${'('.repeat(7_900)}`,
    '&amp;'.repeat(1_600),
    `${'https://a.example/ '.repeat(420)}`,
  ];
  test.each(hostile.map((text) => [text.slice(0, 30), text] as const))('%s… is answered', (_, text) => {
    const pattern = `meet.example.org/${'*a'.repeat(140)}`;
    const found = inNotes(
      text.slice(0, 8_000),
      Array.from({ length: 50 }, () => pattern),
    );
    expect(found === '' || mayOpen(found)).toBe(true);
  });

  test('what is found can be opened', () => {
    const piece = fc.constantFrom(
      ...MEETINGS,
      ...WRITTEN.map(([, text]) => text),
      '<',
      '>',
      ' ',
      '"',
      '\u0000',
      '@',
      'ü',
      ')',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        for (const found of [inNotes(text), inPlace(text), inLinks(conference(text))])
          if (found !== '') expect(mayOpen(found)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
