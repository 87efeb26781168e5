// What a PROPFIND body asks for by name.
import { DAV } from '../../protocol/namespaces.ts';
import { readXml, XmlError } from '../../wire/xml-reader.ts';

export interface AskedName {
  readonly namespace: string;
  readonly name: string;
}

const REQUEST_LIMITS = { depth: 16, size: 64 * 1024 };

/**
 * The properties a PROPFIND body asks for by name; empty for allprop, propname, a body that is no PROPFIND or no XML (the
 * server will say so).
 */
export function askedProperties(body: Buffer): readonly AskedName[] {
  try {
    const root = readXml(body.toString('utf8'), { limits: REQUEST_LIMITS });
    if (root.namespace !== DAV || root.name !== 'propfind') return [];
    return root.children
      .filter((c) => c.namespace === DAV && c.name === 'prop')
      .flatMap((prop) => prop.children);
  } catch (error) {
    if (error instanceof XmlError) return []; // not ours to refuse: it goes on as it came
    throw error;
  }
}
