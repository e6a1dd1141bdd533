import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ConfigError, PocketbookError } from '../domain/errors.ts';
import {
  type ConfirmedTrade,
  findConfirmedTrade,
  findRemoteId,
} from '../jobs/find-confirmed-trade.ts';
import type { Job } from '../jobs/job.ts';
import { chooseEntities } from './for-each-entity.ts';
import { openJob } from './open-job.ts';
import { openWarehouse } from './open-warehouse.ts';
import { entityOption, jsonOption } from './options.ts';
import type { Answer } from './output.ts';
import { type CommandContext, runCommand } from './run-command.ts';
import { refuseUnwritable, writePrivateFile } from './write-private-file.ts';

interface Flags {
  readonly out?: string;
  readonly force?: boolean;
  readonly entity?: string;
  readonly json?: boolean;
}

const HELP = `
TRADE is its id, its reference, or its row as 'pocketbook explain' names it: '12/line 17'. The PDF is asked for at once and written to
FILE for you alone; nothing of it is kept in the warehouse or the landing zone. Maturities have no confirmation.`;

export function addConfirmation(program: Command): void {
  program
    .command('confirmation <trade...>')
    .description('fetch the PDF that confirms a trade')
    .option(
      '--out <file>',
      'where to write it; confirmation-ID.pdf in this folder if it is left out',
    )
    .option('--force', 'replace a file that is there')
    .addOption(entityOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    // A locator has a blank in it, and who forgets the quotes is understood all the same.
    .action((words: string[], flags: Flags) =>
      runCommand(flags, (context) => answerConfirmation(context, words.join(' '), flags)),
    );
}

async function answerConfirmation(
  { settings, log }: CommandContext,
  named: string,
  { out, force = false, entity }: Flags,
): Promise<Answer> {
  const entities = chooseEntities(settings, entity);
  const warehouse = await openWarehouse(settings, log);
  try {
    const trade = await findConfirmedTrade(warehouse.pool, named, entity ?? null);
    const own = entities.find(({ entityId }) => entityId === trade.entityId);
    if (own === undefined) {
      throw new ConfigError(`confirmation ${named}: no settings of entity ${trade.entityId}`);
    }
    const file = resolve(out ?? `confirmation-${trade.tradeId.replace(/[^\w-]/g, '_')}.pdf`);
    // Before anything is asked for.
    await refuseUnwritable(file, '--out');
    if (!force) await refuseExisting(file);
    const bytes = await fetchOf(await openJob(settings, own, warehouse, log), trade, named);
    await writePrivateFile(file, bytes, { replace: force, toldBy: '--out' });
    return {
      text: `${file}: ${bytes.byteLength} bytes, ${trade.side} of ${trade.tradeDate} in pocket ${trade.pocketId}`,
      document: {
        file,
        bytes: bytes.byteLength,
        entity_id: trade.entityId,
        pocket_id: trade.pocketId,
        trade_id: trade.tradeId,
      },
      exitCode: 0,
    };
  } finally {
    await warehouse.close();
  }
}

async function refuseExisting(file: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw new ConfigError(`--out ${file}: there is such a file; --force replaces it`);
}

async function fetchOf({ client }: Job, trade: ConfirmedTrade, named: string): Promise<Uint8Array> {
  const tradeId = await findRemoteId(client, trade);
  try {
    return await client.fetchConfirmation({ pocketId: trade.pocketId, tradeId });
  } catch (error) {
    if (!(error instanceof PocketbookError) || error.context['status'] !== 404) throw error;
    throw new PocketbookError(
      error.code,
      `confirmation ${named}: expected Jiko to have one, got 404; it may take a while after the trade`,
      { retryable: true, context: error.context },
    );
  }
}
