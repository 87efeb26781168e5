// The list of what happened.
import type { inbox as English } from '../en/inbox.ts';

export const inbox: Readonly<Record<keyof typeof English, string>> = {
  'inbox.kept': '{days, plural, one {1 Tag lang aufgehoben} other {# Tage lang aufgehoben}}',
};
