import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../db/in-transaction.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import type { DateRange } from '../domain/report.ts';
import { readRules } from './read-sql-files.ts';
import type { Rule } from './rule.ts';
import type { RuleSettings } from './rule-settings.ts';
import { reconcileIn } from './run-reconciliation.ts';

/** A break as a run sees it; figures are decimal text. */
export interface LabBreak {
  readonly breakId: string;
  readonly rule: string;
  readonly pocketId: string | null;
  readonly account: string | null;
  readonly cusip: string | null;
  readonly item: string;
  readonly businessDate: BusinessDate;
  readonly lastSeenOn: BusinessDate;
  readonly expected: string | null;
  readonly actual: string | null;
  /** actual - expected */
  readonly difference: string | null;
  readonly cause: string;
  /** The break that explains it, if there is one. */
  readonly rootBreakId: string | null;
}

/** What other settings would do to one break; both: it is seen either way, and something of it differs. */
export type BreakChange =
  | { readonly kind: 'appears'; readonly before: null; readonly after: LabBreak }
  | { readonly kind: 'vanishes'; readonly before: LabBreak; readonly after: null }
  | { readonly kind: 'changes'; readonly before: LabBreak; readonly after: LabBreak };

export interface WhatIf {
  readonly range: DateRange;
  /** How many breaks are seen, consequences included. */
  readonly breaksBefore: number;
  readonly breaksAfter: number;
  /** By rule, day and subject. */
  readonly changes: readonly BreakChange[];
}

export interface WhatIfQuestion {
  readonly entityId: string;
  readonly range: DateRange;
  /** By which the nights judge. */
  readonly settings: RuleSettings;
  /** In place of some of them. */
  readonly otherwise: RuleSettings;
}

/**
 * Runs all rules over these days by the settings of today and by others, over one snapshot, and says which breaks would appear,
 * vanish or change. Both runs are undone: it writes nothing but the next number of a run. Throws `ConfigError` for a setting that no rule has.
 */
export async function whatIf(pool: Pool, question: WhatIfQuestion): Promise<WhatIf> {
  const { entityId, range, settings, otherwise } = question;
  const rules = await readRules();
  return inTransaction(
    pool,
    async (client) => {
      const run = (by: RuleSettings) => seenBy(client, entityId, rules, range, by);
      // First the settings that may be refused: a run over all days takes long.
      const after = await run(new Map([...settings, ...otherwise]));
      const before = await run(settings);
      return {
        range,
        breaksBefore: before.size,
        breaksAfter: after.size,
        changes: changesBetween(before, after),
      };
    },
    { isolation: 'repeatable read' },
  );
}

async function seenBy(
  client: PoolClient,
  entityId: string,
  rules: readonly Rule[],
  range: DateRange,
  settings: RuleSettings,
): Promise<ReadonlyMap<string, LabBreak>> {
  await client.query('savepoint lab');
  const outcome = await reconcileIn(client, entityId, rules, range, { settings });
  const rows = outcome === null ? [] : await readSeen(client);
  await client.query('rollback to savepoint lab');
  return new Map(rows.map((row) => [row.breakId, row]));
}

async function readSeen(client: PoolClient): Promise<LabBreak[]> {
  const { rows } = await client.query<LabBreak>(
    `select
       b.break_id as "breakId", b.rule, p.pocket_id as "pocketId", b.account, b.cusip, b.item,
       b.business_date as "businessDate", b.last_seen_on as "lastSeenOn", b.expected, b.actual,
       b.difference, b.cause, b.root_break_id as "rootBreakId"
     from seen_break b
     left join ledger.pocket p using (pocket_key)
     order by b.rule, b.business_date, p.pocket_id, b.account, b.cusip, b.item`,
  );
  return rows;
}

const COMPARED = [
  'difference',
  'expected',
  'actual',
  'cause',
  'rootBreakId',
  'lastSeenOn',
] as const;

function changesBetween(
  before: ReadonlyMap<string, LabBreak>,
  after: ReadonlyMap<string, LabBreak>,
): BreakChange[] {
  const changes: BreakChange[] = [];
  for (const [breakId, was] of before) {
    const is = after.get(breakId);
    if (is === undefined) changes.push({ kind: 'vanishes', before: was, after: null });
    else if (COMPARED.some((column) => was[column] !== is[column])) {
      changes.push({ kind: 'changes', before: was, after: is });
    }
  }
  for (const [breakId, is] of after) {
    if (!before.has(breakId)) changes.push({ kind: 'appears', before: null, after: is });
  }
  return changes.toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}

function orderOf({ before, after }: BreakChange): string {
  const seen = before ?? after;
  return [
    seen?.rule,
    seen?.businessDate,
    seen?.pocketId,
    seen?.account,
    seen?.cusip,
    seen?.item,
  ].join(' ');
}
