import { ConfigError } from '../domain/errors.ts';
import type { Job } from '../jobs/job.ts';
import type { RunOutcome } from '../jobs/run-job.ts';
import type { EntitySettings, Settings } from './config.ts';
import { openJob } from './open-job.ts';
import { openWarehouse } from './open-warehouse.ts';
import type { Answer } from './output.ts';
import { createProgress } from './progress.ts';
import { answerRuns, type EntityFailure, type EntityRun } from './run-answer.ts';
import type { CommandContext } from './run-command.ts';

/**
 * Runs a job for every entity of the settings, or the one asked for, one after the other. Wrong settings of one stop all
 * before anything is done; after that one that fails does not cost the others their night.
 */
export async function runForEachEntity(
  { settings, log, isJson }: CommandContext,
  entityId: string | undefined,
  run: (job: Job) => Promise<RunOutcome>,
): Promise<Answer> {
  const entities = chooseEntities(settings, entityId);
  const warehouse = await openWarehouse(settings, log);
  const progress = createProgress(isJson);
  try {
    const jobs: Job[] = [];
    for (const entity of entities) {
      jobs.push(await openJob(settings, entity, warehouse, log, progress));
    }
    const runs: EntityRun[] = [];
    const failures: EntityFailure[] = [];
    for (const job of jobs) {
      try {
        runs.push({ entityId: job.entityId, run: await run(job) });
      } catch (error) {
        if (jobs.length === 1) throw error;
        failures.push({ entityId: job.entityId, error });
      }
      progress.end();
    }
    return answerRuns(runs, warehouse.psqlLine, failures);
  } finally {
    progress.end();
    await warehouse.close();
  }
}

export function chooseEntities(
  { entities }: Settings,
  entityId: string | undefined,
): readonly EntitySettings[] {
  if (entityId === undefined) return entities;
  const chosen = entities.filter((entity) => entity.entityId === entityId);
  if (chosen.length === 0) {
    const known = entities.map((entity) => entity.entityId).join(', ');
    throw new ConfigError(`--entity ${entityId}: expected one of ${known}`);
  }
  return chosen;
}
