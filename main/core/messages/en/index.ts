// The English messages, one file for each matter.
import { changes } from './changes.ts';
import { connection } from './connection.ts';
import { inbox } from './inbox.ts';
import { reminders } from './reminders.ts';
import { replies } from './replies.ts';
import { toasts } from './toasts.ts';
import { words } from './words.ts';

export const en = {
  ...changes,
  ...toasts,
  ...inbox,
  ...reminders,
  ...replies,
  ...connection,
  ...words,
} as const;
