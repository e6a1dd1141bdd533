import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BusinessDate } from '../src/domain/business-date.ts';
import { compiled } from './compiled.ts';

/*
 * Reads and loads bank statements that are landed, in a process of its own, so that its peak memory is that of reading and
 * loading: bench/read-and-load-process.ts URL LANDING-FOLDER LIST, where LIST is a file of JSON as `LandedStatement[]`.
 */
export interface LandedStatement {
  readonly reportFileId: string;
  readonly sha256: string;
  readonly pocketId: string;
  readonly day: string;
}

const { createPool } = await compiled<typeof import('../src/db/pool.ts')>('db/pool');
const { createLanding } =
  await compiled<typeof import('../src/extract/landing.ts')>('extract/landing');
const { createLoader } =
  await compiled<typeof import('../src/jobs/loading/loader.ts')>('jobs/loading/loader');
const { parseProfile } =
  await compiled<typeof import('../src/transform/profile.ts')>('transform/profile');

const [, , url = '', folder = '', list = ''] = process.argv;
const statements = JSON.parse(readFileSync(list, 'utf8')) as LandedStatement[];
const profileFile = fileURLToPath(new URL('../profiles/jiko.yaml', import.meta.url));
const profile = parseProfile(readFileSync(profileFile, 'utf8'), profileFile);
const clock = { now: () => new Date() };
const landing = await createLanding({ folder, clock: clock as never });
const pool = createPool(url, { connectionsMax: 2 });
const loader = createLoader({ pool, landing });

const startedAtMs = performance.now();
const outcomes = await Promise.all(
  statements.map(({ reportFileId, sha256, pocketId, day }) => {
    const businessDate = day as BusinessDate;
    const file = {
      reportFileId: BigInt(reportFileId),
      entityId: 'main',
      reportType: 'BANK_STATEMENT_REPORT' as const,
      name: `statement of ${day}`,
      pocketId,
      from: businessDate,
      to: businessDate,
      asked: [{ pocketId, businessDate }],
      isProvisional: () => false,
    };
    return loader.load(
      { file, sha256, profile, timeZone: 'America/New_York', countsFrom: businessDate },
      async () => {},
    );
  }),
);
const seconds = (performance.now() - startedAtMs) / 1000;
await pool.end();
const rows = outcomes.reduce((sum, { rowsLoaded }) => sum + rowsLoaded, 0);
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds, files: statements.length, rows, peakMb }));
