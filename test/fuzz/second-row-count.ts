/**
 * The records of a CSV file once more, as RFC 4180 has them, lines ending in LF, CRLF or CR; empty lines at the end are none.
 */
export function countRecords(csv: string): number {
  let records = 0;
  let last = 0;
  let isQuoted = false;
  let isEmpty = true;
  for (let place = 0; place <= csv.length; place++) {
    const character = csv.charAt(place);
    if (character === '"') isQuoted = !isQuoted;
    const ends = character === '' || (!isQuoted && (character === '\n' || character === '\r'));
    if (!ends) isEmpty = false;
    if (!ends) continue;
    if (character === '\r' && csv.charAt(place + 1) === '\n') place++;
    records++;
    if (!isEmpty) last = records;
    isEmpty = true;
  }
  return last;
}
