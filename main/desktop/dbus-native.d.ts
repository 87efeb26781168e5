// What Belfry uses of the D-Bus library; its own declarations leave most of this out.
declare module '@homebridge/dbus-native' {
  import type { EventEmitter } from 'node:events';
  import type { Duplex } from 'node:stream';
  export interface MessageBus {
    readonly connection: EventEmitter;
    readonly signals: EventEmitter;
    invoke(
      message: object,
      callback: (error: { readonly name?: string } | null | undefined, ...values: unknown[]) => void,
    ): void;
    mangle(match: object): string;
    /** The serving side: the tests' stand-ins for desktop services use it. */
    exportInterface(
      implementation: object,
      path: string,
      description: {
        readonly name: string;
        readonly methods?: Readonly<Record<string, readonly [string, string]>>;
        readonly properties?: Readonly<Record<string, string>>;
      },
    ): void;
    sendSignal(
      path: string,
      iface: string,
      name: string,
      signature: string,
      values: readonly unknown[],
    ): void;
  }
  const library: { createClient(options: { readonly stream: Duplex }): MessageBus };
  export default library;
}
