// Plain text for readers of markup: notification daemons of Linux take the body of a notification for it.

/** Shows a text as it was written: a stranger's "<b>" stays three characters. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
