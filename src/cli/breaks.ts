import type { Command } from 'commander';
import type { Pool } from 'pg';
import { ConfigError } from '../domain/errors.ts';
import { openWarehouse } from './open-warehouse.ts';
import { entityOption, jsonOption } from './options.ts';
import { type Answer, renderTable } from './output.ts';
import { type BreakRow, readBreak, readBreaks } from './read-breaks.ts';
import { type CommandContext, runCommand } from './run-command.ts';

interface ListFlags {
  readonly all?: boolean;
  readonly rule?: string;
  readonly entity?: string;
  readonly json?: boolean;
}

export function addBreaks(program: Command): void {
  const breaks = program.command('breaks').description('the work list: what does not tie');
  breaks
    .command('list', { isDefault: true })
    .description('the open breaks, oldest first')
    .option('--all', 'cleared and resolved ones too')
    .option('--rule <name>', 'only the breaks of this rule')
    .addOption(entityOption())
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
}

async function runWithBooks(
  flags: { readonly json?: boolean },
  answer: (pool: Pool) => Promise<Answer>,
): Promise<void> {
  await runCommand(flags, async ({ settings, log }: CommandContext) => {
    const warehouse = await openWarehouse(settings, log);
    try {
      return await answer(warehouse.pool);
    } finally {
      await warehouse.close();
    }
  });
}

async function listBreaks(pool: Pool, { all, rule, entity }: ListFlags): Promise<Answer> {
  const rows = await readBreaks(pool, {
    entityId: entity ?? null,
    rule: rule ?? null,
    isOpenOnly: all !== true,
  });
  const open = rows.filter(({ status }) => status !== 'cleared' && status !== 'resolved').length;
  return {
    text:
      rows.length === 0
        ? 'no open break'
        : `${renderBreaks(rows)}\n\nto its cause and its bytes: pocketbook explain break:${rows[0]?.breakId.slice(0, 8)}`,
    document: { breaks: rows },
    exitCode: open === 0 ? 0 : 3,
  };
}

export function renderBreaks(rows: readonly BreakRow[]): string {
  return renderTable(
    [
      'break',
      'rule',
      'pocket',
      'CUSIP',
      'from',
      'last seen',
      'expected',
      'actual',
      'difference',
      'status',
      'also',
    ],
    rows.map((row) => [
      row.breakId.slice(0, 8),
      row.rule,
      row.pocketName ?? row.pocketId?.slice(0, 8) ?? 'all',
      row.cusip ?? row.account ?? '',
      row.businessDate,
      row.lastSeenOn,
      row.expected,
      row.actual,
      row.difference,
      row.status,
      row.consequences === 0 ? '' : `+${row.consequences}`,
    ]),
    ['expected', 'actual', 'difference'],
  );
}

async function showBreak(pool: Pool, id: string): Promise<Answer> {
  if (!/^[0-9a-f-]{4,36}$/.test(id)) {
    throw new ConfigError(`breaks show ${id}: expected at least four characters of a break id`);
  }
  const found = await readBreak(pool, id);
  if (found.length !== 1) {
    const what = found.length === 0 ? 'no break' : `${found.length} breaks`;
    throw new ConfigError(`breaks show ${id}: ${what} with an id that begins so`);
  }
  const [detail] = found;
  if (detail === undefined) throw new ConfigError(`breaks show ${id}: no such break`);
  const fields = Object.entries(detail.break)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, String(value)]);
  const events = detail.events.map(({ at, actor, verb, note }) => [
    at.toISOString(),
    actor,
    verb,
    note,
  ]);
  const text = [
    renderTable(['', ''], fields),
    detail.consequences.length === 0
      ? ''
      : `\nits consequences\n${renderBreaks(detail.consequences)}`,
    `\n${renderTable(['at', 'by', 'what', 'note'], events)}`,
  ];
  return { text: text.filter((part) => part !== '').join('\n'), document: detail, exitCode: 0 };
}
