// The English words of the window, one file for each part of it.
import { agenda } from './agenda.ts';
import { connection } from './connection.ts';
import { inbox } from './inbox.ts';
import { settings } from './settings.ts';
import { signIn } from './sign-in.ts';
import { frame } from './frame.ts';

export const en = { ...frame, ...agenda, ...inbox, ...settings, ...connection, ...signIn } as const;
