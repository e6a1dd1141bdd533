import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { ConfigError, PocketbookError } from '../../domain/errors.ts';
import { startSignIn } from '../../extract/start-sign-in.ts';
import { chooseOneEntity } from '../choose-entity.ts';
import type { EntitySettings } from '../config.ts';
import { entityOption, jsonOption, numberOption } from '../options.ts';
import type { Answer } from '../output.ts';
import { type CommandContext, runCommand } from '../run-command.ts';
import { systemClock } from '../system-clock.ts';
import { openIdentity, openVault } from './open-identity.ts';

interface Flags {
  readonly entity?: string;
  readonly browser: boolean;
  readonly port?: number;
  readonly json?: boolean;
}

const PATIENCE_MS = 10 * 60_000;

export function addLogin(program: Command): void {
  program
    .command('login')
    .description('sign a person in, for clients of the authorization code (JIKO_GRANT)')
    .addOption(entityOption())
    .option('--no-browser', 'the browser is on another machine: paste the address it ends at')
    .addOption(numberOption('--port <number>', 'where the browser comes back to; default: free', 0))
    .addOption(jsonOption())
    .action((flags: Flags) => runCommand(flags, (context) => answerLogin(context, flags)));
}

async function answerLogin(context: CommandContext, flags: Flags): Promise<Answer> {
  const { settings, log, isJson } = context;
  const entity = chooseOneEntity(settings, flags.entity);
  refuseOtherGrant(entity);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(tooLate()), PATIENCE_MS);
  try {
    const scopes = await startSignIn({
      identity: { ...openIdentity(settings, entity), vault: openVault(settings, entity) },
      clock: systemClock,
      log,
      port: flags.port ?? 0,
      show: (url, redirectUri) => showAddress(url, redirectUri, isJson),
      pasted: flags.browser ? undefined : askForAddress,
      signal: patience.signal,
    });
    return describeLogin(entity, scopes);
  } finally {
    clearTimeout(timer);
  }
}

function refuseOtherGrant({ entityId, grant }: EntitySettings): void {
  if (grant === 'authorization_code') return;
  throw new ConfigError(
    `${entityId}: JIKO_GRANT is ${grant}, which needs no sign-in; set JIKO_GRANT=authorization_code for a client of a person`,
  );
}

/** Under --json stdout belongs to the document. */
function showAddress(url: string, redirectUri: string, isJson: boolean): void {
  const text = `open this address in a browser and sign in:\n${url}\nthe browser comes back to ${redirectUri}, which the client must have registered with Jiko\n`;
  if (isJson) process.stderr.write(text);
  else process.stdout.write(text);
}

async function askForAddress(signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question('then paste the address that the browser ended at:\n', {
      signal,
    });
  } finally {
    terminal.close();
  }
}

function describeLogin({ entityId }: EntitySettings, scopes: readonly string[] | null): Answer {
  const held = scopes === null ? '' : ` with ${scopes.length} scopes`;
  return {
    text: `${entityId} is signed in${held}; it stays so as long as Pocketbook runs once in 90 days`,
    document: { entity: entityId, signed_in: true, scopes },
    exitCode: 0,
  };
}

function tooLate(): PocketbookError {
  return new PocketbookError(
    'AUTH_REJECTED',
    `sign-in: expected somebody to come back within ${PATIENCE_MS / 60_000} minutes; begin again`,
    { retryable: false },
  );
}
