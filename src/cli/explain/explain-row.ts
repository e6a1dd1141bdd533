import type { Pool } from 'pg';
import { PocketbookError } from '../../domain/errors.ts';
import { RESOURCES } from '../../domain/resources.ts';
import { openLanded, pathOf } from '../../extract/landing.ts';
import { type FragmentOptions, findFragment } from '../../transform/find-fragment.ts';
import { type Mark, markFigure, type WantedFigure } from '../../transform/fragment/mark-figure.ts';
import type { Profile } from '../../transform/profile.ts';
import type { WireField } from '../../transform/resource/resource-schema.ts';
import type { BreakFacts } from '../breaks/read-break-facts.ts';
import type { Settings } from '../config.ts';
import { readProfile } from '../open-job.ts';
import { columnsOfBreak } from './figures-of-break.ts';
import {
  type FileFacts,
  type LoadFacts,
  type RowFacts,
  type RowPlace,
  readFileFacts,
  readFirstOfDoubled,
  readItemFacts,
  readRowFacts,
  type VersionFacts,
} from './read-explanation.ts';
import { type RowBreak, readRowBreaks, readUsingRules, type UsingRule } from './read-row-breaks.ts';

/** What explaining works with. */
export interface Explaining {
  readonly pool: Pool;
  readonly settings: Settings;
}

/** One row, from the books to the bytes. */
export interface RowExplanation {
  /** `12/line 17` */
  readonly place: string;
  readonly view: string | null;
  readonly row: RowFacts['row'];
  /** Why the books do not have the row of this very place; null where they do. */
  readonly note: string | null;
  readonly file: ExplainedFile;
  readonly original: Original | null;
  readonly versions: readonly ExplainedVersion[];
  /** The rules that look at this report. */
  readonly rules: readonly UsingRule[];
  /** The open breaks that name the row. */
  readonly breaks: readonly RowBreak[];
}

/** A place that is meant for a break. */
export interface MeantPlace extends RowPlace {
  /** In which columns the figure may stand; left out: in those that say most of a row of its kind. */
  readonly columns?: readonly string[];
  /** Of a row that makes up a break: its amount there. */
  readonly amount?: string | null;
  /** The break that is explained. */
  readonly broken?: BreakFacts;
}

export interface ExplainedFile extends FileFacts {
  /** Where the bytes are. */
  readonly landed_at: string;
  /** `cash, by arithmetic: 41 of 41 rows fit cash, 0 fit face`; null for what is no trade report. */
  readonly amount_decision: string | null;
}

export interface ExplainedVersion extends Omit<VersionFacts, 'locator'> {
  readonly place: string | null;
  readonly original: Original | null;
}

/** The original text of a place, or why the landed file cannot be read. */
export interface Original {
  readonly text: string | null;
  /** Of a CSV file that has one. */
  readonly header: string | null;
  readonly is_cut: boolean;
  /** Where the figure stands in `text`. */
  readonly mark: Mark | null;
  readonly error: string | null;
}

/** Of the places given at most `max`; null ones, which nothing stands at, are left out. */
export async function explainRows(
  explaining: Explaining,
  places: readonly MeantPlace[],
  max: number,
): Promise<{ rows: RowExplanation[]; more_rows: boolean }> {
  const rows: RowExplanation[] = [];
  for (const place of places.slice(0, max)) {
    const row = await explainPlace(explaining, place);
    if (row !== null) rows.push(row);
  }
  return { rows, more_rows: places.length > max };
}

/** Null for a place that neither the ledger nor the file has. */
export async function explainPlace(
  explaining: Explaining,
  place: MeantPlace,
): Promise<RowExplanation | null> {
  const { pool } = explaining;
  const file = await openFile(explaining, place.report_file_id);
  if (file === null) return null;
  const facts = await readFacts(pool, file, place);
  const row = facts?.row ?? null;
  const figures = figuresOf(row, place);
  const original = await readOriginal(explaining, file, place.locator, figures);
  if (facts === null && original === null) return null;
  const used = file.report_type ?? file.resource;
  const rules = used === null ? [] : await readUsingRules(pool, used);
  return {
    place: textOf(place),
    view: facts?.view ?? null,
    row,
    note: facts === null ? await whyNoRow(pool, file, place) : noteOf(facts, place),
    file,
    original,
    versions: await explainVersions(explaining, facts?.versions ?? [], figures),
    rules,
    breaks: await readRowBreaks(pool, place, row, rules),
  };
}

async function readFacts(
  pool: Pool,
  { report_type, resource }: FileFacts,
  place: RowPlace,
): Promise<RowFacts | null> {
  if (report_type !== null) return readRowFacts(pool, place);
  return resource === null ? null : readItemFacts(pool, resource, place);
}

export async function openFile(
  { pool, settings }: Explaining,
  reportFileId: bigint,
): Promise<ExplainedFile | null> {
  const file = await readFileFacts(pool, reportFileId);
  if (file === null) return null;
  const accepted = file.loads.find(({ outcome }) => outcome === 'accepted');
  return {
    ...file,
    landed_at: pathOf(settings.landing, file.sha256),
    amount_decision: accepted === undefined ? null : describeDecision(accepted),
  };
}

function describeDecision(load: LoadFacts): string | null {
  const { amount_meaning, amount_decided_by, rows_fit_cash, rows_fit_face } = load;
  if (amount_meaning === null) return null;
  const by =
    amount_decided_by === 'arithmetic'
      ? 'by arithmetic'
      : 'by the profile, since arithmetic cannot tell';
  const rows = load.rows_read - load.rows_ignored;
  return `${amount_meaning}, ${by}: ${rows_fit_cash} of ${rows} rows fit cash, ${rows_fit_face} fit face`;
}

async function explainVersions(
  explaining: Explaining,
  versions: readonly VersionFacts[],
  figures: readonly WantedFigure[],
): Promise<ExplainedVersion[]> {
  const explained: ExplainedVersion[] = [];
  for (const { locator, ...version } of versions) {
    const { report_file_id } = version;
    const file = locator === null ? null : await readFileFacts(explaining.pool, report_file_id);
    const hasRow = locator !== null && file !== null;
    explained.push({
      ...version,
      place: hasRow ? textOf({ report_file_id, locator }) : null,
      original: hasRow ? await readOriginal(explaining, file, locator, figures) : null,
    });
  }
  return explained;
}

/** Null where the file has no such place. A file that is gone or damaged must not hide what the books say. */
async function readOriginal(
  { settings }: Explaining,
  file: FileFacts,
  locator: string,
  figures: readonly WantedFigure[],
): Promise<Original | null> {
  try {
    const bytes = openLanded(settings.landing, file.sha256);
    const found = await findFragment(bytes, locator, listsOf(settings, file));
    if (found === null) return null;
    const { text, firstLine, isCut } = found;
    const mark = markFigure(text, figures);
    const header = firstLine !== null && isHeader(settings, file, firstLine) ? firstLine : null;
    return { text, header, is_cut: isCut, mark, error: null };
  } catch (error) {
    if (!(error instanceof PocketbookError) || error.code !== 'LANDING_FAILED') throw error;
    return { text: null, header: null, is_cut: false, mark: null, error: error.message };
  }
}

/** Columns of a row that hold a figure, the one that says most first. */
const FIGURE_COLUMNS = [
  'amount',
  'face_amount',
  'market_value',
  'closing_balance',
  'price',
] as const;

/** Behind what a figure of a statement stands (ISO 20022): the code of its balance, or the name of an element. */
const BEHIND: Readonly<Record<string, string>> = {
  opening_balance: 'OPBD',
  closing_balance: 'CLBD',
  summary_entries: 'TtlNtries',
  summary_net: 'TtlNetNtry',
  summary_credits: 'TtlCdtNtries',
  summary_debits: 'TtlDbtNtries',
  booked_on: 'BookgDt',
  value_on: 'ValDt',
};

/** The figures that may be meant, in the order in which they are looked for: a file need not tell each. */
function figuresOf(row: RowFacts['row'], meant: MeantPlace): WantedFigure[] {
  const { columns = [], amount, broken } = meant;
  const likeliest = broken === undefined ? columns : columnsOfBreak(row, columns, broken);
  const wanted = likeliest.flatMap((name) => toldIn(row, name));
  // What made up a difference may stand in a version that the books no longer have.
  if (amount != null) wanted.push({ name: 'amount', value: amount });
  return [...wanted, ...FIGURE_COLUMNS.flatMap((name) => toldIn(row, name))];
}

function toldIn(row: RowFacts['row'], name: string): WantedFigure[] {
  const value = row?.[name];
  if (value == null) return [];
  const after = BEHIND[name];
  return [{ name, value: String(value), ...(after === undefined ? {} : { after }) }];
}

/** Does the first line of a CSV file name a column, as a layout of its report has it? Price reports begin with a row. */
function isHeader(settings: Settings, file: FileFacts, firstLine: string): boolean {
  const layouts = Object.entries(profileOf(settings, file)?.csv ?? {}).find(
    ([report]) => report === file.report_type,
  )?.[1].layouts;
  if (layouts === undefined) return true;
  const told = firstLine.toLowerCase();
  return layouts.some(
    ({ header, columns }) =>
      header &&
      Object.values(columns)
        .flat()
        .some((name) => told.includes(name.toLowerCase())),
  );
}

/** Null for an entity that the settings no longer have. */
function profileOf({ entities }: Settings, file: FileFacts): Profile | null {
  const entity = entities.find(({ entityId }) => entityId === file.entity_id);
  return entity === undefined ? null : readProfile(entity.profileFile);
}

/** What the profile calls the lists of an answer. */
function listsOf(settings: Settings, file: FileFacts): FragmentOptions {
  const profile = profileOf(settings, file);
  if (profile === null) return { listNames: [] };
  const { api, resources } = profile;
  if (file.resource === null) return { listNames: api.page.items };
  const { list = [''], fields } = resources.kinds[file.resource];
  const isPaged = RESOURCES[file.resource].shape === 'cursor';
  return { listNames: isPaged ? api.page.items : list, rowsAt: pathsOfRows(fields) };
}

/** By our name of a list within an item, where the profile says that it stands. */
function pathsOfRows(
  fields: Readonly<Record<string, WireField>>,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, wire]) => ('fields' in wire ? [[name, wire.at]] : [])),
  );
}

function noteOf({ row, versions }: RowFacts, place: RowPlace): string | null {
  const current = versions.find(({ is_current }) => is_current);
  if (current === undefined) return null;
  const { version, report_file_id, locator } = current;
  if (row === null || locator === null) return `version ${version} no longer has this row`;
  if (report_file_id === place.report_file_id && locator === place.locator) return null;
  return `told again since: the books have the row of version ${version}, ${textOf({ report_file_id, locator })}`;
}

async function whyNoRow(pool: Pool, file: FileFacts, place: RowPlace): Promise<string> {
  const [load] = file.loads;
  if (load === undefined) return 'the file has not been read yet';
  if (load.error !== null) return `nothing of the file is in the books: ${load.error}`;
  const first = await readFirstOfDoubled(pool, place);
  if (first !== null) {
    const { report_file_id } = place;
    return `the line was sent twice: this one is kept out of the ledger, the other is ${textOf({ report_file_id, locator: first })}`;
  }
  return 'no row of the ledger names this place: it is no row, or repeats what an earlier file had said';
}

function textOf({ report_file_id, locator }: RowPlace): string {
  return `${report_file_id}/${locator}`;
}
