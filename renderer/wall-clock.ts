// Instants as a person reads them, in the zone the view was made for.

/** Where nothing more is known of a reader than the language of the page. */
const HOME_OF: Readonly<Record<string, string>> = { en: 'en-GB', 'en-XA': 'en-GB', de: 'de-DE' };

/** '09:48' or '9:48 AM' for an instant (epoch ms) in an IANA zone, by the clock people of a BCP 47 locale read. */
export function hourAndMinute(instant: number, zone: string, locale: string): string {
  return isTwelveHour(locale)
    ? format('en-US', zone, { hour: 'numeric', minute: '2-digit', hourCycle: 'h12' }).format(instant)
    : format('en-GB', zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant);
}

/** '1 May 2027' for an instant (epoch ms) in an IANA zone, in a language of the page. */
export function longDate(instant: number, zone: string, language: string): string {
  return format(HOME_OF[language] ?? 'en-GB', zone, { dateStyle: 'long' }).format(instant);
}

function isTwelveHour(locale: string): boolean {
  try {
    const { hourCycle } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
    return hourCycle === 'h11' || hourCycle === 'h12';
  } catch {
    return false; // a system's LANG need be no language tag ('C', 'POSIX')
  }
}

function format(locale: string, timeZone: string, style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...style, timeZone });
  } catch {
    // The main process may know zones this page's older data does not; the system's own zone beats a blank window.
    return new Intl.DateTimeFormat(locale, style);
  }
}
