// The German words of the window.
import type { Catalogue } from '../../say.ts';
import { agenda } from './agenda.ts';
import { connection } from './connection.ts';
import { inbox } from './inbox.ts';
import { settings } from './settings.ts';
import { signIn } from './sign-in.ts';
import { frame } from './frame.ts';

export const de: Catalogue = { ...frame, ...agenda, ...inbox, ...settings, ...connection, ...signIn };
