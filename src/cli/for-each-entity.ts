import { ConfigError } from '../domain/errors.ts';
import type { Job } from '../jobs/job.ts';
import type { RunOutcome } from '../jobs/run-job.ts';
import type { EntitySettings, Settings } from './config.ts';
import { openJob } from './open-job.ts';
import { openWarehouse } from './open-warehouse.ts';
import type { Answer } from './output.ts';
import { createProgress } from './progress.ts';
import { answerRuns } from './run-answer.ts';
import type { CommandContext } from './run-command.ts';

/** Runs a job for every entity of the settings, or the one asked for, one after the other. */
export async function runForEachEntity(
  { settings, log, isJson }: CommandContext,
  entityId: string | undefined,
  run: (job: Job) => Promise<RunOutcome>,
): Promise<Answer> {
  const entities = chooseEntities(settings, entityId);
  const warehouse = await openWarehouse(settings, log);
  const progress = createProgress(isJson);
  try {
    const runs: { entityId: string; run: RunOutcome }[] = [];
    for (const entity of entities) {
      const job = await openJob(settings, entity, warehouse, log, progress);
      runs.push({ entityId: entity.entityId, run: await run(job) });
      progress.end();
    }
    return answerRuns(runs, warehouse.psqlLine);
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
