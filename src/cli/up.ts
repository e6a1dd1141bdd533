import type { Command } from 'commander';
import { openWarehouse } from './open-warehouse.ts';
import { runCommand } from './run-command.ts';
import { untilSignal } from './until-signal.ts';

/** The embedded server runs only while a command does: this one keeps it up for psql or a BI tool. */
export function addUp(program: Command): void {
  program
    .command('up')
    .description('keep the embedded PostgreSQL running until Ctrl-C, to look at it with psql')
    .action(() =>
      runCommand({}, async ({ settings, log }) => {
        const warehouse = await openWarehouse(settings, log);
        process.stdout.write(`${warehouse.psqlLine}\n`);
        process.stderr.write('running; Ctrl-C ends it\n');
        await untilSignal();
        await warehouse.close();
        return { text: '', document: null, exitCode: 0 };
      }),
    );
}
