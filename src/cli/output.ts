import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import colors from 'picocolors';

/** What a command hands back: the text for people, the document for machines, and how it went. */
export interface Answer {
  readonly text: string;
  /** undefined: it was printed while the command was still running */
  readonly document: unknown;
  readonly exitCode: ExitCode;
}

/** 0 done and green · 1 failed · 2 wrong usage or configuration · 3 breaks are open · 4 something owed is missing. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

type Cell = string | number | null;

/** A table for a terminal; `right` names the columns of figures. */
export function renderTable(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  right: readonly string[] = [],
): string {
  const table = new Table({
    head: columns.map((column) => colors.bold(column)),
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    colAligns: columns.map((column) => (right.includes(column) ? 'right' : 'left')),
  });
  for (const row of rows) table.push(row.map((cell) => (cell === null ? '' : String(cell))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

interface Layout {
  /** Columns of figures. */
  readonly right: readonly string[];
  /** Columns that go, the first one first, until the table fits. */
  readonly mayGo: readonly string[];
  /** Characters; left out: those of the terminal, and as many as it takes where there is none. */
  readonly width?: number;
}

/** As `renderTable`, but where a terminal is too narrow some columns are left out, and which ones is said. */
export function renderWithin(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  { right, mayGo, width = process.stdout.columns ?? Number.POSITIVE_INFINITY }: Layout,
): string {
  for (let gone = 0; ; gone++) {
    const left = columns.map((column) => !mayGo.slice(0, gone).includes(column));
    const table = renderTable(
      columns.filter((_, index) => left[index]),
      rows.map((row) => row.filter((_, index) => left[index])),
      right,
    );
    if (gone < mayGo.length && widthOf(table) > width) continue;
    const words = mayGo.slice(0, gone).join(', ');
    return gone === 0 ? table : `${table}\n\nthe window is too narrow for: ${words}`;
  }
}

function widthOf(table: string): number {
  return Math.max(
    ...stripVTControlCharacters(table)
      .split('\n')
      .map((line) => line.length),
  );
}

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** bigint and Date as text: figures keep all their digits. Nothing at all for undefined. */
export function toJson(document: unknown): string {
  if (document === undefined) return '';
  return JSON.stringify(
    document,
    (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  );
}

export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
