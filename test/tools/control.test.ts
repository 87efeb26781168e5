import { expect, test } from 'vitest';
import { controlFile, debianVersion } from '../../tools/packaging/control.ts';

const FACTS = {
  name: 'Belfry',
  version: '1.2.0',
  architecture: 'amd64',
  maintainer: 'The Belfry authors <belfry@example.org>',
  description: 'One line\nMore of it\n\nand more\n',
  section: 'utils',
  priority: 'optional',
  homepage: '',
  depends: ['libnss3', 'libasound2 | libasound2t64'],
  recommends: [],
  bytes: 2_049,
};

test('a control file has what it must, folded as Debian wants it, and no empty field', () => {
  expect(controlFile(FACTS)).toBe(
    [
      'Package: belfry',
      'Version: 1.2.0',
      'Architecture: amd64',
      'Maintainer: The Belfry authors <belfry@example.org>',
      'Installed-Size: 3',
      'Section: utils',
      'Priority: optional',
      'Depends: libnss3, libasound2 | libasound2t64',
      'Description: One line',
      ' More of it',
      ' .',
      ' and more',
      '',
    ].join('\n'),
  );
});

test('a pre-release sorts before its release', () => {
  expect(debianVersion('0.1.0-substitute')).toBe('0.1.0~substitute');
  expect(debianVersion('0.1.0')).toBe('0.1.0');
});
