import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import { type FileInspection, inspectFile } from '../transform/inspect.ts';
import type { Profile } from '../transform/profile.ts';
import { readProfile } from './open-job.ts';
import { jsonOption } from './options.ts';
import { type Answer, renderTable } from './output.ts';
import { runCommand } from './run-command.ts';

export function addInspect(program: Command): void {
  program
    .command('inspect <file...>')
    .description('read files without a database and say what they hold')
    .addOption(jsonOption())
    .action((files: string[], flags: { json?: boolean }) =>
      runCommand(flags, async ({ settings }) => {
        const [entity] = settings.entities;
        const profile = readProfile(entity?.profileFile ?? '');
        const inspected: FileInspection[] = [];
        for (const file of files) inspected.push(await inspectOrTell(file, profile));
        return answerInspection(inspected);
      }),
    );
}

/** A file that is not there is told like one that cannot be read, so that the others are inspected all the same. */
async function inspectOrTell(path: string, profile: Profile): Promise<FileInspection> {
  try {
    return await inspectFile(path, createReadStream(path), profile);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return {
      path,
      kind: 'unknown',
      accepted: false,
      error: `${path}: ${error.message}`,
      version: null,
      statements: [],
      rows: null,
      figures: null,
      problems: [],
    };
  }
}

function answerInspection(files: readonly FileInspection[]): Answer {
  return {
    text: files.map(describe).join('\n\n'),
    document: { files },
    exitCode: files.every(({ accepted }) => accepted) ? 0 : 1,
  };
}

function describe(file: FileInspection): string {
  const version = file.version === null ? '' : ` ${file.version}`;
  const heading = `${file.path}: ${file.kind}${version}`;
  if (!file.accepted) return `${heading}, refused\n  ${file.error}`;
  const problems = file.problems.map(({ locator, message }) => `  ${locator}: ${message}`);
  const body = file.kind === 'camt.053' ? describeStatements(file) : describeFigures(file);
  return [heading, body, ...problems].join('\n');
}

const FIGURES = ['opening', 'closing', 'entries', 'credits', 'debits', 'net', 'pending'] as const;

function describeStatements({ statements }: FileInspection): string {
  return renderTable(
    ['statement', 'account', 'currency', ...FIGURES, 'balance', 'summary', 'details'],
    statements.map((statement) => [
      statement.id,
      statement.account,
      statement.currency,
      ...FIGURES.map((name) => statement[name]),
      statement.balance_check === 'off'
        ? `off by ${statement.difference}`
        : statement.balance_check,
      statement.summary_check,
      statement.details_check === 'off'
        ? `off in ${statement.details_off}`
        : statement.details_check,
    ]),
    FIGURES,
  );
}

function describeFigures({ rows, figures }: FileInspection): string {
  const told = Object.entries(figures ?? {}).map(([name, value]) => [
    name.replaceAll('_', ' '),
    typeof value === 'object' && value !== null ? value.meaning : value,
  ]);
  return renderTable(['rows', rows ?? 0].map(String), told);
}
