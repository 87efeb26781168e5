// Requests and their answers on one stream (RFC 6120 section 8.2.3).
import { randomUUID } from 'node:crypto';
import xml, { type XmlNode } from '@xmpp/xml';

const DEFAULT_TIMEOUT = 20_000;

/** The other side refused a request. */
export class IqError extends Error {
  /** Defined condition: item-not-found, forbidden... */
  readonly condition: string;
  /** Application-specific condition, e.g. closed-node; null when there is none. */
  readonly application: string | null;

  constructor(condition: string, application: string | null) {
    super(application ? `${condition} (${application})` : condition);
    this.name = 'IqError';
    this.condition = condition;
    this.application = application;
  }
}

/** The other side did not answer in time. */
export class NoAnswer extends Error {
  constructor(to: string, timeout: number) {
    super(`no answer from ${to} in ${timeout} ms`);
    this.name = 'NoAnswer';
  }
}

export interface IqRequest {
  readonly type: 'get' | 'set';
  /** JID asked; the answer is believed from it alone. Left out: one's own server, in its quality as one's account. */
  readonly to?: string;
  readonly child: XmlNode;
  /** Milliseconds; 20 s unless told. */
  readonly timeout?: number;
}

export interface IqExchange {
  request(request: IqRequest): Promise<XmlNode>;
  /** Gives an incoming IQ to whoever waits for it. */
  receive(stanza: XmlNode): void;
  /** The stream is gone: everything outstanding fails with this error, and so does everything from now on. */
  abandon(error: Error): void;
}

interface Waiting {
  readonly to: string | undefined;
  settle(result: XmlNode | Error): void;
}

/**
 * Keeps the outstanding requests of one stream. `send` writes a stanza; `isOwn` knows the addresses from which one's own
 * server answers what was asked of nobody else. A promise is made only where somebody waits for it: an error that comes
 * before the bytes of its request are known to be written rejects that one, and no other that nobody hears.
 */
export function iqExchange(
  send: (element: XmlNode) => Promise<void>,
  isOwn: (from: string | undefined) => boolean = (from) => from === undefined,
): IqExchange {
  const waiting = new Map<string, Waiting>();
  let gone: Error | null = null;
  return {
    request({ type, to, child, timeout = DEFAULT_TIMEOUT }) {
      if (gone) return Promise.reject(gone);
      const id = randomUUID();
      return new Promise((resolve, reject) => {
        const settle = (result: XmlNode | Error) => {
          clearTimeout(timer);
          waiting.delete(id);
          if (result instanceof Error) reject(result);
          else resolve(result);
        };
        const timer = setTimeout(() => settle(new NoAnswer(to ?? 'the server', timeout)), timeout);
        waiting.set(id, { to, settle });
        send(xml('iq', { type, to, id }, child)).catch(settle);
      });
    },
    receive(stanza) {
      const { id = '', from, type } = stanza.attrs;
      const request = waiting.get(id);
      if (!request || !(request.to === undefined ? isOwn(from) : from === request.to)) return;
      if (type === 'result') request.settle(stanza);
      if (type === 'error') request.settle(readIqError(stanza));
    },
    abandon(error) {
      gone = error;
      for (const request of waiting.values()) request.settle(error);
    },
  };
}

function readIqError(stanza: XmlNode): IqError {
  const conditions = stanza.getChild('error')?.getChildElements() ?? [];
  const named = (test: (namespace: string) => boolean) =>
    conditions.find((c) => c.name !== 'text' && test(c.getNS() ?? ''))?.name;
  const standard = 'urn:ietf:params:xml:ns:xmpp-stanzas';
  return new IqError(
    named((ns) => ns === standard) ?? 'undefined-condition',
    named((ns) => ns !== standard) ?? null,
  );
}
