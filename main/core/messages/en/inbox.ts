// The list of what happened.
export const inbox = {
  'inbox.kept': '{days, plural, one {Kept for 1 day} other {Kept for # days}}',
} as const;
