import type { Command } from 'commander';
import type { Pool } from 'pg';
import { landForeign } from '../jobs/resources/land-foreign.ts';
import { chooseEntities } from './for-each-entity.ts';
import { answerOf, chooseOne } from './import.ts';
import { openJob } from './open-job.ts';
import { openWarehouse } from './open-warehouse.ts';
import { entityOption, jsonOption } from './options.ts';
import { type Answer, renderTable } from './output.ts';
import { createProgress } from './progress.ts';
import { type CommandContext, runCommand } from './run-command.ts';

interface Flags {
  readonly other?: boolean;
  readonly all?: boolean;
  readonly entity?: string;
  readonly json?: boolean;
}

const LAND_HELP = `
REQUEST is the id of a request that somebody else made, or how it begins. Its report is loaded like an import, with the type, the
pockets and the day that the request tells. Exit codes are those of 'pocketbook import'.`;

const SHOWN = 50;

export function addReports(program: Command): void {
  const reports = program
    .command('reports')
    .description('report requests, ours and those that others made');
  reports
    .command('list', { isDefault: true })
    .description(`the newest ${SHOWN} requests, as the last run saw them`)
    .option('--other', 'only those that others made')
    .option('--all', 'not only the newest')
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: Flags) =>
      runCommand(flags, async ({ settings, log }) => {
        const warehouse = await openWarehouse(settings, log);
        try {
          return await listReports(warehouse.pool, flags);
        } finally {
          await warehouse.close();
        }
      }),
    );
  reports
    .command('land <request...>')
    .description('download and load the reports of requests that others made, then reconcile')
    .addOption(entityOption())
    .addOption(jsonOption())
    .addHelpText('after', LAND_HELP)
    .action((requests: string[], flags: Flags) =>
      runCommand(flags, (context) => answerLand(context, requests, flags)),
    );
}

interface RequestRow {
  readonly entity_id: string;
  readonly request_id: string;
  readonly origin: 'ours' | 'other';
  readonly report_type: string | null;
  readonly pocket_ids: readonly string[] | null;
  readonly from_date: string | null;
  readonly to_date: string | null;
  readonly state: string | null;
  readonly report_ids: readonly string[] | null;
  readonly created_at: Date | null;
  readonly is_landed: boolean;
}

async function listReports(pool: Pool, { other, all, entity }: Flags): Promise<Answer> {
  const { rows } = await pool.query<RequestRow>(
    `select
       entity_id, request_id, origin, report_type, pocket_ids, from_date, to_date, state, report_ids,
       created_at, is_landed
     from books.rpt_report_request
     where ($1::text is null or entity_id = $1)
       and ($2 or origin = 'other')
     order by created_at desc nulls last, request_id
     limit $3`,
    [entity ?? null, other !== true, all === true ? null : SHOWN],
  );
  return {
    text: rows.length === 0 ? 'no report request is known' : renderRequests(rows),
    document: { requests: rows },
    exitCode: 0,
  };
}

function renderRequests(rows: readonly RequestRow[]): string {
  return renderTable(
    ['request', 'made by', 'report', 'pockets', 'days', 'state', 'reports', 'landed'],
    rows.map((row) => [
      row.request_id,
      row.origin === 'ours' ? 'us' : 'others',
      row.report_type,
      row.pocket_ids === null ? 'all' : row.pocket_ids.join(' '),
      row.from_date === row.to_date ? row.from_date : `${row.from_date} to ${row.to_date}`,
      row.state,
      (row.report_ids ?? []).join(' '),
      row.is_landed ? 'yes' : 'no',
    ]),
  );
}

async function answerLand(
  { settings, log, isJson }: CommandContext,
  requests: readonly string[],
  flags: Flags,
): Promise<Answer> {
  const entity = chooseOne(chooseEntities(settings, flags.entity), 'reports land');
  const warehouse = await openWarehouse(settings, log);
  const progress = createProgress(isJson);
  try {
    const job = await openJob(settings, entity, warehouse, log, progress);
    const outcome = await landForeign(job, requests);
    progress.end();
    return answerOf(entity.entityId, outcome, warehouse.psqlLine);
  } finally {
    progress.end();
    await warehouse.close();
  }
}
