/**
 * The records of a CSV file once more, as RFC 4180 has them: a quote opens a field only where the field begins, lines end in
 * LF, CRLF or CR. Lines of nothing but blanks at the end are none.
 */
export function countRecords(csv: string, delimiter: string): number {
  let records = 0;
  let last = 0;
  let isQuoted = false;
  let isAtStart = true;
  let isEmpty = true;
  for (let place = 0; place <= csv.length; place++) {
    const character = csv.charAt(place);
    if (character === '"' && (isQuoted || isAtStart)) isQuoted = !isQuoted;
    else if (character === '"' && csv.charAt(place - 1) === '"') isQuoted = true;
    const ends = character === '' || (!isQuoted && (character === '\n' || character === '\r'));
    isAtStart = ends || (!isQuoted && character === delimiter);
    if (!ends && character.trim() !== '') isEmpty = false;
    if (!ends) continue;
    if (character === '\r' && csv.charAt(place + 1) === '\n') place++;
    records++;
    if (!isEmpty) last = records;
    isEmpty = true;
  }
  return last;
}
