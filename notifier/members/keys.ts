// What nodes stand for, as a value and as a word: a word is what a set of owed pings can hold.
import type { NodeKey } from '../state/state.ts';

/** The one node of the whole notifier. */
export const heartbeatKey: NodeKey = { kind: 'b', id: '' };

/** What announces a collection or a home. */
export function keyOf({
  kind,
  path,
}: {
  readonly kind: 'collection' | 'home';
  readonly path: string;
}): NodeKey {
  return { kind: kind === 'home' ? 'h' : 'c', id: path };
}

/** 'c /alice/work/'. */
export function wordOf({ kind, id }: NodeKey): string {
  return `${kind} ${id}`;
}

/** The inverse of wordOf; throws for a word it did not make. */
export function keyIn(word: string): NodeKey {
  const [kind, id] = [word.slice(0, 1), word.slice(2)];
  if (kind !== 'c' && kind !== 'h' && kind !== 'b') throw new Error('no word for a node');
  return { kind, id };
}
