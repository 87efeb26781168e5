// Hrefs of any server become paths in one spelling, on our host, or are refused.
import { normaliseHref, normaliseUrl, withSlash } from '../../main/caldav/href.ts';
import { BelfryError } from '../../main/core/errors.ts';
import { must, type Target } from '../target.ts';

const BASES = [
  'https://dav.example.org/user/cal/',
  'http://127.0.0.1:5232/a%20b/c@d/',
  'https://[::1]:8443/',
] as const;

export const href: Target = {
  name: 'href',
  inputs: 'lines',
  floor: 200,
  language: {
    tokens: [/%[\da-f]{0,2}|[\w.~-]+|[^]/gi],
    words: [
      '/',
      '//',
      '..',
      '.',
      '%2F',
      '%2f',
      '%2E',
      '%',
      '%00',
      '%25',
      '%C3%A9',
      '%ff',
      '?',
      '#',
      '@',
      ':',
      '\\',
      'https://',
      'dav.example.org',
      'file:',
      '[',
      ']',
      ' ',
      '\t',
      '\n',
      'é',
      '😀',
      '\u202e',
    ],
  },
  check(input, _other, random) {
    const base = random.pick(BASES);
    const path = normalised(input, base);
    if (path === null) return;
    must(path.startsWith('/'), 'a path begins with a slash');
    must(!/[\s?#\0]/.test(path), 'a path has no query, no fragment and no blank');
    must(!path.split('/').some((part) => part === '.' || part === '..'), 'a path leads nowhere else');
    must(normalised(path, base) === path, 'a path that was normalised stays as it is');
    const url = new URL(path, base);
    must(url.origin === new URL(base).origin, 'a path stays on its host');
    const whole = normaliseUrl(url.href);
    must(normaliseUrl(whole) === whole, 'a URL that was normalised stays as it is');
    must(whole === url.origin + path, 'a URL and its path agree');
    must(withSlash(withSlash(path)) === withSlash(path), 'one slash is enough');
  },
};

function normalised(text: string, base: string): string | null {
  try {
    return normaliseHref(text, base);
  } catch (error) {
    if (error instanceof BelfryError && error.kind === 'protocol') return null;
    throw error;
  }
}
