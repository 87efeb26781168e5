// The parts of xmpp.js 0.14 that wire/ touches; the packages carry no types of their own.

declare module '@xmpp/xml' {
  export interface XmlNode {
    /** As written, prefix included. */
    readonly name: string;
    readonly attrs: Record<string, string | undefined>;
    children: (XmlNode | string)[];
    parent: XmlNode | null;
    is(name: string, namespace?: string): boolean;
    getNS(): string | undefined;
    getChild(name: string, namespace?: string): XmlNode | undefined;
    getChildren(name: string, namespace?: string): XmlNode[];
    getChildElements(): XmlNode[];
    getChildText(name: string): string | null;
    append(child: XmlNode): void;
    t(text: string): void;
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

declare module '@xmpp/client-core' {
  import type { XmlNode } from '@xmpp/xml';
  interface Address {
    toString(): string;
  }
  export class Client {
    constructor(options: { service: string; domain: string; timeout: number });
    readonly jid: Address | null;
    readonly status: string;
    readonly transports: unknown[];
    readonly parser: { write(data: string): void } | null;
    connect(service: string): Promise<unknown>;
    open(options: { domain: string }): Promise<unknown>;
    restart(): Promise<unknown>;
    disconnect(): Promise<unknown>;
    send(element: XmlNode): Promise<void>;
    write(text: string): Promise<void>;
    emit(event: 'error', error: Error): boolean;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'online' | 'close', listener: () => void): this;
    on(event: 'element' | 'stanza' | 'nonza', listener: (element: XmlNode) => void): this;
    _jid(jid: string): void;
    _ready(resumed: boolean): void;
    _onData(data: Buffer): void;
    _onStreamError(element: XmlNode): void;
  }
}

declare module '@xmpp/middleware' {
  import type { Client } from '@xmpp/client-core';
  import type { XmlNode } from '@xmpp/xml';
  export interface Context {
    readonly stanza: XmlNode;
  }
  export type Next = () => Promise<unknown>;
  export interface Middleware {
    use(handler: (context: Context, next: Next) => unknown): void;
  }
  export default function middleware(parts: { entity: Client }): Middleware;
}

declare module '@xmpp/stream-features' {
  import type { Context, Middleware, Next } from '@xmpp/middleware';
  import type { XmlNode } from '@xmpp/xml';
  export interface StreamFeatures {
    use(
      name: string,
      namespace: string,
      handler: (context: Context, next: Next, feature: XmlNode) => Promise<unknown>,
    ): void;
  }
  export default function streamFeatures(parts: { middleware: Middleware }): StreamFeatures;
}

declare module '@xmpp/resource-binding' {
  import type { StreamFeatures } from '@xmpp/stream-features';
  import type { XmlNode } from '@xmpp/xml';
  export default function resourceBinding(
    parts: {
      streamFeatures: StreamFeatures;
      iqCaller: { set(element: XmlNode): Promise<{ getChildText(name: string): string | null }> };
    },
    resource: string,
  ): void;
}

declare module '@xmpp/iq/callee.js' {
  import type { Client } from '@xmpp/client-core';
  import type { Context, Middleware } from '@xmpp/middleware';
  export interface IqCallee {
    /** `{}` is an empty result, undefined a refusal (service-unavailable). */
    get(namespace: string, name: string, handler: (context: Context) => object | undefined): void;
  }
  export default function iqCallee(parts: { middleware: Middleware; entity: Client }): IqCallee;
}

declare module '@xmpp/events' {
  import type { Client } from '@xmpp/client-core';
  import type { XmlNode } from '@xmpp/xml';
  /** Sends `request` and gives what follows it to `handler`, until that calls `done` or throws. */
  export function procedure<T>(
    entity: Client,
    request: XmlNode,
    handler: (element: XmlNode, done: (result: T) => void) => void | Promise<void>,
  ): Promise<T>;
}

declare module '@xmpp/tcp/lib/Connection.js' {
  class TcpConnection {
    Socket: unknown;
    Parser: unknown;
    socketParameters(service: string): object | undefined;
  }
  export default TcpConnection;
}
