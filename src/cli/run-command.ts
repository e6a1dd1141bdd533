import { ConfigError, PocketbookError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import { readSettings, type Settings } from './config.ts';
import { openLog } from './log.ts';
import type { Answer, ExitCode } from './output.ts';
import { toJson } from './output.ts';

export interface CommandContext {
  readonly settings: Settings;
  readonly log: Log;
  /** one JSON document on stdout and nothing else */
  readonly isJson: boolean;
}

/** Runs a command from settings to exit code. The only place, beside `schedule`, that prints its answer. */
export async function runCommand(
  options: { readonly json?: boolean },
  command: (context: CommandContext) => Promise<Answer>,
): Promise<void> {
  const isJson = options.json === true;
  try {
    const settings = readSettings();
    const log = openLog(settings.home);
    try {
      const answer = await command({ settings, log, isJson });
      print(isJson ? toJson(answer.document) : answer.text);
      process.exitCode = answer.exitCode;
    } finally {
      log.flush();
    }
  } catch (error) {
    process.exitCode = report(error, isJson);
  }
}

function print(text: string): void {
  if (text !== '') process.stdout.write(`${text}\n`);
}

function report(error: unknown, isJson: boolean): ExitCode {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof PocketbookError ? error.code : 'UNEXPECTED';
  if (isJson) print(toJson({ error: { code, message } }));
  process.stderr.write(`pocketbook: ${message}\n`);
  if (!(error instanceof PocketbookError) && error instanceof Error && error.stack !== undefined) {
    process.stderr.write(`${error.stack}\n`);
  }
  return error instanceof ConfigError || code === 'USAGE' ? 2 : 1;
}
