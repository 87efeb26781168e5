// Which nodes a successful write concerns. Pure: the request and what is known of the server's layout.
import { canonicalPath, collectionPath, parentOf } from '../front/paths.ts';
import type { Places } from '../answers/places.ts';

/** `collection`: what it holds changed. `home`: its collections came, went, or are called something else. */
export interface Touch {
  readonly kind: 'collection' | 'home';
  /** Canonical, ending in a slash. */
  readonly path: string;
}

export interface Write {
  readonly method: string;
  /** Request target as the upstream server sees it. */
  readonly target: string;
  /** Where MOVE and COPY go, as the upstream server sees it. */
  readonly destination: string | null;
}

const WRITES = new Set('PUT DELETE POST PATCH MOVE COPY MKCALENDAR MKCOL PROPPATCH ACL'.split(' '));

/** True for the methods that may change something; the others are never announced. */
export function isWrite(method: string): boolean {
  return WRITES.has(method);
}

/** What a request that was answered 2xx touched; empty for anything that changes nothing. Each touch is named once. */
export function touchedBy(write: Write, places: Places): readonly Touch[] {
  const touches = touchesOf(write, places);
  return touches.filter((t, i) => touches.findIndex((u) => u.kind === t.kind && u.path === t.path) === i);
}

function touchesOf({ method, target, destination }: Write, places: Places): readonly Touch[] {
  const path = canonicalPath(target);
  const isCollection = namesCollection(path, places);
  switch (method) {
    // A PUT on a collection replaces all of it (Radicale, DAViCal), and makes it if need be.
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
      return isCollection ? lifeOf(path) : [contents(parentOf(path))];
    // RFC 5995: a POST to the collection, or to a URI of its own inside it, adds a member.
    case 'POST':
      return [contents(isCollection ? path : parentOf(path))];
    case 'MKCALENDAR':
    case 'MKCOL':
      return [home(parentOf(path))];
    case 'PROPPATCH':
    case 'ACL':
      if (places.isHome(collectionPath(path))) return [home(path)];
      return isCollection ? lifeOf(path) : [contents(parentOf(path))];
    case 'MOVE':
      return [...endOf(path, isCollection), ...arrivalOf(destination, isCollection)];
    case 'COPY':
      return arrivalOf(destination, isCollection);
    default:
      return [];
  }
}

const contents = (path: string): Touch => ({ kind: 'collection', path: collectionPath(path) });
const home = (path: string): Touch => ({ kind: 'home', path: collectionPath(path) });

// Those who see a shared collection are not members of its owner's home: they hear of its end from its own node.
const lifeOf = (path: string): readonly Touch[] => [home(parentOf(path)), contents(path)];

function endOf(path: string, isCollection: boolean): readonly Touch[] {
  return isCollection ? lifeOf(path) : [contents(parentOf(path))];
}

function arrivalOf(destination: string | null, isCollection: boolean): readonly Touch[] {
  return destination === null ? [] : endOf(canonicalPath(destination), isCollection);
}

// A collection's URL ends in a slash (RFC 4918 section 5.2), but servers also accept it without. What lies directly
// in a home is a collection; a member lies one deeper.
function namesCollection(path: string, places: Places): boolean {
  return path.endsWith('/') || places.isCalendar(`${path}/`) || places.isHome(parentOf(path));
}
