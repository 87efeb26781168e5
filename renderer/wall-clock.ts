// Instants as a person reads them, in the zone the view was made for.

/** '09:48' for an instant (epoch ms) in an IANA zone. */
export function hourAndMinute(instant: number, zone: string): string {
  return format(instant, zone, { hour: '2-digit', minute: '2-digit' });
}

/** '1 May 2027' for an instant (epoch ms) in an IANA zone. */
export function longDate(instant: number, zone: string): string {
  return format(instant, zone, { dateStyle: 'long' });
}

function format(instant: number, timeZone: string, style: Intl.DateTimeFormatOptions): string {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...style, timeZone }).format(instant);
  } catch {
    // The main process may know zones this page's older data does not; the system's own zone beats a blank window.
    return new Intl.DateTimeFormat('en-GB', style).format(instant);
  }
}
