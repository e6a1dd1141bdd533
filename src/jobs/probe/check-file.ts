import type { PathName } from '../../domain/endpoint.ts';
import { ParseError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { RequestedReportType } from '../../extract/wire.ts';
import { checkSample } from '../../transform/profile-check/check-sample.ts';
import { readReport } from '../../transform/read-report.ts';
import { CSV_KINDS, type FileKind } from '../../transform/recognise.ts';
import {
  type Compared,
  type Difference,
  differing,
  only,
} from '../../transform/wire-check/compared.ts';
import { keepFile } from './keep-sample.ts';
import type { ProbeTools } from './probe-tools.ts';
import { readToEnd } from './read-strictly.ts';

/** Looks at the file of a report as `profile check` does, and reads it as the night would. */
export async function checkFile(
  tools: ProbeTools,
  reportType: RequestedReportType,
  bytes: Uint8Array,
): Promise<Compared> {
  keepFile(tools, reportType, bytes);
  const { reader } = tools.profile.reports[reportType];
  const kind = reader === 'camt053' ? 'camt.053' : reader;
  const compared = await checkAs(tools, kind, reportType, bytes);
  if (compared.differences.length > 0) return compared;
  try {
    const { reading } = readReport(reportType, once(bytes), reportType, tools.profile);
    const rows = await readToEnd(reading.rows);
    return { ...compared, remarks: [...compared.remarks, `${rows} rows`] };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return only(differing(sectionOf(kind), null, error.message));
  }
}

/** What the CSV endpoints answer. */
const CSV_PATHS: Partial<Record<PathName, FileKind>> = {
  trades_csv: 'trade-list-csv',
  transactions_csv: 'transaction-csv',
};

/** The same for an endpoint that answers a CSV file; one that the profile does not describe is only kept. */
export async function checkCsvPath(
  tools: ProbeTools,
  path: PathName,
  bytes: Uint8Array,
): Promise<Compared> {
  keepFile(tools, path, bytes);
  const kind = CSV_PATHS[path];
  if (kind !== undefined) return checkAs(tools, kind, path, bytes);
  return { ...only(), remarks: ['the profile does not describe what this answers'] };
}

async function checkAs(
  { profile }: ProbeTools,
  kind: FileKind,
  name: string,
  bytes: Uint8Array,
): Promise<Compared> {
  const { needs, hints, error, fits } = await checkSample(name, () => once(bytes), profile, kind);
  const place = sectionOf(kind);
  const refused = error === null || needs.length > 0 ? [] : [differing(place, null, error)];
  return {
    matched: fits ? [place] : [],
    differences: [...needs.map(needed), ...refused],
    remarks: hints.map((hint) => `could be added: ${hint}`),
  };
}

/** `csv.TRADE_REPORT.layouts[0].date_format: set "DD/MM/YYYY"` */
function needed(line: string): Difference {
  return { path: line.split(/[: ]/, 1)[0] ?? line, line, why: 'the file does not fit' };
}

function sectionOf(kind: FileKind): string {
  if (kind === 'camt.053') return 'camt053';
  if (kind === 'trade-list-json') return 'api.trade';
  if (kind === 'transaction-json') return 'api.transaction';
  return `csv.${CSV_KINDS[kind].section}`;
}

async function* once(bytes: Uint8Array): Bytes {
  yield bytes;
}
