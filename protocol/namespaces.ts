// The XML namespaces that cross the network between notifier, servers and app.

/** WebDAV, RFC 4918. */
export const DAV = 'DAV:';
/** CalDAV, RFC 4791. */
export const CALDAV = 'urn:ietf:params:xml:ns:caldav';
/** Calendar Server extensions: getctag, push properties. */
export const CALENDAR_SERVER = 'http://calendarserver.org/ns/';
/** Apple's iCal client properties: calendar-color. */
export const APPLE_ICAL = 'http://apple.com/ns/ical/';
/**
 * Belfry's own elements: the ping, and what the notifier adds. It ends in letters for DAViCal, which makes a prefix of the letters
 * behind the last colon: without any it answers what is no XML.
 */
export const BELFRY = 'urn:belfry:v1';
/** XEP-0060 publish-subscribe and its two companions. */
export const PUBSUB = 'http://jabber.org/protocol/pubsub';
export const PUBSUB_OWNER = 'http://jabber.org/protocol/pubsub#owner';
export const PUBSUB_EVENT = 'http://jabber.org/protocol/pubsub#event';
/** XEP-0004 data forms. */
export const DATA_FORM = 'jabber:x:data';
