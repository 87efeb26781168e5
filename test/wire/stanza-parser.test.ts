import type { XmlNode } from '@xmpp/xml';
import { describe, expect, test } from 'vitest';
import { StanzaParser } from '../../wire/stanza-parser.ts';

const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1'>";

function reader() {
  const parser = new StanzaParser();
  const elements: XmlNode[] = [];
  const said: string[] = [];
  parser.on('start', (root: XmlNode) => said.push(`start ${root.name}`));
  parser.on('element', (element: XmlNode) => {
    elements.push(element);
    said.push(element.name);
  });
  parser.on('end', () => said.push('end'));
  return { parser, elements, said };
}

function read(text: string): readonly XmlNode[] {
  const { parser, elements } = reader();
  // In the pieces a TLS connection gives.
  for (const piece of (HEADER + text).match(/[^]{1,16384}/g) ?? []) parser.write(piece);
  return elements;
}

const condition = (text: string): unknown => {
  try {
    read(text);
    return 'none';
  } catch (error) {
    return (error as { condition?: unknown }).condition;
  }
};

describe('a stream', () => {
  test('is its header, its elements as each is whole, and its end', () => {
    const { parser, said } = reader();
    parser.write(HEADER);
    expect(said).toEqual(['start stream:stream']);
    parser.write('<presence/> \n <message><body>a');
    expect(said).toEqual(['start stream:stream', 'presence']);
    parser.write('</body></message>');
    parser.write('</stream:stream>');
    expect(said).toEqual(['start stream:stream', 'presence', 'message', 'end']);
  });

  test('means the same in whatever pieces it comes', () => {
    const text = `<message from='a&amp;b' xml:lang='de'><body>é&#x1F389;<![CDATA[<&>]]> x</body><x xmlns='urn:x'><p:y xmlns:p='urn:p'/></x></message>`;
    const whole = read(text).map(String);
    const { parser, elements } = reader();
    for (const letter of HEADER + text) parser.write(letter);
    expect(elements.map(String)).toEqual(whole);
    const [message] = elements;
    expect(message?.attrs['from']).toBe('a&b');
    expect(message?.getChild('body')?.text()).toBe('é🎉<&> x');
    expect(message?.is('message', 'jabber:client')).toBe(true);
    expect(message?.getChild('x', 'urn:x')?.getChild('y', 'urn:p')?.is('y', 'urn:p')).toBe(true);
  });

  test("knows the header's prefixes in its elements", () => {
    const [features] = read('<stream:features/>');
    expect(features?.is('features', 'http://etherx.jabber.org/streams')).toBe(true);
  });
});

describe('is refused, in the words of RFC 6120 section 4.9.3', () => {
  test.each([
    ['a strange entity', '<message><body>&nbsp;</body></message>', 'not-well-formed'],
    ['an illegal character', '<message><body>&#0;</body></message>', 'not-well-formed'],
    ['crossed tags', '<message><body></message></body>', 'not-well-formed'],
    ['an attribute twice', "<message to='a' to='b'/>", 'not-well-formed'],
    ['a comment', '<!-- x --><message/>', 'restricted-xml'],
    ['an instruction', '<?php x ?><message/>', 'restricted-xml'],
    ['text of a megabyte', `<message><body>${'x'.repeat(1_100_000)}</body></message>`, 'policy-violation'],
    ['a tag of a megabyte', `<message to='${'x'.repeat(1_100_000)}`, 'policy-violation'],
  ])('%s', (_what, text, word) => {
    expect(condition(text)).toBe(word);
  });

  test('a document type, before anything is read of it', () => {
    const { parser } = reader();
    expect(() => parser.write('<!DOCTYPE x [<!ENTITY a "b">]><stream:stream>')).toThrow(/DTD/);
  });

  test('and nothing of what it says is told on', () => {
    expect(() => read('<message><body>&secret;</body></message>')).not.toThrow(/secret/);
    expect(() => read('<message><body>&secret;</body></message>')).toThrow(/well-formed/);
  });
});

describe('is borne', () => {
  test('what a server relays at most, a quarter of a megabyte, and any number of them', () => {
    const { parser, elements } = reader();
    parser.write(HEADER);
    const stanza = `<message><body>${'x'.repeat(256 * 1024)}</body></message>`;
    for (let i = 0; i < 20; i += 1) parser.write(stanza);
    expect(elements).toHaveLength(20);
  });

  test('nesting of any depth: what nobody reads is left out, the rest is as it was', () => {
    const deep = 20_000;
    const [message, next] = read(
      `<message><a>before</a>${'<x>t'.repeat(deep)}${'</x>'.repeat(deep)}<b>after</b></message><presence/>`,
    );
    expect(message?.getChild('a')?.text()).toBe('before');
    expect(message?.getChild('b')?.text()).toBe('after');
    expect(String(message).match(/<x>/g)).toHaveLength(31);
    expect(next?.name).toBe('presence');
  });
});
