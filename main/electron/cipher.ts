// How secrets are encrypted on this computer: by the system's keyring through safeStorage, never waiting for it.
import type { SafeStorage } from 'electron';
import type { VaultState } from '../core/ports.ts';

/** What the vault needs of an operating system. */
export interface Cipher {
  state(): Promise<VaultState>;
  unlock(): Promise<VaultState>;
  /** Name of what encrypts here; a value written by another one cannot be read. */
  readonly backend: () => string;
  /** Only to be called while state() is 'ready'. Both throw what the system says. */
  encrypt(text: string): Promise<Buffer>;
  decrypt(data: Buffer): Promise<string>;
}

/** The Linux keyring, asked beside Electron. */
export interface Keyring {
  state(): Promise<VaultState>;
  unlock(): Promise<VaultState>;
}

// safeStorage's promise-returning half came with Electron 42; the declarations take it for granted.
type Storage = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'> &
  Partial<
    Pick<
      SafeStorage,
      'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'
    >
  >;

/**
 * The cipher of this Electron. On Linux the keyring's own word comes before any call that could show its dialog
 * inside our main process; kwallet, which says nothing over that interface, is used only through the asynchronous API.
 */
export function systemCipher(storage: Storage, keyring: Keyring, platform: NodeJS.Platform): Cipher {
  const backend = (): string =>
    platform === 'linux' ? (storage.getSelectedStorageBackend?.() ?? 'unknown') : platform;
  const ask = async (question: () => Promise<VaultState>): Promise<VaultState> => {
    if (platform !== 'linux') return storage.isEncryptionAvailable() ? 'ready' : 'absent';
    if (backend() === 'gnome_libsecret') return settled(storage, await question());
    const isWallet = backend().startsWith('kwallet');
    return isWallet && (await storage.isAsyncEncryptionAvailable?.()) ? 'ready' : 'absent';
  };
  return {
    backend,
    state: () => ask(() => keyring.state()),
    unlock: () => ask(() => keyring.unlock()),
    encrypt: async (text) => (await storage.encryptStringAsync?.(text)) ?? storage.encryptString(text),
    decrypt: async (data) => {
      if (!storage.decryptStringAsync) return storage.decryptString(data);
      return (await storage.decryptStringAsync(data)).result;
    },
  };
}

/** An unlocked keyring that Chromium cannot use after all (no libsecret) is none. */
async function settled(storage: Storage, state: VaultState): Promise<VaultState> {
  if (state !== 'ready') return state;
  const usable = await (storage.isAsyncEncryptionAvailable?.() ?? storage.isEncryptionAvailable());
  return usable ? 'ready' : 'absent';
}
