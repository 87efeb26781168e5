import { describe, expect, test } from 'vitest';
import { bareJid, escapeLocalPart } from '../../wire/jid.ts';

// The table of XEP-0106 section 3, which the XMPP server reads back.
test.each([
  ['space cadet', 'space\\20cadet'],
  ['call me "ishmael"', 'call\\20me\\20\\22ishmael\\22'],
  ['at&t guy', 'at\\26t\\20guy'],
  ["d'artagnan", 'd\\27artagnan'],
  ['/.fanboy', '\\2f.fanboy'],
  ['::foo::', '\\3a\\3afoo\\3a\\3a'],
  ['<foo>', '\\3cfoo\\3e'],
  ['user@host', 'user\\40host'],
  ['c:\\net', 'c\\3a\\net'],
  ['c:\\\\net', 'c\\3a\\\\net'],
  ['c:\\cool stuff', 'c\\3a\\cool\\20stuff'],
  ['c:\\5commas', 'c\\3a\\5c5commas'],
  ['\\3and\\2is\\5cool', '\\5c3and\\2is\\5c5cool'],
  ['alice', 'alice'],
  ['Alice.Ångström', 'alice.ångström'],
  ['\\2F', '\\5c2f'],
])('%s is written %s', (user, local) => {
  expect(escapeLocalPart(user)).toBe(local);
});

describe('the bare address', () => {
  test.each([
    ['alice@example.org/belfry-1', 'alice@example.org'],
    ['alice@example.org/a/b@c', 'alice@example.org'],
    ['alice@example.org', 'alice@example.org'],
    ['pubsub.example.org', 'pubsub.example.org'],
  ])('of %s is %s', (jid, bare) => {
    expect(bareJid(jid)).toBe(bare);
  });
});
