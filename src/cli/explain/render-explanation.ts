import type { Mark } from '../../transform/fragment/mark-figure.ts';
import type { BreakFacts } from '../breaks/read-break-facts.ts';
import { withUnit } from '../breaks/render-breaks.ts';
import { renderTable } from '../output.ts';
import type { ExplainedFile, ExplainedVersion, Original, RowExplanation } from './explain-row.ts';
import type { LoadFacts } from './read-explanation.ts';

/** What `explain` found: one file, one row, or the rows that a trade or a break leads to. */
export interface Explanation {
  readonly asked: string;
  readonly break: BreakFacts | null;
  readonly file: ExplainedFile | null;
  readonly rows: readonly RowExplanation[];
  /** Were there more rows than are shown? */
  readonly more_rows: boolean;
}

const PROBLEMS_SHOWN_MAX = 20;

export function renderExplanation(explanation: Explanation): string {
  const { break: found, file, rows, more_rows } = explanation;
  const told = new Set<bigint>();
  const isOneOfMany = found !== null || rows.length > 1;
  const parts = rows.map((row) => {
    const isFileTold = told.has(row.file.report_file_id);
    told.add(row.file.report_file_id);
    return renderRow(row, { isFileTold, isOneOfMany });
  });
  if (found !== null) parts.unshift(renderBreak(found, rows.length));
  if (file !== null) parts.push(renderFile(file), ...renderLoads(file));
  if (more_rows) parts.push(`… and more rows than these ${rows.length}`);
  return parts.join('\n\n');
}

function renderBreak(found: BreakFacts, rows: number): string {
  const { break_id, explained_by, is_unique, root_break_id, pocket_name, figures, ...fields } =
    found;
  const { pocket_id, expected, actual, difference, detail, evidence } = found;
  const root =
    root_break_id === null ? null : `a consequence of break:${root_break_id.slice(0, 8)}`;
  const table = [
    renderFields('break', break_id, {
      ...fields,
      pocket_id: pocket_name === null ? pocket_id : `${pocket_name} (${pocket_id})`,
      expected: withUnit(expected, figures),
      actual: withUnit(actual, figures),
      difference: withUnit(difference, figures),
      evidence: evidence === detail ? null : evidence,
      root,
    }),
    ...renderExplaining(explained_by ?? [], is_unique),
  ].join('\n\n');
  return rows > 0
    ? table
    : `${table}\n\nno row goes with it: what it misses is in no file that has landed`;
}

function renderExplaining(
  explainedBy: NonNullable<BreakFacts['explained_by']>,
  isUnique: boolean | null,
): string[] {
  if (explainedBy.length === 0) return [];
  const rows = explainedBy.map(({ report_file_id, locator, amount, what }) => [
    `${report_file_id}/${locator}`,
    amount,
    shownOf(what),
  ]);
  const table = renderTable(['made up by', 'amount', ''], rows, ['amount']);
  return [isUnique === false ? `${table}\nnot the only rows that would make it up` : table];
}

/** Of several rows of one file only the first is shown with it, and of long texts what is around the figure. */
function renderRow(
  { place, view, row, note, file, original, versions, rules, breaks }: RowExplanation,
  { isFileTold, isOneOfMany }: { readonly isFileTold: boolean; readonly isOneOfMany: boolean },
): string {
  const linesMax = isOneOfMany ? LINES_MAX : Number.POSITIVE_INFINITY;
  const parts = [renderFields(place, view === null ? '' : `books.${view}`, row ?? {})];
  if (note !== null) parts.push(shownOf(note));
  if (!isFileTold) parts.push(renderFile(file));
  parts.push(renderOriginal(place, original, { place, linesMax }));
  if (versions.length > 0) parts.push(renderVersions(versions));
  for (const version of versions) {
    if (version.place === null || version.place === place) continue;
    const title = `version ${version.version}, ${version.place}`;
    parts.push(renderOriginal(title, version.original, { place: version.place, linesMax }));
  }
  if (!isFileTold && rules.length > 0) {
    parts.push(`rules that look at this report: ${rules.map(({ name }) => name).join(', ')}`);
  }
  if (breaks.length > 0) {
    const lines = breaks.map(({ break_id, rule, cause }) => [break_id.slice(0, 8), rule, cause]);
    parts.push(renderTable(['open break', 'rule', 'cause'], lines));
  }
  return parts.join('\n\n');
}

function renderFile(file: ExplainedFile): string {
  const [load] = file.loads;
  const days = file.from_date === file.to_date ? [file.from_date] : [file.from_date, file.to_date];
  return renderFields(`file ${file.report_file_id}`, file.file_name ?? '', {
    report: file.report_type ?? file.resource ?? 'unknown',
    pocket: file.pocket_name === null ? file.pocket_id : `${file.pocket_name} (${file.pocket_id})`,
    days: days.filter((day) => day !== null).join(' to '),
    entity: file.entity_id,
    origin: file.origin,
    received: file.received_at,
    sha256: file.sha256,
    bytes: file.length_proven ? file.bytes : `${file.bytes}, length not proven by the transport`,
    'landed at': file.landed_at,
    became: load === undefined ? 'not read yet' : describeLoad(load, file.versions),
    amounts: file.amount_decision,
  });
}

function describeLoad(load: LoadFacts, versions: number): string {
  if (load.error !== null) return `refused: ${load.error}`;
  return `${load.rows_read} rows read: ${load.rows_loaded} loaded, ${load.rows_duplicate} duplicate, ${load.rows_ignored} ignored, ${load.rows_quarantined} quarantined; new versions: ${versions}`;
}

/** Only where there is more to tell than the file's own lines do. */
function renderLoads({ loads, versions }: ExplainedFile): string[] {
  const [latest] = loads;
  if (latest === undefined) return [];
  const parts: string[] = [];
  if (latest.problems.length > 0) {
    const shown = latest.problems.slice(0, PROBLEMS_SHOWN_MAX);
    const lines = shown.map(({ locator, message }) => [locator, shownOf(message)]);
    const more = latest.problems.length - shown.length;
    parts.push(renderTable(['problem at', ''], lines));
    if (more > 0) parts.push(`… and ${more} more (--json lists all)`);
  }
  if (loads.length > 1) {
    const rows = loads.map((load) => [
      shownOf(load.finished_at),
      shownOf(describeLoad(load, versions)),
    ]);
    parts.push(renderTable(['read at', ''], rows));
  }
  return parts;
}

function renderOriginal(
  title: string,
  original: Original | null,
  shown: { readonly place: string; readonly linesMax: number },
): string {
  if (original === null) return `${title}: the file has no such place`;
  if (original.text === null) return `${title}: ${shownOf(original.error)}`;
  const { text, header, is_cut, mark } = original;
  const lines = [`original, ${title}`];
  if (header !== null && header !== text) lines.push(indented(header));
  lines.push(...around(withMark(dedented(text, mark)), shown));
  if (is_cut) lines.push('  … and more: only the beginning is shown');
  return lines.join('\n');
}

interface Marked {
  readonly text: string;
  readonly mark: Mark | null;
}

/** An element stands as deep in its file as its last line does: the first one begins where the element does. */
function dedented(text: string, mark: Mark | null): Marked {
  const [, depth = ''] = /\n([ \t]*)<\/[^\n]*$/.exec(text) ?? [];
  if (depth === '') return { text, mark };
  const before = (end: number) => text.slice(0, end).split(`\n${depth}`).length - 1;
  const moved = (at: number) => at - before(at) * depth.length;
  return {
    text: text.replaceAll(`\n${depth}`, '\n'),
    mark: mark && { ...mark, start: moved(mark.start), end: moved(mark.end) },
  };
}

/** Of one row of many: a statement has as many lines as a book. */
const LINES_MAX = 40;
const LINES_BEFORE = 12;

/** At most so many lines, those around the mark; where lines are left out it says how to see them. */
function around(
  lines: readonly string[],
  { place, linesMax }: { readonly place: string; readonly linesMax: number },
): string[] {
  if (lines.length <= linesMax) return [...lines];
  const marked = Math.max(
    0,
    lines.findIndex((line) => /^ *\^+ \S+$/.test(line)),
  );
  const from = Math.max(0, Math.min(marked - LINES_BEFORE, lines.length - linesMax));
  const to = from + linesMax;
  return [
    ...(from === 0 ? [] : [`  … ${from} lines before`]),
    ...lines.slice(from, to),
    ...(to === lines.length ? [] : [`  … ${lines.length - to} lines after`]),
    `  pocketbook explain '${place}'  shows all of it`,
  ];
}

/** The lines, and under the one that holds the figure another that points at it. */
function withMark({ text, mark }: Marked): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const line of text.split(/(\r\n|\n|\r)/)) {
    const end = start + line.length;
    if (!/^[\r\n]+$/.test(line)) {
      lines.push(`  ${shownOf(line)}`);
      if (mark !== null && mark.start >= start && mark.end <= end) {
        const before = line.slice(0, mark.start - start).replace(/[^\t]/g, ' ');
        lines.push(`  ${before}${'^'.repeat(mark.end - mark.start)} ${mark.name}`);
      }
    }
    start = end;
  }
  return lines;
}

function indented(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => `  ${shownOf(line)}`)
    .join('\n');
}

function renderVersions(versions: readonly ExplainedVersion[]): string {
  return renderTable(
    ['version', 'accepted', 'rows', 'place', ''],
    versions.map(({ version, accepted_at, rows, place, report_file_id, ...is }) => [
      version,
      shownOf(accepted_at),
      rows,
      place ?? `not in file ${report_file_id}`,
      [is.is_current ? 'current' : '', is.provisional ? 'provisional' : '']
        .filter((word) => word !== '')
        .join(', '),
    ]),
    ['version', 'rows'],
  );
}

function renderFields(
  title: string,
  what: string,
  fields: Readonly<Record<string, unknown>>,
): string {
  const shown = Object.entries(fields)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => [name, shownOf(value)]);
  return renderTable([title, shownOf(what)], shown);
}

/** A file must not be able to drive the terminal that it is shown on: control characters are shown as unknown ones. */
function shownOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) =>
    character === '\t' || character === '\n' ? character : '\uFFFD',
  );
}
