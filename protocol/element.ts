// An XML element as plain data: what both programs read out of a multistatus and write into one.

export interface Element {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Character data directly inside this element, concatenated and trimmed. */
  readonly text: string;
}

/** The first child with this namespace and name, or undefined. */
export function child(parent: Element, namespace: string, name: string): Element | undefined {
  return parent.children.find((c) => c.name === name && c.namespace === namespace);
}

/** Every child with this namespace and name. */
export function children(parent: Element, namespace: string, name: string): readonly Element[] {
  return parent.children.filter((c) => c.name === name && c.namespace === namespace);
}
