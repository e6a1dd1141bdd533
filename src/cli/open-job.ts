import { readFileSync } from 'node:fs';
import { readCalendarFile } from '../db/calendar-file.ts';
import { packageFolder } from '../db/package-folder.ts';
import type { Log } from '../domain/log.ts';
import {
  createJikoClient,
  type JikoClient,
  type JikoClientOptions,
} from '../extract/jiko-client.ts';
import { createLanding } from '../extract/landing.ts';
import type { SettleOptions } from '../extract/planned-ask.ts';
import type { Job, JobProgress, LocalJob } from '../jobs/job.ts';
import { createLoader } from '../jobs/loading/loader.ts';
import { type Profile, parseProfile } from '../transform/profile.ts';
import type { EntitySettings, Settings } from './config.ts';
import { openIdentity } from './login/open-identity.ts';
import type { Warehouse } from './open-warehouse.ts';
import { systemClock } from './system-clock.ts';

type ClientTuning = Partial<
  Pick<JikoClientOptions, 'limits' | 'polling' | 'retry' | 'fileBytesMax'>
>;

/** What the demo sets otherwise than a night does. */
export interface JobTuning {
  readonly client?: ClientTuning;
  readonly settle?: SettleOptions;
}

/** Puts together what the jobs of one entity work with. */
export async function openJob(
  settings: Settings,
  entity: EntitySettings,
  warehouse: Pick<Warehouse, 'pool' | 'writerUrl'>,
  log: Log,
  progress: JobProgress = {},
  tuning: JobTuning = {},
): Promise<Job> {
  const local = await openLocalJob(settings, entity, warehouse, log, progress);
  return {
    ...local,
    client: openClient(settings, entity, local.profile, local.landing, log, tuning.client),
    reaskDays: settings.reaskDays,
    settleOptions: tuning.settle ?? {},
    resources: entity.resources,
  };
}

/** The same for work on files that are here: it needs no credentials and speaks to nobody. */
export async function openLocalJob(
  settings: Settings,
  entity: EntitySettings,
  warehouse: Pick<Warehouse, 'pool' | 'writerUrl'>,
  log: Log,
  progress: JobProgress = {},
): Promise<LocalJob> {
  const landing = await createLanding({ folder: settings.landing, clock: systemClock });
  const profile = readProfile(entity.profileFile);
  await registerEntity(warehouse, entity.entityId);
  return {
    entityId: entity.entityId,
    pool: warehouse.pool,
    databaseUrl: warehouse.writerUrl,
    landing,
    loader: createLoader({ pool: warehouse.pool, landing }),
    profile,
    calendar: await readCalendarFile(),
    clock: systemClock,
    log,
    timeZone: settings.timeZone,
    appVersion: appVersion(),
    progress,
    ruleSettings: entity.ruleSettings,
  };
}

export function readProfile(file: string): Profile {
  return parseProfile(readFileSync(file, 'utf8'), file);
}

/** A client alone, for what concerns Jiko and no book: it needs no database. */
export async function openClientAlone(
  settings: Settings,
  entity: EntitySettings,
  log: Log,
): Promise<JikoClient> {
  const landing = await createLanding({ folder: settings.landing, clock: systemClock });
  return openClient(settings, entity, readProfile(entity.profileFile), landing, log);
}

/** Speaks to nobody before its first call. */
export function openClient(
  settings: Settings,
  entity: EntitySettings,
  profile: Profile,
  landing: JikoClientOptions['landing'],
  log: Log,
  tuning: ClientTuning = {},
): JikoClient {
  return createJikoClient({
    ...openIdentity(settings, entity),
    apiUrl: entity.apiUrl,
    fileHosts: entity.fileHosts,
    profile,
    landing,
    clock: systemClock,
    log,
    ...tuning,
  });
}

async function registerEntity({ pool }: Pick<Warehouse, 'pool'>, entityId: string): Promise<void> {
  await pool.query(
    `insert into ledger.entity (entity_id)
     select $1
     where not exists (select from ledger.entity where entity_id = $1)
     on conflict do nothing`,
    [entityId],
  );
}

export function appVersion(): string {
  const file = new URL('../package.json', `file://${packageFolder('migrations')}/`);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
