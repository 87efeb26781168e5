import { describe, expect, test } from 'vitest';
import { namedZone } from '../../../../main/core/time/zone-names.ts';

const WINTER = Date.UTC(2026, 0, 15);
const SUMMER = Date.UTC(2026, 6, 15);

describe('a TZID that says which zone it means', () => {
  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['EUROPE/BERLIN', 'Europe/Berlin'],
    ['"Europe/Berlin"', 'Europe/Berlin'],
    [' Europe/Berlin ', 'Europe/Berlin'],
    ['America/New York', 'America/New_York'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['/mozilla.org/20050126_1/Europe/Berlin', 'Europe/Berlin'],
    ['/mozilla.org/20070129_1/America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['/softwarestudio.org/Tzfile/America/New_York', 'America/New_York'],
    ['/softwarestudio.org/Olson_20011030_5/Europe/Vienna', 'Europe/Vienna'],
    ['/freeassociation.sourceforge.net/Tzfile/Asia/Tokyo', 'Asia/Tokyo'],
    ['/freeassociation.sourceforge.net/Europe/Paris', 'Europe/Paris'],
    ['/citadel.org/20210210_1/Europe/London', 'Europe/London'],
    ['tzone://Microsoft/Utc', 'UTC'],
    ['US/Eastern', 'America/New_York'],
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['w. europe standard time', 'Europe/Berlin'],
    ['W. Europe Daylight Time', 'Europe/Berlin'],
    ['Eastern Standard Time', 'America/New_York'],
    ['Eastern Time (US & Canada)', 'America/New_York'],
    ['Eastern', 'America/New_York'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', 'Europe/Berlin'],
    ['(GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', 'Europe/Berlin'],
    ['(UTC-05:00) Eastern Time (US & Canada)', 'America/New_York'],
    ['(GMT-08.00) Pacific Time (US & Canada) / Tijuana', 'America/Los_Angeles'],
    ['(UTC+02:00) Athens, Bucharest', 'Europe/Athens'],
    ['(UTC) Dublin, Edinburgh, Lisbon, London', 'Europe/London'],
    ['Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London', 'Europe/London'],
    ['(UTC+10:00) Canberra, Melbourne, Sydney', 'Australia/Sydney'],
    ['UTC', 'UTC'],
    ['Etc/GMT-3', 'Etc/GMT-3'],
  ])('%s is %s', (tzid, expected) => {
    const named = namedZone(tzid);
    expect(named?.isSure).toBe(true);
    const other = namedZone(expected)?.zone;
    for (const at of [WINTER, SUMMER]) expect(named?.zone.offsetAt(at)).toBe(other?.offsetAt(at));
  });
});

describe('a TZID that is hardly a name', () => {
  test.each([
    ['GMT+0100', 60],
    ['GMT+01:00', 60],
    ['GMT-0330', -210],
    ['UTC+5', 300],
    ['UTC-05:00', -300],
    ['+05:30', 330],
    ['(UTC+04:00) Atlantis', 240],
    ['EST', -300],
  ])('%s is %d minutes, unless a VTIMEZONE says more', (tzid, minutes) => {
    const named = namedZone(tzid);
    expect(named?.isSure).toBe(false);
    expect(named?.zone.offsetAt(WINTER)).toBe(minutes * 60_000);
    expect(named?.zone.offsetAt(SUMMER)).toBe(minutes * 60_000);
  });
});

test.each([
  '',
  '/',
  'Office',
  'Customized Time Zone',
  'tzone://Microsoft/Custom',
  '(UTC+99:00) Atlantis',
  'GMT+2500',
  '__proto__',
  'constructor',
  'Europe/__proto__',
  'x'.repeat(1_000_000),
  '/'.repeat(100_000),
])('%.40s is no name', (tzid) => {
  expect(namedZone(tzid)).toBeNull();
});
