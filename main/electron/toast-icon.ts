// The picture beside a toast, as a file: notification daemons are given a path, and none inside a packed archive.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nativeImage } from 'electron';
import type { Log } from '../core/ports.ts';
import { drawIcon } from './tray-icon.ts';

const SIZE = 64;

/** Path of the picture in `folder`, drawn if it is not there; '' when it cannot be kept. */
export function toastIcon(folder: string, log: Log): string {
  const file = join(folder, 'toast.png');
  if (existsSync(file)) return file;
  const picture = nativeImage.createFromBitmap(drawIcon('listening', false, SIZE), {
    width: SIZE,
    height: SIZE,
  });
  try {
    writeFileSync(file, picture.toPNG());
    return file;
  } catch (error) {
    log.warn('notification', { icon: error instanceof Error ? error.name : 'unknown' }); // toasts do without it
    return '';
  }
}
