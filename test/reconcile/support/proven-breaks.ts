import type { BusinessDate } from '../../../src/domain/business-date.ts';
import type { Treasury } from './treasury.ts';

/** What a rule has shown of a break, as a test reads it. */
export interface ProvenBreak {
  readonly on: BusinessDate;
  readonly cusip: string | null;
  readonly dueOn: BusinessDate;
  /** in business days, at the end of the last run */
  readonly age: number;
  readonly cause: string;
  readonly evidence: string | null;
  readonly detail: string;
}

/** The open breaks of a rule that no other explains, by day and bill. */
export async function provenBreaks(treasury: Treasury, rule: string): Promise<ProvenBreak[]> {
  const { rows } = await treasury.pool.query<ProvenBreak>(
    `select
       business_date as "on", cusip, due_on as "dueOn", age_business_days as age, cause, evidence, detail
     from books.rpt_open_breaks
     where entity_id = $1
       and rule = $2
     order by business_date, cusip`,
    [treasury.entityId, rule],
  );
  return rows;
}
