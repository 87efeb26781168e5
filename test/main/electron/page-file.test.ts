import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageFile } from '../../../main/electron/page-file.ts';

const FOLDER = '/opt/belfry/renderer';

test('the root is the index, other paths are files below the folder', () => {
  expect(pageFile('GET', 'app://belfry/', FOLDER)).toBe(`${FOLDER}/index.html`);
  expect(pageFile('GET', 'app://belfry/assets/a%20b.js?x=1#y', FOLDER)).toBe(`${FOLDER}/assets/a b.js`);
});

test.each([
  ['POST', 'app://belfry/'],
  ['HEAD', 'app://belfry/'],
  ['GET', 'app://other/index.html'],
  ['GET', 'app://belfry:80/index.html'],
  ['GET', 'https://belfry/index.html'],
  ['GET', 'app://belfry/%2e%2e/secrets.json'],
  ['GET', 'app://belfry/..%2f..%2fetc%2fpasswd'],
  ['GET', 'app://belfry/..%5c..%5csecrets.json'],
  ['GET', 'app://belfry/%2e%2e/renderer-other/x'],
  ['GET', 'app://belfry/a%00.js'],
  ['GET', 'app://belfry/%zz'],
  ['GET', 'nonsense'],
])('%s %s is not served', (method, address) => {
  const file = pageFile(method, address, FOLDER);
  // A URL parser may fold the dots itself; then what is left must still lie inside.
  if (file !== null) expect(address).toMatch(/%2e%2e\//);
  expect(file === null || file.startsWith(`${FOLDER}/`)).toBe(true);
});

test('no address ever leads outside the folder', () => {
  const piece = fc.constantFrom('..', '.', '%2e', '%2f', '%5c', '/', '\\', 'a', '%00', '%252e', 'renderer');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const file = pageFile('GET', `app://belfry/${pieces.join('')}`, FOLDER);
      return file === null || (file.startsWith(`${FOLDER}/`) && !file.split('/').includes('..'));
    }),
  );
});
