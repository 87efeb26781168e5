// One property of an object on a bus.
import type { LastingBus } from './lasting-bus.ts';

export const PROPERTIES = 'org.freedesktop.DBus.Properties';

export interface PropertyPlace {
  readonly destination: string;
  readonly path: string;
  /** Whose property it is. */
  readonly interface: string;
}

/** Its value; whoever does not run is not started to answer. Throws BelfryError 'storage' after `ms`, or without one. */
export async function getProperty(
  bus: LastingBus,
  { destination, path, interface: owner }: PropertyPlace,
  name: string,
  ms: number,
): Promise<unknown> {
  const get = {
    destination,
    path,
    interface: PROPERTIES,
    member: 'Get',
    signature: 'ss',
    body: [owner, name],
  };
  const [variant] = await bus.call({ ...get, onlyRunning: true }, ms);
  return variantValue(variant);
}

/** What a variant holds: the library gives it as [type tree, [value]]. */
export function variantValue(variant: unknown): unknown {
  const values: unknown = Array.isArray(variant) ? variant[1] : null;
  return Array.isArray(values) ? values[0] : null;
}
