import type { FaultKind, FaultPlan } from '../../sandbox/start.ts';
import type { BreakRow } from '../../src/cli/breaks/read-breaks.ts';
import { closeMonths } from '../../src/cli/demo/close-months.ts';
import { compareWithAnswers } from '../../src/cli/demo/demo-answers.ts';
import { runBackfill } from '../../src/jobs/backfill.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { openWarehouseIn, type TestWarehouse } from '../end-to-end/support/warehouse-in.ts';
import type { TestDatabase } from '../support/template-database.ts';
import { rangeOf, type ScoreWorld } from './score-world.ts';

/** What became of one planted fault. */
export interface PlantedScore {
  readonly kind: FaultKind;
  /** rule, day, pocket, CUSIP */
  readonly place: string;
  readonly isFound: boolean;
  readonly causeExpected: string;
  /** null: not found */
  readonly causeNamed: string | null;
}

export interface SeedScore {
  readonly world: ScoreWorld;
  readonly planted: readonly PlantedScore[];
  /** Kinds that had no place. */
  readonly skipped: readonly FaultKind[];
  readonly falseAlarms: readonly FalseAlarm[];
  /** Why the seed could not be judged; null when it was. */
  readonly failure: string | null;
  readonly seconds: number;
}

export interface FalseAlarm {
  readonly rule: string;
  readonly place: string;
  /** The kind planted nearest to it, in its own pocket; null in a clean world, and where none is near. */
  readonly near: FaultKind | null;
}

/** A report that is planted to be late is not waited for long, one that is ready in thirty milliseconds never misses this. */
const POLLING_AMONG_FAULTS = { deadlineMs: 5_000 };

/**
 * Runs one world the real way: the sandbox over loopback, a backfill and a night on top of it, in a warehouse of its own; then
 * holds the breaks against the answer key. Drops the database.
 */
export async function scoreSeed(
  world: ScoreWorld,
  createDatabase: () => Promise<TestDatabase>,
): Promise<SeedScore> {
  const startedAtMs = performance.now();
  const seconds = () => (performance.now() - startedAtMs) / 1_000;
  try {
    const judged = await inWorld(world, planFor(world), createDatabase, judge);
    return { world, ...judged, failure: null, seconds: seconds() };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { world, planted: [], skipped: [], falseAlarms: [], failure, seconds: seconds() };
  }
}

function planFor({ isClean, only }: ScoreWorld): FaultPlan {
  if (isClean) return 'none';
  return only === null ? 'default' : [{ kind: only }];
}

/** Fills a warehouse from the sandbox, works with both, and takes them down again. */
export async function inWorld<T>(
  world: Omit<ScoreWorld, 'isClean' | 'only'>,
  faults: FaultPlan,
  createDatabase: () => Promise<TestDatabase>,
  work: (jiko: SimulatedJiko, warehouse: TestWarehouse) => Promise<T>,
): Promise<T> {
  const { seed, profile, pockets } = world;
  const range = rangeOf(world);
  const jiko = await startJiko({ profile, ...range, pockets, seed, faults });
  try {
    const warehouse = await openWarehouseIn(await createDatabase(), jiko);
    try {
      const polling = faults === 'none' ? {} : POLLING_AMONG_FAULTS;
      await runBackfill(await warehouse.openJob({ polling }), { range, force: false });
      await closeMonths(warehouse.pool, 'main', jiko.sandbox.answers().closes);
      await runNightly(await warehouse.openJob({ polling }), range.to);
      return await work(jiko, warehouse);
    } finally {
      await warehouse.drop();
    }
  } finally {
    await jiko.stop();
  }
}

async function judge(
  { sandbox }: SimulatedJiko,
  { pool }: TestWarehouse,
): Promise<Pick<SeedScore, 'planted' | 'skipped' | 'falseAlarms'>> {
  const answers = sandbox.answers();
  const { outcomes, falseAlarms, skipped } = await compareWithAnswers(pool, answers);
  return {
    planted: outcomes.map(({ fault: { kind, expect }, found }) => ({
      kind,
      place: [expect.rule, expect.business_date, expect.pocket_id, expect.cusip]
        .filter((word) => word !== null)
        .join(' '),
      isFound: found !== null,
      causeExpected: expect.cause,
      causeNamed: found?.cause ?? null,
    })),
    skipped: skipped.map(({ kind }) => kind),
    falseAlarms: falseAlarms.map((row) => ({
      rule: row.rule,
      place: placeOf(row),
      near: nearestTo(row, answers.faults)?.kind ?? null,
    })),
  };
}

function placeOf(row: BreakRow): string {
  return [
    row.rule,
    row.businessDate,
    row.pocketId,
    row.account,
    row.cusip,
    row.item,
    `expected ${row.expected}, actual ${row.actual}: ${row.detail}`,
  ]
    .filter((word) => word !== null && word !== '')
    .join(' ');
}

interface Planted {
  readonly kind: FaultKind;
  readonly pocket_id: string | null;
  readonly business_date: string;
}

function nearestTo(row: BreakRow, faults: readonly Planted[]): Planted | undefined {
  const distance = ({ business_date }: Planted): number =>
    Math.abs(Date.parse(business_date) - Date.parse(row.businessDate));
  return faults
    .filter(({ pocket_id }) => pocket_id === row.pocketId)
    .toSorted((one, other) => distance(one) - distance(other))[0];
}
