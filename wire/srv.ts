// Where a domain's XMPP servers are, out of its SRV records: both services merged, best first (RFC 2782, RFC 6120
// section 3.2, XEP-0368).

/** As DNS has it; `name` is '.' or empty where the domain says that it does not offer the service. */
export interface SrvRecord {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** The records of both services; empty where there are none, or nobody could say. */
export interface Announced {
  /** `_xmpps-client._tcp`: TLS begins with the first byte. */
  readonly direct: readonly SrvRecord[];
  /** `_xmpp-client._tcp`: clear text up to STARTTLS. */
  readonly startTls: readonly SrvRecord[];
}

/** One place to try. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** TLS begins with the first byte; else by STARTTLS. */
  readonly direct: boolean;
  /** Nobody said that it is there; something else may well be. */
  readonly guessed?: true;
}

/** Port on which TLS begins with the first byte, by custom. */
export const DIRECT_TLS_PORT = 5223;
const START_TLS_PORT = 5222;
/** More than any server needs; a domain may not send its users knocking at a thousand doors. */
const MOST_TARGETS = 8;

/**
 * What to try for `host`, in this order; empty: the domain says that it offers no XMPP. `random` is in [0, 1).
 *
 * Where DNS says nothing it is port 5222 of the host itself, as RFC 6120 wants, then 5223: servers listen there by custom
 * without any record of it, and it is reached where something on the way leaves STARTTLS out of 5222. Where it does say
 * something that alone counts, reachable or not.
 */
export function targetsOf(host: string, announced: Announced, random: () => number): readonly Target[] {
  const direct = announced.direct.filter(isOffered);
  const startTls = announced.startTls.filter(isOffered);
  const found = [
    ...direct.map((record) => ({ record, direct: true })),
    ...startTls.map((record) => ({ record, direct: false })),
  ];
  if (found.length > 0) return inOrder(found, random).slice(0, MOST_TARGETS);
  if (announced.startTls.length > 0) return [];
  const custom: Target = { host, port: DIRECT_TLS_PORT, direct: true, guessed: true };
  return [{ host, port: START_TLS_PORT, direct: false }, ...(announced.direct.length > 0 ? [] : [custom])];
}

function isOffered({ name }: SrvRecord): boolean {
  return name !== '' && name !== '.';
}

interface Found {
  readonly record: SrvRecord;
  readonly direct: boolean;
}

function inOrder(found: readonly Found[], random: () => number): readonly Target[] {
  const priorities = [...new Set(found.map(({ record }) => record.priority))].sort((a, b) => a - b);
  return priorities
    .flatMap((priority) =>
      byWeight(
        found.filter(({ record }) => record.priority === priority),
        random,
      ),
    )
    .map(({ record, direct }) => ({ host: record.name, port: record.port, direct }));
}

// RFC 2782, "Weight": one is drawn after the other, each as likely as its share of what is left. Those without weight stand
// first, so that they have a very small chance; among themselves they are shuffled, for the RFC leaves that open.
function byWeight(found: readonly Found[], random: () => number): readonly Found[] {
  const weightless = shuffled(
    found.filter(({ record }) => record.weight === 0),
    random,
  );
  const left = [...weightless, ...found.filter(({ record }) => record.weight > 0)];
  const drawn: Found[] = [];
  while (left.length > 0) drawn.push(...left.splice(draw(left, random), 1));
  return drawn;
}

// The first whose running sum reaches a number drawn from 0 up to and including the sum of all.
function draw(left: readonly Found[], random: () => number): number {
  const sum = left.reduce((total, { record }) => total + record.weight, 0);
  const number = Math.floor(random() * (sum + 1));
  let running = 0;
  return left.findIndex(({ record }) => (running += record.weight) >= number);
}

function shuffled(found: readonly Found[], random: () => number): readonly Found[] {
  const left = [...found];
  const drawn: Found[] = [];
  while (left.length > 0) drawn.push(...left.splice(Math.floor(random() * left.length), 1));
  return drawn;
}
