import type { Command } from 'commander';
import { openEmbeddedServer } from '../db/embedded/open-embedded-server.ts';
import { migrateToLatest, readMigrationStates } from '../db/migrate.ts';
import type { Log } from '../domain/log.ts';
import type { Settings } from './config.ts';
import { checkServer } from './open-warehouse.ts';
import { jsonOption } from './options.ts';
import { type Answer, renderTable } from './output.ts';
import { runCommand } from './run-command.ts';

interface Flags {
  readonly status?: boolean;
  readonly json?: boolean;
}

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the schema up to date; safe to run from two places at once')
    .option('--status', 'only print what is applied and what is not')
    .addOption(jsonOption())
    .action((flags: Flags) =>
      runCommand(flags, ({ settings, log }) =>
        withOwnerUrl(settings, log, (url) => (flags.status === true ? status(url) : migrate(url))),
      ),
    );
}

async function withOwnerUrl<T>(
  { databaseUrl, home }: Settings,
  log: Log,
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (databaseUrl !== null) {
    await checkServer(databaseUrl);
    return work(databaseUrl);
  }
  const server = await openEmbeddedServer(home, log);
  try {
    return await work(server.url);
  } finally {
    await server.close();
  }
}

async function migrate(url: string): Promise<Answer> {
  const applied = await migrateToLatest(url);
  const text =
    applied.length === 0
      ? 'the schema is up to date'
      : applied.map((name) => `applied ${name}`).join('\n');
  return { text, document: { applied }, exitCode: 0 };
}

async function status(url: string): Promise<Answer> {
  const states = await readMigrationStates(url);
  const rows = states.map(({ name, appliedAt }) => [
    name,
    appliedAt?.toISOString() ?? 'not applied',
  ]);
  return {
    text: renderTable(['migration', 'applied'], rows),
    document: {
      migrations: states.map(({ name, appliedAt }) => ({ name, applied_at: appliedAt })),
    },
    exitCode: states.every(({ appliedAt }) => appliedAt !== null) ? 0 : 1,
  };
}
