// Addresses at which people meet: for each service its hosts, and the paths under them that lead into a meeting. What a
// service says about itself on other paths (prices, help, downloads) is no meeting.

/** `*.` stands for the host itself and everything under it. */
type Service = readonly [hosts: string, path: RegExp];

// The end of a name in a path.
const END = '(?=[/?#]|$)';
const path = (source: string): RegExp => new RegExp(`^/(?:${source})${END}`, 'i');
/** One name straight under the root, which is none of the service's own pages. */
const room = (pages: string): RegExp =>
  new RegExp(
    `^/(?!(?:${pages}|about|blog|contact|download|features|help|legal|login|pricing|privacy|signup|support|terms)${END})[\\w%.~-]{3,}${END}`,
    'i',
  );
/** An id of letters and digits, as services make them. */
const ID = '[\\w-]{6,}';

const SERVICES: readonly Service[] = [
  [
    '*.zoom.us *.zoomgov.com *.zoom.com *.zoom.com.cn',
    path(String.raw`(?:j|w)/\d{9,12}|my/[\w.%-]+|wc/(?:join/)?\d{9,12}|launch/jc/\d{9,12}`),
  ],
  ['events.zoom.us', path(`ejl/${ID}`)],
  [
    '*.teams.microsoft.com *.teams.microsoft.us *.teams.cloud.microsoft *.teams.microsoftonline.cn',
    path(String.raw`l/meetup-join/[^?#]+|meet/\d{9,}|l/meeting/[^?#]+|dl/launcher/[^?#]+`),
  ],
  ['teams.live.com', path(String.raw`meet/\d{9,}|l/invite/[\w-]+`)],
  ['meet.google.com', path(String.raw`[a-z]{3,4}-[a-z]{3,4}-[a-z]{3,4}|lookup/[\w-]+|_meet/[\w-]+`)],
  ['g.co', path(String.raw`meet/[\w-]+`)],
  ['hangouts.google.com', path(String.raw`(?:hangouts/_|call)/[\w./-]+`)],
  [
    '*.webex.com',
    path(
      String.raw`(?:[\w.-]+/)?(?:meet|join)/[\w.@%-]+|(?:[\w.-]+/)?[jm]\.php|(?:[\w.-]+/)*webappng/sites/[^?#]+|(?:[\w-]+/)*wbxmjs/joinservice/[^?#]+|(?:[\w.-]+/)?(?:onstage|tc\d*)/g\.php|wc/${ID}`,
    ),
  ],
  ['meet.jit.si beta.meet.jit.si', room('static|libs|http-bind')],
  ['8x8.vc', path(String.raw`[\w.-]+/[\w%.-]+`)],
  ['whereby.com *.whereby.com appear.in', room('information|user|org|assets|business|embedded|developers')],
  ['*.gotomeeting.com', path(String.raw`join/\d{6,}|meeting/join/\d{6,}`)],
  ['*.gotomeet.me', room('products')],
  ['meet.goto.com', path(String.raw`\d{9}|[\w.-]{4,}`)],
  ['*.gotowebinar.com', path(String.raw`(?:join|register|webinar)/[\w/-]+`)],
  ['join.skype.com', path(String.raw`(?:meet/)?[\w-]{6,}`)],
  ['meet.lync.com *.online.lync.com', path(String.raw`(?:[\w.-]+/){1,2}[\w.-]+`)],
  ['*.slack.com', path(String.raw`huddle/T\w+/[CDG]\w+|(?:[\w-]+/)?huddle/\w+/\w+`)],
  ['discord.gg', room('')],
  ['discord.com discordapp.com', path(String.raw`invite/[\w-]+|channels/[\d@me]+/\d+|events/\d+/\d+`)],
  ['meet.around.co', path(`r/${ID}`)],
  ['*.gather.town', path(String.raw`(?:v2/)?app/[\w%.-]+(?:/[\w%.-]+)?`)],
  ['chime.aws', path(String.raw`\d{10}|[\w.-]{4,}`)],
  ['app.chime.aws', path(String.raw`(?:meetings|portal)/[\w.-]+`)],
  ['*.ringcentral.com', path(String.raw`(?:conf/)?(?:join|j|w|on)/[\w-]{6,}`)],
  ['*.bluejeans.com', path(String.raw`\d{6,}|events/[\w/-]+|a2m/[\w/-]+`)],
  ['meetings.vonage.com', room('home')],
  [
    'meeting.zoho.com meeting.zoho.eu meeting.zoho.in meeting.zoho.com.au',
    path(String.raw`(?:join|meeting/[\w./-]+|m/[\w./-]+)`),
  ],
  ['meet.zoho.com meet.zoho.eu meet.zoho.in', path(String.raw`[\w-]{6,}`)],
  ['vc.larksuite.com vc.feishu.cn *.vc.feishu.cn', path(String.raw`j/\d+`)],
  [
    'meeting.tencent.com voovmeeting.com *.voovmeeting.com *.wemeet.qq.com',
    path(String.raw`(?:dm|p|s|dw)/\w+`),
  ],
  ['meeting.dingtalk.com', path(`j/${ID}`)],
  ['open.kakao.com', path(String.raw`o/\w{4,}`)],
  ['whaleon.us', path(String.raw`o/\w{4,}`)],
  ['*.pexip.me', path(String.raw`(?:meet/)?[\w.@-]{3,}`)],
  ['meet.starleaf.com', path(String.raw`\d{6,}`)],
  ['call.lifesizecloud.com call.lifesize.com', path(String.raw`(?:extension/)?\d{4,}`)],
  ['app.livestorm.co', path(String.raw`(?:p/[\w-]{8,}|[\w-]+/[\w-]+)`)],
  ['riverside.fm riverside.com', path(String.raw`studio/[\w-]+`)],
  ['streamyard.com', path(String.raw`[a-z0-9]{8,}|watch/\w+`)],
  ['call.element.io', path(String.raw`(?:room/)?(?:#/)?[\w!%:.?=&-]{3,}|room/`)],
  ['account.wire.com', path('conversation-join/?')],
  ['facetime.apple.com', /^\/join\/?#/],
  ['signal.link', /^\/call\/?#/],
  [
    'telemost.yandex.ru telemost.yandex.com telemost.360.yandex.ru telemost.360.yandex.com',
    path(String.raw`j/\d+`),
  ],
  ['kmeet.infomaniak.com', room('')],
  ['*.opentalk.eu opentalk.mailbox.org *.opentalk.run', path(String.raw`(?:room|invite)/[\w-]{8,}`)],
  ['*.eyeson.team *.eyeson.com', /^\/(?:[\w-]+\/?)?\?(?:[^#]*&)?guest=/],
  ['*.edudip.com', path(String.raw`(?:[a-z]{2}/)?(?:webinar|w|room|academy)/[\w/-]+`)],
  ['my.demio.com event.demio.com', path(String.raw`(?:ref|recording|room)?/?\w{6,}`)],
  ['*.cal.com', path(String.raw`video/[\w-]{6,}`)],
  ['app.butter.us', path(String.raw`[\w-]+(?:/[\w-]+)?`)],
  ['*.clickmeeting.com', room('join')],
  ['call.whatsapp.com', path(String.raw`(?:video|voice)/\w+`)],
  ['t.me', path(String.raw`call/[\w-]+`)],
  ['www.messenger.com messenger.com', path(String.raw`groupcall/[\w:-]+`)],
  ['msngr.com', room('')],
  ['vk.com *.vk.com *.vk.ru', path(String.raw`call/join/[\w-]+`)],
  ['*.jazz.sber.ru *.salutejazz.ru', path(String.raw`(?:[a-z]+/)?\w{6,}`)],
  ['*.ktalk.ru', room('api')],
  ['meet.livekit.io', path(String.raw`rooms/[\w-]+`)],
  ['*.daily.co', room('dashboard|products')],
  ['talky.io', room('')],
  ['talk.brave.com', path(String.raw`[\w-]{10,}`)],
  ['meet.proton.me', path(String.raw`(?:u/\d+/)?join/id-[\w-]+`)],
  ['live.remo.co', path(String.raw`e/[\w-]+`)],
  ['*.airmeet.com', path(String.raw`e(?:vent)?/[\w-]+`)],
  ['*.crowdcast.io', path(String.raw`[ec]/[\w-]+`)],
  ['meetings.dialpad.com', path(String.raw`(?:room/)?[\w-]+`)],
  ['join.freeconferencecall.com fccdl.in', room('')],
  ['doxy.me', room('en|patients|providers')],
  ['*.senfcall.de fairmeeting.net *.fairmeeting.net', room('impressum|datenschutz')],
  ['meet.ffmuc.net jitsi.riot.im jitsi.member.fsf.org', room('')],
  ['*.kumospace.com', room('')],
  ['spatial.chat app.spatial.chat', path(String.raw`s/[\w-]+`)],
  ['ro.am', path(String.raw`[\w.-]+/[\w./-]+`)],
];

/** Programs that organisations run under names of their own: known by their paths alone. */
const ANYWHERE: readonly RegExp[] = [
  // BigBlueButton with Greenlight 2 and 3, and by itself.
  path(String.raw`(?:[\w-]+/)?b/[a-z0-9]{3}(?:-[a-z0-9]{3}){2,3}(?:/[a-z0-9-]+)?`),
  path(String.raw`rooms/[a-z0-9]{3}(?:-[a-z0-9]{3}){2,3}(?:/join)?`),
  /^\/bigbluebutton\/api\/join\?/,
  /^\/html5client\/join\?/,
  // Nextcloud Talk: its tokens have neither 1 nor l, and a digit in nearly all of them.
  path(String.raw`(?:[\w-]+/)?index\.php/call/[a-z0-9]{6,}`),
  path(String.raw`(?:[\w-]+/)?call/(?=[a-z]*[0-9])[a-z0-9]{8}`),
  // Pexip Infinity, Skype for Business Server, Cisco Meeting Server.
  /^\/webapp\d?\/(?:#\/?|m\/|meeting\/|conference\/|home\/?\?)[^\s]+/i,
  path(String.raw`meet/[\w.-]+/[A-Z0-9]{8}`),
  /^\/(?:invited\.sf|meeting\/\d+)\?(?:[^#]*&)?secret=/,
  path(String.raw`(?:room|invite)/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}`),
];

/** Names that organisations give the host of their own Jitsi or BigBlueButton. */
const MEETING_HOST =
  /^(?:(?:my)?meet(?:ing|ings)?\d?|jitsi(?:-meet)?\d?|bbb\d?|video(?:conf|call|konferenz)?|konferenz|visio|talk|conf(?:erence)?)\./;
const PLAIN_ROOM = room('index.html|static|en|de');

const byHost = new Map<string, RegExp[]>();
const byDomain = new Map<string, RegExp[]>();
for (const [hosts, leads] of SERVICES) {
  for (const host of hosts.split(' ')) {
    const [map, name] = host.startsWith('*.') ? [byDomain, host.slice(2)] : [byHost, host];
    map.set(name, [...(map.get(name) ?? []), leads]);
  }
}

/** Path, query and fragment: what the expressions above are held against. */
const targetOf = ({ pathname, search, hash }: URL): string => pathname + search + hash;

function pathsOf({ hostname }: URL): readonly RegExp[] {
  const found = [...(byHost.get(hostname) ?? [])];
  for (let at = 0; at >= 0; at = hostname.indexOf('.', at + 1)) {
    found.push(...(byDomain.get(hostname.slice(at === 0 ? 0 : at + 1)) ?? []));
  }
  return found;
}

/** True for an address that surely leads into a meeting of a service anybody can use, or of a program that shows. */
export function isMeeting(url: URL): boolean {
  if (url.port !== '') return false;
  const paths = pathsOf(url);
  const target = targetOf(url);
  // A service's own hosts have its own paths and no others.
  return (paths.length > 0 ? paths : ANYWHERE).some((leads) => leads.test(target));
}

/** True for one that may well do so: a room of one name on a host that is called after meetings. */
export function looksLikeMeeting(url: URL): boolean {
  if (pathsOf(url).length > 0 || !MEETING_HOST.test(url.hostname)) return false;
  return PLAIN_ROOM.test(url.pathname);
}
