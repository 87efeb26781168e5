// The parser behind wire/xml-reader.ts: what it finds wrong is an XmlError.
import { SaxesParser } from 'saxes';
import { XmlError } from './xml-error.ts';

/** Every version is read as XML 1.0: 1.1 differs in control characters, which nobody means. */
const OPTIONS = { xmlns: true, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true } as const;

/** Throws XmlError, without a word of the document, for what is not well-formed. */
export class StrictParser extends SaxesParser<typeof OPTIONS> {
  constructor() {
    super(OPTIONS);
  }

  // Not an 'error' handler: on() makes a property of each handler, and from the seventh on V8 keeps a plain SaxesParser
  // as a dictionary, in which parsing takes four times as long.
  override makeError(message: string): XmlError {
    // What follows a colon is from the document.
    return new XmlError(message.replace(/:[^]*$/, ''));
  }
}
