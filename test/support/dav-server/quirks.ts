// How real servers differ from the RFCs and from each other, as switches; and what can go wrong with one answer.

/** Everything off: a server by the book. May be changed while the server runs; the next request sees it. */
export interface Quirks {
  /** No sync-collection at all: neither announced nor answered; the ctag is all there is (sabre/dav 1.8, GMX). */
  noSync?: boolean;
  /** sync-collection is refused with 400 unless the request says Depth: 1. */
  depthOneOnly?: boolean;
  /** A token that means nothing: refused (default), answered with a full listing (DAViCal), or a 500 (Xandikos). */
  unknownToken?: 'refused' | 'listed' | 'failed';
  /** Status of that refusal; 403 by default. */
  refusalStatus?: number;
  /** Members in one answer to a sync-collection; the rest follows after a 507 (Cyrus, Google). */
  pageSize?: number;
  /** Pages go on for ever: the token of a cut answer never moves. */
  stuckPaging?: boolean;
  /** The answer to a sync-collection has no token in it. */
  noTokenInAnswer?: boolean;
  /** Missing hrefs of a multiget: told by 404 (default), left out (DAViCal), or the whole answer is 404 (sabre/dav 1.8). */
  multigetMissing?: 'told' | 'omitted' | 'fails';
  /** A multiget is answered with no objects at all (iCloud in 2017). */
  emptyMultiget?: boolean;
  /** calendar-query is refused. */
  noQuery?: boolean;
  /** Objects in one answer to a calendar-query, which ends with a 507 then. */
  queryLimit?: number;
  /** How ETags are written: "17" (default), W/"17" or 17. */
  etags?: 'strong' | 'weak' | 'bare';
  /** How hrefs are written: a path (default), a whole URL, or a path with more percent-encoding than needed. */
  hrefs?: 'path' | 'absolute' | 'encoded';
  /** How the collection names itself in listings of its members. By default PROPFIND lists it (with a slash), reports do not. */
  selfEntry?: 'slash' | 'bare';
  /** A collection inside the calendar is listed among its members. */
  innerCollection?: boolean;
  /** How a removed member is told: a status (default), or with a propstat of no meaning as well (sabre/dav 3). */
  tombstones?: 'plain' | 'padded';
  /** Bodies as CDATA (Cyrus). */
  cdata?: boolean;
  /** A PUT is answered without an ETag: the server changed the object. */
  noEtagOnPut?: boolean;
  /** Waits before each answer, ms. */
  delay?: number;
}

/** What befalls one answer. */
export type Trouble =
  /** An HTTP status instead of an answer, 429 and 503 with Retry-After perhaps. The request has no effect. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string; readonly body?: string }
  /** The connection ends before a word is said. `done`: the request took effect all the same. */
  | { readonly kind: 'hang-up'; readonly done?: boolean }
  /** The connection ends after that many bytes of the body. */
  | { readonly kind: 'cut'; readonly after: number }
  /** The answer comes late. */
  | { readonly kind: 'delay'; readonly ms: number };

/** Google's way of saying "slow down". */
export const GOOGLE_THROTTLE: Trouble = {
  kind: 'status',
  status: 403,
  body: '<?xml version="1.0"?><D:error xmlns:D="DAV:"/>',
};
