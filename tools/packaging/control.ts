// The control file of a Debian package (Debian Policy chapter 5).

export interface PackageFacts {
  readonly name: string;
  /** A semantic version. */
  readonly version: string;
  readonly architecture: string;
  readonly maintainer: string;
  /** The first line is the synopsis. */
  readonly description: string;
  readonly section: string;
  readonly priority: string;
  readonly homepage: string;
  readonly depends: readonly string[];
  readonly recommends: readonly string[];
  /** Of everything installed. */
  readonly bytes: number;
}

/** The text of DEBIAN/control; fields without a value are left out. */
export function controlFile(facts: PackageFacts): string {
  const fields: readonly (readonly [string, string])[] = [
    ['Package', facts.name.toLowerCase()],
    ['Version', debianVersion(facts.version)],
    ['Architecture', facts.architecture],
    ['Maintainer', facts.maintainer],
    ['Installed-Size', String(Math.ceil(facts.bytes / 1_024))],
    ['Section', facts.section],
    ['Priority', facts.priority],
    ['Homepage', facts.homepage],
    ['Depends', facts.depends.join(', ')],
    ['Recommends', facts.recommends.join(', ')],
    ['Description', folded(facts.description)],
  ];
  return fields
    .filter(([, value]) => value !== '')
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('');
}

/** '1.2.0-beta' as '1.2.0~beta': a tilde sorts before nothing, so that the release replaces it. */
export function debianVersion(version: string): string {
  return version.replace('-', '~');
}

// 5.6.13: further lines begin with a space, empty ones are a dot.
function folded(description: string): string {
  const [synopsis = '', ...rest] = description.trim().split('\n');
  return [synopsis, ...rest.map((line) => ` ${line.trim() || '.'}`)].join('\n');
}
