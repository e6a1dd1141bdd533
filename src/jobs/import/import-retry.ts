import { ConfigError, PocketbookError } from '../../domain/errors.ts';
import { peek } from '../../transform/peek.ts';
import type { LocalJob } from '../job.ts';
import { loadLanded } from '../load-landed.ts';
import { readerOf } from '../reader.ts';
import { readRefusedFiles, type UnloadedFile } from '../request-ledger.ts';
import { runJob } from '../run-job.ts';
import { countLoaded, type ImportOutcome, rangeOf, refuseDay } from './import-files.ts';
import {
  isOvertaken,
  OVERTAKEN,
  type QuarantinedFile,
  readLatestLoad,
  readQuarantine,
  readUntried,
  storeReader,
} from './import-ledger.ts';
import { type ImportedFile, importLanded } from './import-one.ts';
import { ImportOrder } from './import-order.ts';
import type { Told } from './import-scope.ts';
import { PACKING_BYTES, packingOf } from './import-unpack.ts';

/**
 * Reads quarantined files again from the landing zone, with the readers and the profile of today: those that came from Jiko as
 * the answer to their request, imported ones with what the person said of them then or says now. `prefixes` are the first digits
 * of the hashes of those that are meant; none means all. Throws `ConfigError` for one that fits no quarantined file.
 */
export async function runRetry(
  job: LocalJob,
  prefixes: readonly string[],
  told: Told,
): Promise<ImportOutcome> {
  refuseDay(job, told);
  const isMeant = ({ sha256 }: QuarantinedFile) =>
    prefixes.length === 0 || prefixes.some((prefix) => sha256.startsWith(prefix.toLowerCase()));
  refuseUnknown(prefixes, await readQuarantine(job.pool, job.entityId));
  const files: ImportedFile[] = [];
  const run = await runJob(job, 'import', null, async (_runId, signal) => {
    // Read again under the lock: another run may have dealt with some in between.
    const quarantined = (await readQuarantine(job.pool, job.entityId)).filter(isMeant);
    job.progress.planned?.(quarantined.length);
    const retried = (file: ImportedFile) => {
      files.push(file);
      job.progress.settled?.();
    };
    await retryAll(job, quarantined, { told, signal, retried });
    return { range: rangeOf(files), reportsSettled: countLoaded(files) };
  });
  return { files, run };
}

/**
 * Reads what was refused again, once for each new profile or version of the program: what can be read now need not be asked
 * for. Costs no call.
 */
export async function retryWithNewReader(job: LocalJob, signal: AbortSignal): Promise<void> {
  const untried = await readUntried(job.pool, job.entityId, readerOf(job));
  const isUntried = ({ reportFileId }: QuarantinedFile) => untried.has(reportFileId);
  const quarantined = await readQuarantine(job.pool, job.entityId);
  await retryAll(job, quarantined.filter(isUntried), { signal });
}

/** Notes that the reader of today has tried all that is refused now. */
export async function noteReader(job: LocalJob): Promise<void> {
  await storeReader(job.pool, job.entityId, readerOf(job));
}

interface Retrying {
  readonly told?: Told;
  readonly signal: AbortSignal;
  retried?(file: ImportedFile): void;
}

async function retryAll(
  job: LocalJob,
  quarantined: readonly QuarantinedFile[],
  { told = {}, signal, retried }: Retrying,
): Promise<void> {
  if (quarantined.length === 0) return;
  const answers = await readRefusedFiles(job.pool, job.entityId);
  for (const file of quarantined) {
    signal.throwIfAborted();
    const answer = answers.find(({ reportFileId }) => reportFileId === file.reportFileId);
    const outcome = await retryOne(job, file, answer, told);
    retried?.(outcome);
  }
}

async function retryOne(
  job: LocalJob,
  file: QuarantinedFile,
  answer: UnloadedFile | undefined,
  told: Told,
): Promise<ImportedFile> {
  try {
    return await (answer === undefined
      ? retryImport(job, file, told)
      : retryAnswer(job, file, answer));
  } catch (error) {
    if (!(error instanceof PocketbookError) || error.code !== 'LANDING_FAILED') throw error;
    // Nothing of the file is in the books: that its bytes are lost must not keep the others out.
    job.log.warn('file.lost', { sha256: file.sha256, reason: error.message });
    return leftAlone(file, file.fileName ?? file.sha256.slice(0, 12), error.message);
  }
}

const PREFIX = /^[0-9a-f]{4,64}$/i;

function refuseUnknown(prefixes: readonly string[], quarantined: readonly QuarantinedFile[]): void {
  for (const prefix of prefixes) {
    if (!PREFIX.test(prefix)) {
      throw new ConfigError(
        `--retry ${prefix}: expected the first digits of a SHA-256, at least four`,
      );
    }
    if (!quarantined.some(({ sha256 }) => sha256.startsWith(prefix.toLowerCase()))) {
      throw new ConfigError(
        `--retry ${prefix}: no quarantined file has a SHA-256 that begins so; pocketbook status lists them`,
      );
    }
  }
}

async function retryImport(
  job: LocalJob,
  file: QuarantinedFile,
  told: Told,
): Promise<ImportedFile> {
  const { sha256, bytes, receivedAt, pocketId, from, to, reason } = file;
  const name = file.fileName ?? sha256.slice(0, 12);
  const { head } = await peek(job.landing.openLanded(sha256), PACKING_BYTES);
  // What could not be unpacked was kept as it came, and no reader will change that.
  if (packingOf(head) !== null) return leftAlone(file, name, reason);
  const landed = { name, sha256, bytes, receivedAt, refusedAs: file.reportFileId };
  const toldThen: Told = {
    ...(pocketId === null ? {} : { pocketIds: [pocketId] }),
    ...(from === null || from !== to ? {} : { date: from }),
  };
  return importLanded(job, landed, { ...toldThen, ...told }, new ImportOrder().next());
}

async function retryAnswer(
  job: LocalJob,
  file: QuarantinedFile,
  answer: UnloadedFile,
): Promise<ImportedFile> {
  const { requestId, ask, reportFileId, sha256, receivedAt } = answer;
  const name = `${ask.reportType} (${sha256.slice(0, 12)})`;
  if (await isOvertaken(job.pool, job.entityId, reportFileId, ask)) {
    return leftAlone(file, name, OVERTAKEN);
  }
  await loadLanded(job, { requestId, ask, reportFileId, sha256, receivedAt });
  const load = await readLatestLoad(job.pool, reportFileId);
  if (load?.isAccepted !== true) return leftAlone(file, name, load?.reason ?? file.reason);
  const pocketIds = [...new Set(ask.units.flatMap(({ pocketId }) => pocketId ?? []))].sort();
  return {
    name,
    outcome: load.versionsNew > 0 ? 'loaded' : 'there',
    reason: null,
    sha256,
    reportType: ask.reportType,
    pocketIds,
    ...ask.range,
    load,
  };
}

function leftAlone(
  { sha256, reportType, pocketId, from, to }: QuarantinedFile,
  name: string,
  reason: string,
): ImportedFile {
  const pocketIds = pocketId === null ? [] : [pocketId];
  return { name, outcome: 'refused', reason, sha256, reportType, pocketIds, from, to, load: null };
}
