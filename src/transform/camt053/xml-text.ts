/** XML's own white space; `trim` would also drop a no-break space, which no amount may hold. */
export function trimXml(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isXmlSpace(text.charCodeAt(start))) start++;
  while (end > start && isXmlSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isXmlSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** The calendar day as the bank wrote it: `2026-10-01T23:30:00+02:00` is the 1st, whatever the reader's zone. */
export function dateOf(text: string | null): string | null {
  return text === null ? null : text.slice(0, 10);
}

/** xs:boolean; null for anything else. */
export function booleanOf(text: string | null): boolean | null {
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : null;
}

/** A number of things, as Max15NumericText; null for anything else. */
export function countOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
