// A reader who wants to know whether pings arrive asks for one: a PROPFIND of Depth 0 on a home they may read, naming the
// live property test-ping. The home's node is announced as by a change, so many such questions make no more noise than one.
import { BELFRY, DAV } from '../../protocol/namespaces.ts';
import { TEST_PING } from '../../protocol/push-properties.ts';
import { readXml, XmlError } from '../../wire/xml-reader.ts';
import { userIn } from '../front/headers.ts';
import { injectProperties } from './injection.ts';
import type { Places } from './places.ts';
import type { Question } from '../front/proxy.ts';
import { isAnonymous, recognise } from './recognition.ts';
import type { Rewriter } from '../front/relay.ts';
import { mapXml } from './xml-map.ts';

export interface TestPingsOptions {
  readonly places: Places;
  /** Announces the home at this canonical path. */
  readonly announce: (path: string) => void;
}

const REQUEST_LIMITS = { depth: 16, size: 64 * 1024 };
const FRAGMENT = `<B:${TEST_PING} xmlns:B="${BELFRY}"/>`;

/** The rewriter for a PROPFIND that asks, with credentials, for a ping; null for any other. */
export function testPings({ places, announce }: TestPingsOptions): (request: Question) => Rewriter | null {
  return (request) => {
    const { method, depth, authorization, body } = request;
    if (method !== 'PROPFIND' || depth !== '0' || userIn(authorization) === null) return null;
    if (!asksForPing(body)) return null;
    return async (answer) => {
      const text = answer.toString('latin1');
      const multistatus = mapXml(text);
      if (multistatus.name !== 'multistatus' || multistatus.namespace !== DAV)
        throw new XmlError('not a multistatus');
      const homes = recognise(multistatus, request, places).filter((t) => t.kind === 'home' && t.isReadable);
      if (homes.length === 0 || isAnonymous(multistatus)) return null;
      for (const { path } of homes) announce(path);
      const fragments = new Map([[TEST_PING, FRAGMENT]]);
      const targets = homes.map(({ response }) => ({ response, fragments, namespace: BELFRY }));
      return Buffer.from(injectProperties(text, targets), 'latin1');
    };
  };
}

// By name only: allprop and propname must not ring anything.
function asksForPing(body: Buffer): boolean {
  if (!body.includes(TEST_PING)) return false;
  try {
    const root = readXml(body.toString('utf8'), { limits: REQUEST_LIMITS });
    if (root.namespace !== DAV || root.name !== 'propfind') return false;
    return root.children
      .filter((c) => c.namespace === DAV && c.name === 'prop')
      .some((prop) => prop.children.some((p) => p.namespace === BELFRY && p.name === TEST_PING));
  } catch (error) {
    if (error instanceof XmlError) return false; // not ours to refuse: it goes on as it came
    throw error;
  }
}
