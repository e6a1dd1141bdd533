import type { Pool } from 'pg';
import { inTransaction } from '../db/in-transaction.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import type { NightReport, OpenBreaks, Run } from './night-report.ts';
import type { Queryable } from './queryable.ts';
import { readChanges } from './read-changes.ts';
import { readCompleteness } from './read-completeness.ts';
import { readSweeps, readValues } from './read-days.ts';
import { readHoldings, readLadder, readTotals } from './read-holdings.ts';
import { readOpenBreaks } from './read-open-breaks.ts';
import { readRestatements } from './read-restatements.ts';
import { judge } from './verdict.ts';

export interface NightAsked {
  readonly entityId: string;
  /** Left out: the last day that the books know of. */
  readonly date?: BusinessDate;
  readonly generatedAt: Date;
}

/** Reads all that the report of a night shows, in one snapshot. Returns null where the books hold nothing up to the date. */
export async function readNight(pool: Pool, asked: NightAsked): Promise<NightReport | null> {
  return inTransaction(pool, (client) => readIn(client, asked), { isolation: 'repeatable read' });
}

async function readIn(
  database: Queryable,
  { entityId, date: given, generatedAt }: NightAsked,
): Promise<NightReport | null> {
  // Compiling the many small queries of a report takes longer than running them.
  await database.query('set transaction read only; set local jit = off');
  const date = await readDate(database, entityId, given);
  if (date === null) return null;
  await database.query("select set_config('pocketbook.age_as_of', $1, true)", [date]);
  const completeness = await readCompleteness(database, entityId, date);
  const breaks = await readOpenBreaks(database, entityId, date);
  const { owed, missing } = completeness;
  const isProven = await readIsProven(database, entityId, date);
  const facts = { date, owed, missing, ...ageOf(breaks), isProven };
  const from = completeness.days[0] ?? date;
  return {
    entityId,
    date,
    askedFor: given === undefined || given === date ? null : given,
    generatedAt,
    verdict: judge(facts),
    totals: await readTotals(database, entityId, date),
    completeness,
    breaks,
    changes: await readChanges(database, entityId, date),
    holdings: await readHoldings(database, entityId, date),
    ladder: await readLadder(database, entityId, date),
    values: await readValues(database, entityId, date),
    sweeps: await readSweeps(database, entityId, date),
    restatements: await readRestatements(database, { entityId, from, to: date }),
    runs: await readRuns(database, entityId),
  };
}

// The last day of the calendar that is owed or there, up to the one asked for: a report of a Sunday is one of Friday.
async function readDate(
  database: Queryable,
  entityId: string,
  given: BusinessDate | undefined,
): Promise<BusinessDate | null> {
  const { rows } = await database.query<{ day: BusinessDate | null }>(
    `select max(business_date) as day
     from books.fct_unit
     where entity_id = $1
       and ($2::date is null or business_date <= $2)`,
    [entityId, given ?? null],
  );
  return rows[0]?.day ?? null;
}

async function readIsProven(
  database: Queryable,
  entityId: string,
  date: BusinessDate,
): Promise<boolean> {
  const { rows } = await database.query<{ is_proven: boolean }>(
    `select exists (
       select
       from books.fct_recon_run
       where entity_id = $1
         and to_date >= $2
         and started_at >= (
           select max(accepted_at)
           from books.fct_unit_version
           where entity_id = $1
             and business_date <= $2
         )
     ) as is_proven`,
    [entityId, date],
  );
  return rows[0]?.is_proven ?? false;
}

function ageOf({ open, byRule }: OpenBreaks) {
  return {
    open,
    oldestAge: Math.max(0, ...byRule.map(({ oldestAgeBusinessDays }) => oldestAgeBusinessDays)),
    oldest: byRule.map(({ oldest }) => oldest).sort()[0] ?? null,
  };
}

async function readRuns(database: Queryable, entityId: string): Promise<Run[]> {
  const { rows } = await database.query<Run>(
    `select
       run_id as "runId", kind, from_date as from, to_date as to, started_at as "startedAt",
       finished_at as "finishedAt", outcome, api_calls as "apiCalls", app_version as "appVersion", error
     from books.fct_run
     where entity_id = $1
     order by run_id desc
     limit 6`,
    [entityId],
  );
  return rows;
}
