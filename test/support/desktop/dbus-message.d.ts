// The library's own parser of one message; it has no declarations for it.
declare module '@homebridge/dbus-native/lib/message.js' {
  export interface Message {
    readonly type: number;
    readonly serial: number;
    readonly replySerial?: number;
    readonly sender?: string;
    readonly destination?: string;
    readonly interface?: string;
    readonly member?: string;
    readonly body?: readonly unknown[];
  }
  export function unmarshall(bytes: Buffer): Message;
}
