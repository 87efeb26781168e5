import { describe, expect, test } from 'vitest';
import { CALENDAR_SERVER } from '../../protocol/namespaces.ts';
import { readUpdatedBy, writeUpdatedBy } from '../../protocol/updated-by.ts';
import { readXml } from '../../wire/xml-reader.ts';

const AT = Date.UTC(2026, 10, 24, 9, 5, 7, 890);
const read = (inner: string) =>
  readUpdatedBy(readXml(`<CS:updated-by xmlns:CS="${CALENDAR_SERVER}">${inner}</CS:updated-by>`));

describe('CS:updated-by', () => {
  test('is written with a reference, a name and the time in UTC', () => {
    expect(writeUpdatedBy({ name: 'Ana', principal: '/p/ana/' }, AT)).toBe(
      `<CS:updated-by xmlns:CS="${CALENDAR_SERVER}"><href xmlns="DAV:">/p/ana/</href>` +
        '<CS:first-name>Ana</CS:first-name><CS:dtstamp>20261124T090507Z</CS:dtstamp></CS:updated-by>',
    );
    expect(writeUpdatedBy({ name: 'Ana', principal: '' }, AT)).not.toContain('href');
  });

  test('is read as it was written, whatever the name', () => {
    for (const name of ['Ana', 'A & <B>', '李 安', ']]>'])
      expect(readUpdatedBy(readXml(writeUpdatedBy({ name, principal: '/p/a&b/' }, AT)))).toEqual({
        name,
        principal: '/p/a&b/',
      });
  });

  test('is read with its name in two parts, in one, or without', () => {
    expect(read('<CS:first-name>Ana</CS:first-name><CS:last-name>Novak</CS:last-name>').name).toBe(
      'Ana Novak',
    );
    expect(read('<CS:last-name>Novak</CS:last-name>').name).toBe('Novak');
    expect(read('<CS:common-name>A. N.</CS:common-name><CS:first-name>Ana</CS:first-name>').name).toBe(
      'A. N.',
    );
    expect(read('')).toEqual({ name: '', principal: '' });
  });
});
