// What is wrong with a document, without a word of what it says.

/** The document is not well-formed, is larger or deeper than allowed, takes too long, or carries a DTD. */
export class XmlError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'XmlError';
  }
}
