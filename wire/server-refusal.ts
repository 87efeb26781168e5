// What an XMPP server says when it refuses a login or ends a stream (RFC 6120 sections 4.9 and 6.5).
import type { XmlNode } from '@xmpp/xml';

/** The server's word: not-authorized, conflict, system-shutdown... Its free text is left out, for anything may stand there. */
export class ServerRefusal extends Error {
  /** The defined condition; 'undefined-condition' when the server gave none. */
  readonly condition: string;

  /** `element`: a stream error or a SASL failure. */
  constructor(element: XmlNode) {
    const condition = element.getChildElements().find((child) => child.name !== 'text')?.name;
    super(`the server says ${condition ?? 'no more than that it refuses'}`);
    this.name = 'ServerRefusal';
    this.condition = condition ?? 'undefined-condition';
  }
}
