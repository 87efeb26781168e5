// The elements of an XMPP stream out of its text (RFC 6120 section 11): strict, bounded, and without the recursion that
// something nested ten thousand times would turn against its reader. Takes the place of the parser of xmpp.js, which
// throws at a strange entity, knows no limit and lets comments and instructions pass.
import { EventEmitter } from 'node:events';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import xml, { type XmlNode } from '@xmpp/xml';
import { ChannelError } from './channel-error.ts';

/**
 * One stanza, in UTF-16 units with its markup. Prosody and ejabberd relay 256 KiB of one client to another as they come,
 * so nobody but the server itself could send more; a list of seven thousand subscriptions has room in it.
 */
const LARGEST = 1024 * 1024;
/** Nothing we read lies deeper. What does is left out, for whoever may write to us must not be able to end the stream. */
const DEEPEST = 32;

/** What came is no XMPP stream, or more of it than is read; `condition` is the stream error to say so with. */
export class UnfitStream extends ChannelError {
  readonly condition: string;

  constructor(condition: string, reason: string) {
    super(reason);
    this.name = 'UnfitStream';
    this.condition = condition;
  }
}

class StrictSaxes extends SaxesParser<{ xmlns: false; position: false }> {
  constructor() {
    super({ xmlns: false, position: false });
  }

  override makeError(): UnfitStream {
    // The parser's own words quote the document.
    return new UnfitStream('not-well-formed', 'the stream is not well-formed XML');
  }
}

/** Emits 'start' with the stream's header, 'element' with each of its children when it is whole, and 'end'. */
export class StanzaParser extends EventEmitter {
  readonly #parser = new StrictSaxes();
  #root: XmlNode | null = null;
  /** The child being read, and the elements open in it, outermost first. */
  readonly #open: XmlNode[] = [];
  #depth = 0;
  /** Since the last child was whole. */
  #read = 0;

  constructor() {
    super();
    const restricted = (): never => {
      throw new UnfitStream('restricted-xml', 'comments, instructions and DTDs do not belong in a stream');
    };
    const text = (part: string): void => {
      if (this.#depth === this.#open.length) this.#open.at(-1)?.t(part);
    };
    this.#parser.on('doctype', restricted);
    this.#parser.on('comment', restricted);
    this.#parser.on('processinginstruction', restricted);
    this.#parser.on('text', text);
    this.#parser.on('cdata', text);
    this.#parser.on('opentag', (tag) => this.#opened(tag));
    this.#parser.on('closetag', () => this.#closed());
  }

  /** Takes a piece of the stream, as a connection gives it. Throws UnfitStream, and whatever a listener throws. */
  write(data: string): void {
    this.#read += data.length;
    this.#parser.write(data);
    if (this.#read > LARGEST)
      throw new UnfitStream('policy-violation', `more than ${LARGEST} characters at once`);
  }

  #opened({ name, attributes }: SaxesTagPlain): void {
    if (!this.#root) {
      this.#root = xml(name, attributes);
      this.emit('start', this.#root);
      return;
    }
    this.#depth += 1;
    if (this.#depth > DEEPEST) return;
    const element = xml(name, attributes);
    this.#open.at(-1)?.append(element);
    this.#open.push(element);
  }

  #closed(): void {
    if (this.#depth === 0) return void this.emit('end', this.#root);
    this.#depth -= 1;
    if (this.#depth >= this.#open.length) return;
    const element = this.#open.pop();
    if (!element || this.#depth > 0) return;
    this.#read = 0;
    // Its namespace may be the header's.
    element.parent = this.#root;
    this.emit('element', element);
  }
}
