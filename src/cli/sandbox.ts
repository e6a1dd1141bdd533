import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { prepareClientKey } from '../../sandbox/server/client-key.ts';
import {
  type AuthOptions,
  type FaultPlan,
  readFaultPlan,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../sandbox/start.ts';
import { readCalendarFile } from '../db/calendar-file.ts';
import { addDays, type BusinessDate } from '../domain/business-date.ts';
import { lastFinishedBusinessDate } from '../domain/calendar.ts';
import { ConfigError } from '../domain/errors.ts';
import { profilePath } from './config.ts';
import { dateOption, jsonOption, numberOption } from './options.ts';
import { toJson } from './output.ts';
import { runCommand } from './run-command.ts';
import { untilSignal } from './until-signal.ts';
import { makePrivateFolder } from './write-private-file.ts';

interface Flags {
  readonly port?: number;
  readonly seed?: number;
  readonly from?: BusinessDate;
  readonly to?: BusinessDate;
  readonly pockets?: number;
  readonly profile?: string;
  readonly faults?: string;
  readonly state?: string;
  readonly dpop?: boolean;
  readonly sign?: boolean;
  readonly foreignRequests?: number;
  readonly json?: boolean;
}

export function addSandbox(program: Command): void {
  program
    .command('sandbox')
    .description('a simulated Jiko API on this machine, over a simulated treasury')
    .addOption(numberOption('--port <number>', 'default: a free one', 0))
    .addOption(numberOption('--seed <number>', 'default: 1', 0))
    .addOption(dateOption('--from <date>', 'first simulated day; default: 30 days before the last'))
    .addOption(
      dateOption('--to <date>', 'last simulated day; default: the last finished business date'),
    )
    .addOption(numberOption('--pockets <number>', 'default: 3', 1))
    .option('--profile <file>', 'the wire profile to speak', 'jiko')
    .option('--faults <file>', "faults to plant; 'default' plants one of each kind", 'none')
    .option('--state <file>', 'keep the request ledger here, for a sandbox that is started again')
    .option('--dpop', 'issue only tokens that are bound to a key, with a nonce that changes')
    .option('--sign', 'take only calls that are signed')
    .addOption(
      numberOption(
        '--foreign-requests <number>',
        'report requests of somebody else; default: 0',
        0,
      ),
    )
    .addOption(jsonOption())
    .action((flags: Flags) =>
      runCommand(flags, async ({ settings, isJson }) => {
        const folder = join(settings.home, 'sandbox');
        const signing = flags.sign === true ? prepareSigning(folder) : null;
        const options = await toOptions(flags, settings.timeZone, folder);
        if (flags.state !== undefined) await makePrivateFolder(dirname(flags.state), '--state');
        const auth = { ...toAuthOptions(flags), ...(signing ? { signatures: signing.key } : {}) };
        const sandbox = await startOrRefuse({ ...options, auth });
        const connect = { ...connection(sandbox), ...toAuthSettings(flags), ...signing?.settings };
        process.stdout.write(`${isJson ? toJson(connect) : howToConnect(sandbox, connect)}\n`);
        await untilSignal();
        await sandbox.stop();
        return { text: '', document: undefined, exitCode: 0 };
      }),
    );
}

const NONCE_EVERY = 25;

function toAuthOptions({ dpop }: Flags): AuthOptions {
  return dpop === true ? { isDpopRequired: true, dpopNonceEvery: NONCE_EVERY } : {};
}

function toAuthSettings({ dpop }: Flags): Record<string, string> {
  return dpop === true ? { JIKO_DPOP: 'on' } : {};
}

/** The key that calls are signed with, made where there is none yet. */
function prepareSigning(folder: string) {
  const keyFile = join(folder, 'signing-key.pem');
  const keyId = 'sandbox-signing-key';
  const publicKeyPem = undefined;
  const made = prepareClientKey({ algorithm: 'EdDSA', publicKeyPem, keyFile });
  return {
    key: { keyId, publicKeyPem: made.publicKeyPem },
    settings: {
      JIKO_SIGN_REQUESTS: 'on',
      JIKO_SIGN_KEY_FILE: keyFile,
      JIKO_SIGN_KEY_ID: keyId,
    },
  };
}

async function toOptions(flags: Flags, timeZone: string, folder: string) {
  const calendar = await readCalendarFile();
  const to = flags.to ?? lastFinishedBusinessDate(new Date(), timeZone, calendar);
  const from = flags.from ?? addDays(to, -30);
  return {
    from,
    to,
    keyFile: join(folder, 'client-key.pem'),
    profileFile: profilePath(flags.profile ?? 'jiko'),
    ...(flags.port === undefined ? {} : { port: flags.port }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.pockets === undefined ? {} : { pockets: flags.pockets }),
    ...(flags.state === undefined ? {} : { stateFile: flags.state }),
    ...(flags.foreignRequests === undefined ? {} : { foreignRequests: flags.foreignRequests }),
    faults: faultPlan(flags.faults ?? 'none'),
  };
}

/** All that keeps a sandbox from starting is what it was asked for. */
async function startOrRefuse(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox(options);
  } catch (error) {
    throw new ConfigError(`sandbox: ${error instanceof Error ? error.message : error}`, error);
  }
}

function faultPlan(given: string): FaultPlan {
  if (given === 'none' || given === 'default') return given;
  try {
    return readFaultPlan(given);
  } catch (error) {
    throw new ConfigError(`--faults: ${error instanceof Error ? error.message : error}`, error);
  }
}

function connection({ url, authUrl, clientId, keyFile, keyAlgorithm }: Sandbox) {
  return {
    JIKO_API_URL: url,
    JIKO_AUTH_URL: authUrl,
    JIKO_CLIENT_ID: clientId,
    JIKO_PRIVATE_KEY_FILE: keyFile,
    JIKO_KEY_ALG: keyAlgorithm,
  };
}

function howToConnect(
  sandbox: Sandbox,
  settings: Readonly<Record<string, string | undefined>>,
): string {
  const lines = Object.entries(settings).map(([name, value]) => `export ${name}=${value}`);
  return [
    `the sandbox listens on ${sandbox.url}; Ctrl-C ends it`,
    `answers: ${sandbox.url}/_sandbox/answers  calls: ${sandbox.url}/_sandbox/stats`,
    '',
    'in another shell:',
    ...lines,
    '',
    'to sign in as a person: export JIKO_GRANT=authorization_code, then pocketbook login',
  ].join('\n');
}
