// Storage for people without a keyring who asked for it. The key lies in the same folder: this keeps a password out of
// backups of one file and out of sight, and is no protection against whoever can read the person's files.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface WeakCipher {
  /** Throws what the file system says when the key cannot be kept. */
  encrypt(text: string): Buffer;
  /** Throws when the key or the data is not what it was. */
  decrypt(data: Buffer): string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM with a random key in `folder`/weak.key, made on first use, readable by its owner only. */
export function weakCipher(folder: string): WeakCipher {
  const file = join(folder, 'weak.key');
  return {
    encrypt: (text) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', readOrMakeKey(file), nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    decrypt: (data) => {
      const decipher = createDecipheriv('aes-256-gcm', readFileSync(file), data.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(data.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const body = data.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}

function readOrMakeKey(file: string): Buffer {
  try {
    const key = readFileSync(file);
    if (key.length === KEY_BYTES) return key;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const key = randomBytes(KEY_BYTES);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, key, { mode: 0o600 });
  return key;
}
