// The German messages, one file for each matter; each has exactly the names of its English one.
import type { Catalogue } from '../index.ts';
import { changes } from './changes.ts';
import { connection } from './connection.ts';
import { inbox } from './inbox.ts';
import { reminders } from './reminders.ts';
import { replies } from './replies.ts';
import { toasts } from './toasts.ts';
import { words } from './words.ts';

export const de: Catalogue = {
  ...changes,
  ...toasts,
  ...inbox,
  ...reminders,
  ...replies,
  ...connection,
  ...words,
};
