import type { Command } from 'commander';
import type { Pool } from 'pg';
import type { BusinessDate } from '../../domain/business-date.ts';
import { openBooks } from '../open-books.ts';
import { jsonOption } from '../options.ts';
import type { Answer } from '../output.ts';
import { type CommandContext, runCommand } from '../run-command.ts';
import {
  addFilterOptions,
  type BreakFilter,
  type FilterFlags,
  filterOf,
  isNarrow,
} from './break-filter.ts';
import { addBreakVerbs } from './break-verbs.ts';
import { findByPrefix } from './find-break.ts';
import { readBreaks, readDetail } from './read-breaks.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { EXPLAIN_HINT, renderBreaks, renderDetail } from './render-breaks.ts';

interface ListFlags extends FilterFlags {
  readonly all?: boolean;
  readonly to?: BusinessDate;
  readonly json?: boolean;
}

export function addBreaks(program: Command): void {
  const breaks = program.command('breaks').description('the work list: what does not tie');
  const list = breaks
    .command('list', { isDefault: true })
    .description('the open breaks, oldest first')
    .option('--all', 'cleared and resolved ones too');
  addFilterOptions(list)
    .addOption(jsonOption())
    .action((flags: ListFlags) => runWithBooks(flags, (pool) => listBreaks(pool, flags)));
  breaks
    .command('show <id>')
    .description(
      'one break with its consequences and events; the first characters of its id are enough',
    )
    .addOption(jsonOption())
    .action((id: string, flags: { json?: boolean }) =>
      runWithBooks(flags, (pool) => showBreak(pool, id)),
    );
  addBreakVerbs(breaks);
  breaks.hook('preSubcommand', refuseUnknownCommand);
}

/** Without this the default command, `list`, would take the word for one of its own, and have too many. */
function refuseUnknownCommand(breaks: Command): void {
  const [word = '-'] = breaks.args;
  const names = breaks.commands.map((command) => command.name());
  if (word.startsWith('-') || names.includes(word)) return;
  breaks.error(`error: unknown command '${word}'; there are ${names.join(', ')}`, {
    code: 'commander.unknownCommand',
  });
}

async function runWithBooks(
  flags: { readonly json?: boolean },
  answer: (pool: Pool) => Promise<Answer>,
): Promise<void> {
  await runCommand(flags, async ({ settings, log }: CommandContext) => {
    const books = await openBooks(settings, log, 'read');
    try {
      return await answer(books.pool);
    } finally {
      await books.close();
    }
  });
}

async function listBreaks(pool: Pool, flags: ListFlags): Promise<Answer> {
  const filter = filterOf(flags, flags.to);
  const rows = await readBreaks(pool, {
    ...filter,
    isOpenOnly: filter.isOpenOnly && flags.all !== true,
  });
  await refuseUnknown(pool, filter, rows);
  const open = rows.filter(({ status }) => status !== 'cleared' && status !== 'resolved').length;
  return {
    text: rows.length === 0 ? nothing(filter) : `${renderBreaks(rows)}\n\n${EXPLAIN_HINT}`,
    document: { breaks: rows },
    exitCode: open === 0 ? 0 : 3,
  };
}

function nothing(filter: BreakFilter): string {
  return isNarrow(filter) ? 'no break is left by these filters' : 'no open break';
}

async function showBreak(pool: Pool, id: string): Promise<Answer> {
  const detail = await readDetail(pool, await findByPrefix(pool, 'breaks show', id));
  return { text: renderDetail(detail), document: detail, exitCode: 0 };
}
