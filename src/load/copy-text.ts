type Field = string | number | bigint | boolean | null;

/**
 * Fields of PostgreSQL's COPY text format, with tabs between them. Whatever a bank's file held is re-encoded here: raw bytes
 * never reach COPY, where a line `\\.` would end the data without an error. No two lists of fields have the same text.
 */
export function copyFields(fields: readonly Field[]): string {
  let text = '';
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] ?? null;
    if (index > 0) text += '\t';
    text += field === null ? '\\N' : typeof field === 'string' ? escaped(field) : String(field);
  }
  return text;
}

/** One line of COPY text. */
export function copyLine(fields: readonly Field[]): string {
  return `${copyFields(fields)}\n`;
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
