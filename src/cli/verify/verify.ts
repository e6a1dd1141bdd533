import type { Command } from 'commander';
import type { Pool } from 'pg';
import colors from 'picocolors';
import { inTransaction } from '../../db/in-transaction.ts';
import { createLanding } from '../../extract/landing.ts';
import { type ChainHead, verifyEventChain } from '../../reconcile/event-chain.ts';
import { openWarehouse } from '../open-warehouse.ts';
import { jsonOption } from '../options.ts';
import type { Answer } from '../output.ts';
import { createProgress } from '../progress.ts';
import { type CommandContext, runCommand } from '../run-command.ts';
import { systemClock } from '../system-clock.ts';
import { addAnchors, readAnchors } from './anchor-file.ts';
import type { Verified } from './verified.ts';
import { verifyDatabase } from './verify-database.ts';
import { verifyFiles } from './verify-files.ts';

interface Flags {
  readonly anchor?: string;
  readonly json?: boolean;
}

export function addVerify(program: Command): void {
  program
    .command('verify')
    .description(
      'check that nothing was changed behind our back: audit chain, files, funnels, rows',
    )
    .option(
      '--anchor <file>',
      'compare the audit chain with what this file has kept of it, and add where it ends now',
    )
    .addOption(jsonOption())
    .action((flags: Flags) => runCommand(flags, (context) => answerVerify(context, flags)));
}

async function answerVerify(
  { settings, log, isJson }: CommandContext,
  { anchor }: Flags,
): Promise<Answer> {
  const kept = anchor === undefined ? [] : await readAnchors(anchor);
  const warehouse = await openWarehouse(settings, log);
  const bar = createProgress(isJson);
  try {
    const { pool } = warehouse;
    const chains = await verifyChains(pool, kept);
    const checks: Verified[] = [...chains.checks, ...(await verifyDatabase(pool))];
    const landing = await createLanding({ folder: settings.landing, clock: systemClock });
    checks.push(
      await verifyFiles(pool, landing, {
        planned: (files) => bar.planned?.(files),
        settled: () => bar.settled?.(),
      }),
    );
    bar.end();
    const isWhole = checks.every((check) => check.isWhole);
    if (anchor !== undefined) checks.push(await anchorHeads(anchor, kept, chains.heads, isWhole));
    return {
      text: checks.map(describe).join('\n'),
      document: {
        whole: isWhole,
        checks: checks.map(({ what, isWhole: whole, detail }) => ({ what, whole, detail })),
        heads: chains.heads.map(({ entityId, length, hash }) => ({
          entity: entityId,
          length,
          hash,
        })),
      },
      exitCode: isWhole ? 0 : 1,
    };
  } finally {
    bar.end();
    await warehouse.close();
  }
}

async function verifyChains(
  pool: Pool,
  anchors: readonly ChainHead[],
): Promise<{ checks: Verified[]; heads: ChainHead[] }> {
  const { rows } = await pool.query<{ entityId: string }>(
    'select entity_id as "entityId" from ledger.entity order by entity_id',
  );
  const entities = new Set([...rows, ...anchors].map(({ entityId }) => entityId));
  const checks: Verified[] = [];
  const heads: ChainHead[] = [];
  for (const entityId of entities) {
    const { head, damage } = await inTransaction(
      pool,
      (client) => verifyEventChain(client, entityId, anchors),
      { isolation: 'repeatable read' },
    );
    if (damage === null) heads.push(head);
    const detail = damage ?? `${head.length} events, ending in ${head.hash}`;
    checks.push({ what: `audit chain of ${entityId}`, isWhole: damage === null, detail });
  }
  return { checks, heads };
}

/** What is damaged is not anchored: the next look would find it whole. */
async function anchorHeads(
  path: string,
  kept: readonly ChainHead[],
  heads: readonly ChainHead[],
  isWhole: boolean,
): Promise<Verified> {
  const added = isWhole ? await addAnchors(path, kept, heads, systemClock.now()) : 0;
  const detail = isWhole
    ? `${kept.length} kept in ${path} agree, ${added} added`
    : `nothing was added to ${path}`;
  return { what: 'anchors', isWhole: true, detail };
}

function describe({ what, isWhole, detail }: Verified): string {
  return `${isWhole ? colors.green('whole  ') : colors.red('DAMAGED')} ${what}: ${detail}`;
}
