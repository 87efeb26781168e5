// Keeps what belongs to the person out of the log, whoever hands it over.

const SECRET_KEY =
  /password|secret|credential|authorization|cookie|^(?:ical|token|summary|title|place|location|attendees?|body|text|user(?:name)?)$/i;
const LONGEST = 300;

/** Facts as they may be written: strings masked and cut, errors as their kind and stack, secrets by name left out. */
export function masked(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, SECRET_KEY.test(key) ? '***' : maskedValue(value, 0)]),
  );
}

function maskedValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskedText(value).slice(0, LONGEST);
  if (value instanceof Error) return maskedError(value, depth);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth >= 3) return '...';
  if (Array.isArray(value)) return value.slice(0, 20).map((one) => maskedValue(one, depth + 1));
  const entries = Object.entries(value).slice(0, 20);
  return Object.fromEntries(
    entries.map(([key, one]) => [key, SECRET_KEY.test(key) ? '***' : maskedValue(one, depth + 1)]),
  );
}

/** An error as facts: what it is, where it came from, and what caused it, three deep at most. */
export function maskedError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return maskedValue(error, depth);
  const { name, message, stack, cause } = error;
  const more = 'kind' in error ? { kind: error.kind, reason: 'reason' in error ? error.reason : '' } : {};
  return {
    name,
    message: maskedText(message).slice(0, LONGEST),
    ...more,
    ...('code' in error ? { code: error.code } : {}),
    stack: maskedText(stack ?? '')
      .split('\n')
      .slice(1, 8)
      .map((line) => line.trim()),
    ...(cause === undefined || depth >= 3 ? {} : { cause: maskedError(cause, depth + 1) }),
  };
}

/** Text without user information in URLs, without queries, without what stands before an @, without credentials. */
export function maskedText(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1***@')
    .replace(/\b(Basic|Bearer|Digest)\s+\S+/gi, '$1 ***')
    .replace(/[^\s"'<>()/:;,@=]+@(?=[\w.-])/g, '***@')
    .replace(/(https?:\/\/[^\s"'<>?]*)\?[^\s"'<>]*/gi, '$1?***');
}
