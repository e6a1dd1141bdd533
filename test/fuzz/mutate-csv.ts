import type { Random } from './random.ts';
import { anyWord, wordLike } from './words.ts';

type CsvMutation = (csv: string, random: Random) => string;

/** Changes that know rows and columns, but no quotes: a cell with a delimiter inside breaks in two, which is a change too. */
export const CSV_MUTATIONS: Readonly<Record<string, CsvMutation>> = {
  'another cell': onRow((cells, random) => {
    const place = random.below(cells.length);
    return cells.with(place, wordLike(cells[place] ?? '', random));
  }),
  'another quoted cell': onRow((cells, random) => {
    const place = random.below(cells.length);
    return cells.with(place, `"${anyWord(random).replaceAll('"', random.pick(['""', '"']))}"`);
  }),
  'a quote somewhere': (csv, random) => {
    const place = random.below(csv.length + 1);
    return csv.slice(0, place) + random.pick(['"', '""', '"""', '\\"']) + csv.slice(place);
  },
  'all cells quoted': (csv) =>
    everyRow(csv, (cells) => cells.map((cell) => `"${cell.replaceAll('"', '')}"`)),
  'a cell more': onRow((cells, random) =>
    cells.toSpliced(random.below(cells.length + 1), 0, anyWord(random)),
  ),
  'a cell less': onRow((cells, random) => cells.toSpliced(random.below(cells.length), 1)),
  'drop a column': onColumns((cells, one) => cells.toSpliced(one, 1)),
  'repeat a column': onColumns((cells, one, other) => cells.toSpliced(other, 0, cells[one] ?? '')),
  'swap two columns': onColumns((cells, one, other) =>
    cells.with(one, cells[other] ?? '').with(other, cells[one] ?? ''),
  ),
  'a new column': (csv, random) => {
    const header = random.pick([
      'Note',
      '',
      'Amount',
      '__proto__',
      'constructor',
      'pocket_id',
      'x'.repeat(5_000),
    ]);
    const place = random.below(8);
    return everyRow(csv, (cells, row) => cells.toSpliced(place, 0, row === 0 ? header : 'x'));
  },
  'another header': (csv, random) =>
    everyRow(csv, (cells, row) =>
      row === 0 ? cells.map((cell) => headerLike(cell, random)) : cells,
    ),
  'drop a row': onRows((rows, random) => rows.toSpliced(random.below(rows.length), 1)),
  'repeat a row': onRows((rows, random) => {
    const row = random.pick(rows) ?? '';
    const times = random.oneIn(10) ? 1_500 : 1;
    return rows.toSpliced(random.below(rows.length + 1), 0, ...Array<string>(times).fill(row));
  }),
  'swap two rows': onRows((rows, random) => {
    const [one, other] = [random.below(rows.length), random.below(rows.length)];
    return rows.with(one, rows[other] ?? '').with(other, rows[one] ?? '');
  }),
  'an empty line': onRows((rows, random) =>
    rows.toSpliced(
      random.below(rows.length + 1),
      0,
      random.pick(['', ' ', '\t', '""', '\\.', '#', 'sep=,']),
    ),
  ),
  'another delimiter': (csv, random) =>
    csv.replaceAll(delimiterOf(csv), random.pick([',', ';', '\t', '|', ':', ' '])),
  'another line end': (csv, random) =>
    csv.replace(/\r?\n/g, random.pick(['\r\n', '\r', '\n\r', '\n\n', '\u2028', ''])),
  'a last line end': (csv, random) =>
    csv.trimEnd() + random.pick(['', '\n', '\r\n', '\n\n\n', '\r', '\n \n']),
  'something hidden': (csv, random) => {
    const place = random.below(csv.length + 1);
    return (
      csv.slice(0, place) +
      random.pick(['\0', '\ufeff', '\u200b', '\u00a0', '\u0085', '\u000b']) +
      csv.slice(place)
    );
  },
};

function onRow(change: (cells: string[], random: Random) => string[]): CsvMutation {
  return (csv, random) => {
    const rows = csv.split('\n');
    const place = random.below(rows.length);
    const delimiter = delimiterOf(csv);
    const cells = (rows[place] ?? '').split(delimiter);
    return rows.with(place, change(cells, random).join(delimiter)).join('\n');
  };
}

function onRows(change: (rows: string[], random: Random) => string[]): CsvMutation {
  return (csv, random) => change(csv.split('\n'), random).join('\n');
}

function onColumns(change: (cells: string[], one: number, other: number) => string[]): CsvMutation {
  return (csv, random) => {
    const [one, other] = [random.below(8), random.below(8)];
    return everyRow(csv, (cells) =>
      Math.max(one, other) < cells.length ? change(cells, one, other) : cells,
    );
  };
}

function everyRow(csv: string, change: (cells: string[], row: number) => string[]): string {
  const delimiter = delimiterOf(csv);
  const rows = csv.split('\n');
  return rows
    .map((row, index) => (row === '' ? row : change(row.split(delimiter), index).join(delimiter)))
    .join('\n');
}

function delimiterOf(csv: string): string {
  return csv.split(';').length > csv.split(',').length ? ';' : ',';
}

function headerLike(header: string, random: Random): string {
  if (!random.oneIn(4)) return header;
  return random.pick([
    header.toUpperCase(),
    header.replaceAll(' ', '_'),
    ` ${header} `,
    header.replaceAll(' ', ''),
    `${header}s`,
    header.slice(1),
    '',
    anyWord(random),
  ]);
}
