import pLimit from 'p-limit';
import type { BusinessDate } from '../../domain/business-date.ts';
import { calendarDayOf } from '../../domain/calendar.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { DateRange } from '../../domain/report.ts';
import { RECOGNISE_BYTES, recognise } from '../../transform/recognise.ts';
import type { LocalJob } from '../job.ts';
import { type RunOutcome, runJob } from '../run-job.ts';
import { type ImportedFile, importLanded, type LandedImport, landSource } from './import-one.ts';
import { ImportOrder, type Turn } from './import-order.ts';
import type { Told } from './import-scope.ts';
import { type FoundFile, findFiles, readHead, sourcesOf } from './import-sources.ts';
import { WITHOUT_DATE } from './import-survey.ts';

export interface ImportOutcome {
  readonly files: readonly ImportedFile[];
  readonly run: RunOutcome;
}

/**
 * Lands and loads files that a person downloaded, in their order, and reconciles what changed. A file that is refused
 * does not keep the others out. Throws `ConfigError`, before anything is landed, for a path that is not there, a day that cannot
 * be meant, and a position summary that is named itself, without its day.
 */
export async function runImport(
  job: LocalJob,
  paths: readonly string[],
  told: Told,
): Promise<ImportOutcome> {
  refuseDay(job, told);
  const found = await findFiles(paths);
  if (found.length === 0) throw new ConfigError(`${paths.join(', ')}: there is no file in it`);
  if (told.date === undefined) await refuseUndatedPositions(job, found);
  const files: ImportedFile[] = [];
  const run = await runJob(job, 'import', null, async (_runId, signal) => {
    job.progress.planned?.(found.length);
    files.push(...(await importAll(job, found, told, signal)));
    return { range: rangeOf(files), reportsSettled: countLoaded(files) };
  });
  return { files, run };
}

/** So many are read and loaded side by side: enough that several share a transaction. */
const SIDE_BY_SIDE = 24;

/** Files are landed one after the other, as an archive hands them out, and from then on side by side. */
async function importAll(
  job: LocalJob,
  found: readonly FoundFile[],
  told: Told,
  signal: AbortSignal,
): Promise<ImportedFile[]> {
  const order = new ImportOrder();
  const limit = pLimit(SIDE_BY_SIDE);
  const imports: Promise<ImportedFile>[] = [];
  try {
    for (const file of found) {
      const ofFile: Promise<ImportedFile>[] = [];
      for await (const source of sourcesOf(file)) {
        signal.throwIfAborted();
        job.progress.step?.(source.name);
        const landed = await landSource(job, source, told);
        const one =
          'outcome' in landed
            ? Promise.resolve(landed)
            : limit(importInTurn, job, landed, told, { turn: order.next(), signal });
        // One that fails is waited for below: until then its failure is not forgotten.
        one.catch(() => {});
        ofFile.push(one);
        imports.push(one);
        // Not further ahead: a failure is to stop all.
        await imports.at(-SIDE_BY_SIDE);
      }
      void Promise.allSettled(ofFile).then(() => job.progress.settled?.());
    }
    const files = await Promise.all(imports);
    signal.throwIfAborted();
    return files;
  } finally {
    // What has begun ends before the lock is given back.
    await Promise.allSettled(imports);
  }
}

interface InTurn {
  readonly turn: Turn;
  readonly signal: AbortSignal;
}

async function importInTurn(
  job: LocalJob,
  landed: LandedImport,
  told: Told,
  { turn, signal }: InTurn,
): Promise<ImportedFile> {
  try {
    signal.throwIfAborted();
    return await importLanded(job, landed, told, turn);
  } finally {
    turn.end();
  }
}

/** The days that the files speak of which are in the books now; null if there are none. */
export function rangeOf(files: readonly ImportedFile[]): DateRange | null {
  const days = files
    .filter(({ outcome }) => outcome !== 'refused')
    .flatMap(({ from, to }) => [from, to])
    .filter((day): day is BusinessDate => day !== null)
    .sort();
  const [from, to] = [days[0], days.at(-1)];
  return from === undefined || to === undefined ? null : { from, to };
}

export function countLoaded(files: readonly ImportedFile[]): number {
  return files.filter(({ outcome }) => outcome === 'loaded').length;
}

/** What is told of a day that has not ended is provisional; a day that has not begun tells nothing. */
export function refuseDay({ calendar, clock, timeZone }: LocalJob, { date }: Told): void {
  if (date === undefined) return;
  const { coverage } = calendar;
  const today = calendarDayOf(clock.now(), timeZone);
  const isCovered = date >= coverage.from && date <= coverage.to;
  if (!isCovered || date > today || !calendar.isBusinessDay(date)) {
    throw new ConfigError(
      `--date ${date}: expected a business day from ${coverage.from} to ${today}`,
    );
  }
}

async function refuseUndatedPositions(
  { profile }: LocalJob,
  found: readonly FoundFile[],
): Promise<void> {
  for (const { path, name } of found.filter(({ isNamed }) => isNamed)) {
    const head = await readHead(path, RECOGNISE_BYTES).catch(() => Buffer.alloc(0));
    if (recognise(head, profile) === 'position-csv') {
      throw new ConfigError(`${name}: ${WITHOUT_DATE}`);
    }
  }
}
