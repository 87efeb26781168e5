// A reader who wants to know whether pings arrive asks for one: a PROPFIND of Depth 0 on a home they may read, naming the
// live property test-ping. The home's node is announced as by a change, so many such questions make no more noise than one.
import { BELFRY, DAV } from '../../protocol/namespaces.ts';
import { TEST_PING } from '../../protocol/push-properties.ts';
import { XmlError } from '../../wire/xml-reader.ts';
import { userIn } from '../front/headers.ts';
import { askedProperties } from './asked.ts';
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

const FRAGMENT = { namespace: BELFRY, name: TEST_PING, text: `<B:${TEST_PING} xmlns:B="${BELFRY}"/>` };

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
      const targets = homes.map(({ response }) => ({ response, fragments: [FRAGMENT] }));
      return Buffer.from(injectProperties(text, targets), 'latin1');
    };
  };
}

// By name only: allprop and propname must not ring anything.
function asksForPing(body: Buffer): boolean {
  if (!body.includes(TEST_PING)) return false;
  return askedProperties(body).some((p) => p.namespace === BELFRY && p.name === TEST_PING);
}
