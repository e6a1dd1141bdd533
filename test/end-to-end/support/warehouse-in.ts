import { rm } from 'node:fs/promises';

import type { Pool } from 'pg';

import { type EntitySettings, readSettings } from '../../../src/cli/config.ts';
import { readKey } from '../../../src/cli/login/open-identity.ts';
import { type JobTuning, openJob } from '../../../src/cli/open-job.ts';
import { asWriter } from '../../../src/cli/open-warehouse.ts';
import { createPool } from '../../../src/db/pool.ts';
import { RATE_GROUPS } from '../../../src/domain/endpoint.ts';
import { type Log, silentLog } from '../../../src/domain/log.ts';
import type { PollingOptions } from '../../../src/extract/await-reports.ts';
import {
  createJikoClient,
  type JikoClient,
  type JikoClientOptions,
} from '../../../src/extract/jiko-client.ts';
import { loadPrivateKey } from '../../../src/extract/private-key.ts';
import type { Job } from '../../../src/jobs/job.ts';
import type { TestDatabase } from '../../support/template-database.ts';
import { makeTestFolder } from '../../support/test-folder.ts';
import type { SimulatedJiko } from './simulated-jiko.ts';

/** A migrated database and a home, with the pipeline working in them as it does for the command line. */
export interface TestWarehouse {
  /** Of a superuser. */
  readonly url: string;
  /** As superuser: the tests look where no reader may. */
  readonly pool: Pool;
  readonly home: string;
  /** Of a child process: database, home and the way to Jiko. */
  readonly settings: Readonly<Record<string, string>>;
  /** A job as a process of its own would open it. */
  openJob(options?: WarehouseJobOptions): Promise<Job>;
  drop(): Promise<void>;
}

export interface WarehouseJobOptions {
  readonly log?: Log;
  readonly polling?: Partial<PollingOptions>;
  /** Settings beside those that lead to the simulated Jiko. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What the command line does not let anybody tune: the job gets a client with these in place of its own. */
  readonly client?: Partial<JikoClientOptions>;
}

const UNLIMITED = Object.fromEntries(RATE_GROUPS.map((group) => [group, 1e6]));
const POLLING = { firstPauseMs: 30, pauseMaxMs: 150, deadlineMs: 120_000 };

/** Works in this database, and drops it in the end. */
export async function openWarehouseIn(
  database: TestDatabase,
  jiko: SimulatedJiko,
): Promise<TestWarehouse> {
  const home = await makeTestFolder('home');
  const settings = { DATABASE_URL: database.url, POCKETBOOK_HOME: home, ...jiko.settings };
  const writerUrl = asWriter(database.url);
  const writer = createPool(writerUrl, { applicationName: 'test writer', connectionsMax: 8 });
  return {
    url: database.url,
    pool: database.pool,
    home,
    settings,
    async openJob({ log = silentLog, polling = {}, client, settings: more = {} } = {}) {
      const read = readSettings({ ...settings, ...more });
      const [entity] = read.entities;
      if (entity === undefined) throw new TypeError('the environment speaks of one entity');
      const tuning: JobTuning = {
        client: { limits: UNLIMITED, polling: { ...POLLING, ...polling } },
        settle: { reaskPauseMs: 20 },
      };
      const job = await openJob(read, entity, { pool: writer, writerUrl }, log, {}, tuning);
      if (client === undefined) return job;
      return { ...job, client: createClient(job, entity, { ...tuning.client, ...client }) };
    },
    async drop() {
      await writer.end();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function createClient(
  { profile, landing, clock, log }: Job,
  entity: EntitySettings,
  overrides: Partial<JikoClientOptions>,
): JikoClient {
  return createJikoClient({
    apiUrl: entity.apiUrl,
    authUrl: entity.authUrl,
    clientId: entity.clientId ?? '',
    key: loadPrivateKey(readKey(entity), entity.keyAlg),
    scope: entity.scope,
    profile,
    landing,
    clock,
    log,
    ...overrides,
  });
}
