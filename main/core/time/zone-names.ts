// What a TZID means by its name alone. TZIDs are free text (RFC 5545 section 3.2.19): each program has its own.
import { WINDOWS_ZONES } from './windows-zones.ts';
import { HOUR, MINUTE } from './wall-time.ts';
import { ianaZone, remember, UTC, type Zone } from './zones.ts';

export interface NamedZone {
  readonly zone: Zone;
  /**
   * True: the name counts, whatever the VTIMEZONE beside it says, because many programs write VTIMEZONEs that are cut
   * down or out of date. False: 'CST' or 'GMT+0100' are not much of a name; a VTIMEZONE knows better.
   */
  readonly isSure: boolean;
}

/** Nobody's name is longer. */
const LONGEST = 200;
const byTzid = new Map<string, NamedZone | null>();

/** The zone a TZID means; null when only the object's VTIMEZONE can tell. */
export function namedZone(tzid: string): NamedZone | null {
  return tzid.length > LONGEST ? null : remember(byTzid, tzid, () => find(tzid.trim().replace(/^"|"$/g, '')));
}

function find(name: string): NamedZone | null {
  const sure = byWindowsName(name) ?? byPath(name);
  if (sure) return { zone: sure, isSure: true };
  const described = byDescription(name);
  if (described) return { zone: described, isSure: true };
  const weak = ianaZone(name) ?? byOffset(name);
  return weak && { zone: weak, isSure: weak === UTC || isUtc(name) };
}

function isUtc(name: string): boolean {
  return /^(Z|UTC|Etc.UTC|Zulu|UCT|Universal)$/i.test(name);
}

/** 'W. Europe Standard Time', 'Eastern Daylight Time', 'Pacific Time (US & Canada)', and 'Eastern' of Lotus Notes. */
function byWindowsName(name: string): Zone | null {
  const plain = name.toLowerCase().replace(/\s*\(us & canada\)$/, '');
  const stem = plain.replace(/ (standard|daylight|summer) time$| time$/, '');
  // 'GMT' alone is not the 'GMT Standard Time' of London, with its summer time.
  const isWord = plain !== stem || ianaZone(name) === null;
  const iana = WINDOWS_ZONES.get(plain) ?? (isWord ? WINDOWS_ZONES.get(`${stem} standard time`) : undefined);
  return iana === undefined ? null : ianaZone(iana);
}

/** 'Europe/Berlin' in any case, with spaces, or behind a vendor's prefix: '/mozilla.org/20050126_1/Europe/Berlin'. */
function byPath(name: string): Zone | null {
  if (!name.includes('/')) return null;
  const parts = name.replaceAll(' ', '_').split('/').slice(-8);
  for (let i = 0; i < parts.length; i++) {
    const zone = parts[i] === '' ? null : ianaZone(parts.slice(i).join('/'));
    if (zone) return zone;
  }
  return null;
}

/** '(UTC+01:00) Amsterdam, Berlin, Rome', 'Greenwich Mean Time : Dublin, London': as Windows shows them. */
function byDescription(name: string): Zone | null {
  const match = /^(?:\(([^)]*)\)|[^:]*:)\s*(.+)$/.exec(name);
  if (!match) return null;
  const [, bracket = '', rest = ''] = match;
  const offset = offsetOf(bracket);
  const suits = (zone: Zone | null) => zone !== null && (offset === null || standardOffset(zone) === offset);
  const whole = byWindowsName(rest);
  if (suits(whole)) return whole;
  const cities = rest.split(/[,/;]| and | & /).map((city) => byCity(city));
  return cities.find(suits) ?? null;
}

/** Summer time is never the smaller offset of the two, but in Ireland's and Morocco's way of counting. */
function standardOffset(zone: Zone): number {
  return Math.min(zone.offsetAt(Date.UTC(2024, 0, 1)), zone.offsetAt(Date.UTC(2024, 6, 1)));
}

let cities: ReadonlyMap<string, string> | null = null;

function byCity(city: string): Zone | null {
  cities ??= new Map(
    Intl.supportedValuesOf('timeZone')
      .filter((name) => name.includes('/'))
      .map((name) => [name.slice(name.lastIndexOf('/') + 1).toLowerCase(), name]),
  );
  const name = cities.get(city.trim().toLowerCase().replaceAll(' ', '_'));
  return name === undefined ? null : ianaZone(name);
}

/** 'GMT+0100', 'UTC-5', '+05:30', '(UTC+01:00) anything'. */
function byOffset(name: string): Zone | null {
  const offset = offsetOf(name) ?? offsetOf(/^\(([^)]*)\)/.exec(name)?.[1] ?? '');
  if (offset === null) return null;
  return offset === 0 ? UTC : { name, offsetAt: () => offset };
}

function offsetOf(text: string): number | null {
  if (/^(gmt|utc)$/i.test(text)) return 0;
  const match = /^(?:GMT|UTC)?\s*([+-])(\d\d?)(?:[:.]?(\d\d))?$/i.exec(text.trim());
  if (!match) return null;
  const size = Number(match[2]) * HOUR + Number(match[3] ?? 0) * MINUTE;
  if (size > 15 * HOUR) return null;
  return match[1] === '-' ? -size : size;
}
