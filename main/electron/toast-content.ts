// A toast as a desktop's notification daemon reads it.
import type { ToastView } from '../core/view.ts';

/**
 * What the desktop is given. Linux daemons read the body as markup, the title as text, so only the body is escaped: a
 * stranger's "<b>" must arrive as it was written.
 */
export function content(
  toast: Pick<ToastView, 'title' | 'lines'>,
  platform: NodeJS.Platform,
): { readonly title: string; readonly body: string } {
  const body = toast.lines.join('\n');
  return { title: toast.title, body: platform === 'linux' ? escaped(body) : body };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
