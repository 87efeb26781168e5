// The parts of xmpp.js 0.14 that wire/ touches; the packages carry no types of their own.

declare module '@xmpp/xml' {
  export interface XmlNode {
    readonly name: string;
    readonly attrs: Record<string, string | undefined>;
    children: (XmlNode | string)[];
    is(name: string, namespace?: string): boolean;
    getNS(): string | undefined;
    getChild(name: string, namespace?: string): XmlNode | undefined;
    getChildren(name: string, namespace?: string): XmlNode[];
    getChildElements(): XmlNode[];
    text(): string;
    toString(): string;
  }
  export class Parser {
    on(event: 'start' | 'element', listener: (element: XmlNode) => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    write(data: string): void;
  }
  function xml(
    name: string,
    attributes?: Record<string, string | undefined>,
    ...children: (XmlNode | string | undefined)[]
  ): XmlNode;
  export default xml;
}

declare module '@xmpp/client' {
  import type { XmlNode } from '@xmpp/xml';
  interface XmppClient {
    readonly jid: { toString(): string } | null;
    readonly transports: unknown[];
    readonly reconnect: { stop(): void };
    readonly iqCaller: { readonly handlers: Map<string, { readonly promise: Promise<unknown> }> };
    start(): Promise<unknown>;
    send(element: XmlNode): Promise<void>;
    write(text: string): Promise<void>;
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'stanza', listener: (stanza: XmlNode) => void): void;
    prependListener(event: 'element', listener: (element: XmlNode) => void): void;
  }
  export function client(options: {
    service: string;
    domain: string;
    resource: string;
    username: string;
    password: string;
    timeout: number;
  }): XmppClient;
}

declare module '@xmpp/tcp/lib/Connection.js' {
  class TcpConnection {
    Socket: unknown;
    socketParameters(service: string): object | undefined;
  }
  export default TcpConnection;
}
