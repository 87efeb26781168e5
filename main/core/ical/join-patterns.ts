// Places where the person's own organisation meets, as they write them down: 'meet.example.org/*', '*.example.org/room/*'.
// Only '*' means anything: an expression of the person's own making could take for ever on a stranger's text.

/** Longer than any real place. */
const LONGEST = 300;

/** Whether the address fits one of the patterns. One that names no host of its own fits nothing. */
export function fitsPattern(url: URL, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => fits(url, pattern));
}

function fits(url: URL, pattern: string): boolean {
  const written = pattern.trim().replace(/^https:\/\//i, '');
  if (written.length > LONGEST) return false;
  const slash = written.indexOf('/');
  const host = (slash < 0 ? written : written.slice(0, slash)).toLowerCase();
  const path = slash < 0 ? '/*' : written.slice(slash);
  return isHost(host) && hostFits(url.host, host) && pathFits(url, path);
}

// '*' for the first label only, and two labels that are named: '*.org' would fit half the world.
function isHost(host: string): boolean {
  return (
    /^(?:\*\.)?[^\s*/@?#]+\.[^\s*/@?#.]+$/.test(host) &&
    (!host.startsWith('*.') || host.split('.').length > 2)
  );
}

function hostFits(host: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

// A place to meet is more than the front page of its host.
function pathFits({ pathname, search, hash }: URL, pattern: string): boolean {
  const isBare = pathname === '/' && search === '' && hash === '';
  if (isBare && pattern !== '/') return false;
  return glob(pathname, pattern) || glob(pathname + search + hash, pattern);
}

/** '*' is any run of characters; going back to the last one only keeps the time within length times length. */
function glob(text: string, pattern: string): boolean {
  let [t, p] = [0, 0];
  let [star, from] = [-1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      [star, from] = [p, t];
      p += 1;
    } else if (pattern[p] === text[t]) {
      t += 1;
      p += 1;
    } else if (star >= 0) {
      from += 1;
      [p, t] = [star + 1, from];
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
