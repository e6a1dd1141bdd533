import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

process.on('unhandledRejection', endOnUnexpected);
process.on('uncaughtException', endOnUnexpected);
// Whoever reads our output may stop reading: `pocketbook status | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has printed what it had to say; help asked for is no error.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

function endOnUnexpected(error: unknown): never {
  process.stderr.write(`pocketbook: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
