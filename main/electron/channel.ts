// The names under which the contract travels between the processes.

/** The channel of a request or signal. */
export function channel(name: string): string {
  return `belfry:${name}`;
}
