type Field = string | number | bigint | boolean | null;

/**
 * One line of PostgreSQL's COPY text format. Whatever a bank's file held is re-encoded here: raw bytes never reach
 * COPY, where a line `\.` would end the data without an error.
 */
export function copyLine(fields: readonly Field[]): string {
  let line = '';
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] ?? null;
    if (index > 0) line += '\t';
    line += field === null ? '\\N' : typeof field === 'string' ? escaped(field) : String(field);
  }
  return `${line}\n`;
}

const SPECIAL = /[\\\t\n\r]/;

function escaped(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}
