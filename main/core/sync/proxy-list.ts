// What a computer's proxy settings say about one address, in the words of a PAC file ('PROXY proxy.example.org:3128;
// DIRECT'), and which of it can be used.

/** An HTTP proxy to CONNECT through. */
export interface ProxyAddress {
  readonly host: string;
  readonly port: number;
}

export interface ChosenProxy {
  /** null: none, connect directly. */
  readonly proxy: ProxyAddress | null;
  /** What stood before it and cannot be used: 'HTTPS', 'SOCKS5'... */
  readonly passedOver: readonly string[];
}

/**
 * The first entry that can be used: 'DIRECT', or 'PROXY host:port', an HTTP proxy. Others (a proxy that wants TLS itself,
 * SOCKS) are passed over; where nothing is left, directly.
 */
export function chooseProxy(list: string): ChosenProxy {
  const passedOver: string[] = [];
  for (const entry of list.split(';').map((each) => each.trim())) {
    if (entry === '') continue;
    const [scheme = '', address = ''] = entry.split(/\s+/);
    if (scheme.toUpperCase() === 'DIRECT') return { proxy: null, passedOver };
    const proxy = scheme.toUpperCase() === 'PROXY' ? proxyAddress(address) : null;
    if (proxy) return { proxy, passedOver };
    passedOver.push(scheme.toUpperCase());
  }
  return { proxy: null, passedOver };
}

/** 'proxy.example.org:3128', '[::1]:3128', or a host alone, which listens on 80; null for anything else. */
function proxyAddress(text: string): ProxyAddress | null {
  const [, bracketed, plain, digits = '80'] =
    /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]/@]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}
