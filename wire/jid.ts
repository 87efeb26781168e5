// Addresses of the XMPP network, as far as the two programs build them.

const ESCAPES: Readonly<Record<string, string>> = {
  ' ': '\\20',
  '"': '\\22',
  '&': '\\26',
  "'": '\\27',
  '/': '\\2f',
  ':': '\\3a',
  '<': '\\3c',
  '>': '\\3e',
  '@': '\\40',
  '\\': '\\5c',
};

/**
 * A user name as the local part of a JID (XEP-0106 section 4.2), lower-cased as the XMPP server will do (RFC 7622).
 * A backslash is escaped only where it would otherwise read as the start of an escape sequence.
 */
export function escapeLocalPart(user: string): string {
  const escaped = user.replace(/\\(?=20|22|26|27|2f|3a|3c|3e|40|5c)|[ "&'/:<>@]/gi, (c) => ESCAPES[c] ?? c);
  return escaped.toLowerCase();
}

/** The address without its resource. */
export function bareJid(jid: string): string {
  const slash = jid.indexOf('/');
  return slash < 0 ? jid : jid.slice(0, slash);
}
