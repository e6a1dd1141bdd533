import type { Treasury } from './treasury.ts';

/** A break, or what one explains, with the cause that was named. */
export interface NamedBreak {
  readonly rule: string;
  readonly on: string;
  readonly cause: string;
  readonly evidence: string | null;
  /** `amount what` of each row that makes up the difference */
  readonly explainedBy: readonly string[];
  readonly isUnique: boolean | null;
  readonly isRoot: boolean;
}

/** Reconciles what is new and returns every break that stands open, consequences too, by rule and day. */
export async function namedAfterReconciling(treasury: Treasury): Promise<NamedBreak[]> {
  await treasury.reconcile();
  const { rows } = await treasury.pool.query<NamedBreak>(
    `select
       rule, business_date as "on", cause, evidence, is_unique as "isUnique", root_break_id is null as "isRoot",
       array(
         select (r ->> 'amount') || ' ' || (r ->> 'what')
         from jsonb_array_elements(explained_by) r
       ) as "explainedBy"
     from recon.break_now
     where entity_id = $1
       and status = 'open'
     order by rule, business_date, item`,
    [treasury.entityId],
  );
  return rows;
}
