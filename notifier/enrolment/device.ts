// A device of a person as the XMPP server knows it: an address that says nothing, and a secret of which only the hash stays.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { base32 } from '../members/nodes.ts';
import type { Device } from '../state/state.ts';

const BITS = 130;

/**
 * The bare JID of one device of one reader. The device's id is its own choice, so the reader is part of it: nobody gets
 * another's address by naming another's device.
 */
export function jidOf(
  { serverKey, domain }: { readonly serverKey: string; readonly domain: string },
  { reader, device }: { readonly reader: string; readonly device: string },
): string {
  const digest = createHmac('sha256', serverKey).update(`d\0${reader}\0${device}`).digest();
  return `d${base32(digest, BITS)}@${domain}`;
}

/** 256 random bits. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hex: the secret is random, so there is nothing to try out and no salt to add. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** This secret lets this device in at `now` (epoch ms). */
export function opens(device: Device, secret: string, now: number): boolean {
  if (device.until <= now) return false;
  const { previous } = device;
  const isPrevious = previous !== null && previous.until > now && isSame(previous.secret, hashOf(secret));
  return isSame(device.secret, hashOf(secret)) || isPrevious;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
