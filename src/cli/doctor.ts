import { statfs } from 'node:fs/promises';
import type { Command } from 'commander';
import colors from 'picocolors';
import { readCalendarFile } from '../db/calendar-file.ts';
import { addDays, type BusinessDate } from '../domain/business-date.ts';
import { ConfigError } from '../domain/errors.ts';
import type { JikoClient } from '../extract/jiko-client.ts';
import { createLanding } from '../extract/landing.ts';
import type { Job } from '../jobs/job.ts';
import { readReaskDays } from '../report/read-finality.ts';
import { checkNights } from './check-nights.ts';
import type { EntitySettings } from './config.ts';
import { checkScopes } from './login/check-scopes.ts';
import { openIdentity } from './login/open-identity.ts';
import { findRefusedScopes, isScopeRefusal } from './login/refused-scopes.ts';
import { openClientAlone, openJob, readProfile } from './open-job.ts';
import { openWarehouse, type Warehouse } from './open-warehouse.ts';
import { jsonOption } from './options.ts';
import type { Answer } from './output.ts';
import { type CommandContext, runCommand } from './run-command.ts';
import { systemClock } from './system-clock.ts';

/** One line of the doctor: what was looked at, whether it is well, and what to do if it is not. */
interface Check {
  readonly what: string;
  readonly verdict: 'ok' | 'warning' | 'wrong' | 'not checked';
  readonly detail: string;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check settings, key, token, scopes, clock, API, database, schema and disk')
    .addOption(jsonOption())
    .action((flags: { json?: boolean }) => runCommand(flags, answerDoctor));
}

const NEXT_STEP = 'next: pocketbook probe says where the API differs from the profile';

async function answerDoctor(context: CommandContext): Promise<Answer> {
  const checks: Check[] = [{ what: 'settings', verdict: 'ok', detail: describeSettings(context) }];
  const add = async (what: string, check: () => Promise<string | Check>) => {
    checks.push(await carryOut(what, check));
  };
  await add('calendar', () => checkCalendar());
  await add('disk', () => checkDisk(context));
  let warehouse: Warehouse | undefined;
  await add('database and schema', async () => {
    warehouse = await openWarehouse(context.settings, context.log);
    return describeDatabase(warehouse);
  });
  for (const entity of context.settings.entities) {
    checks.push(...(await checkEntity(context, entity, warehouse)));
    if (warehouse === undefined) continue;
    checks.push(await checkReasking(context, entity, warehouse));
  }
  await warehouse?.close();
  const isWrong = checks.some(({ verdict }) => verdict === 'wrong');
  return {
    text: [...checks.map(describe), ...(isWrong ? [] : [NEXT_STEP])].join('\n'),
    document: { checks },
    exitCode: isWrong ? 1 : 0,
  };
}

async function carryOut(what: string, check: () => Promise<string | Check>): Promise<Check> {
  try {
    const result = await check();
    return typeof result === 'string' ? { what, verdict: 'ok', detail: result } : result;
  } catch (error) {
    return {
      what,
      verdict: 'wrong',
      detail: error instanceof Error ? error.message : String(error),
    };
  }
}

async function checkReasking(
  { settings }: CommandContext,
  { entityId }: EntitySettings,
  { pool }: Warehouse,
): Promise<Check> {
  const what = `${entityId}: nights`;
  return carryOut(what, async () => {
    const reports = await readReaskDays(pool, entityId);
    const { isWell, detail } = checkNights(reports, settings.reaskDays);
    return { what, verdict: isWell ? 'ok' : 'warning', detail };
  });
}

async function checkEntity(
  context: CommandContext,
  entity: EntitySettings,
  warehouse: Warehouse | undefined,
): Promise<Check[]> {
  const name = (what: string) => `${entity.entityId}: ${what}`;
  const checks = [
    await carryOut(name('profile'), async () => readProfile(entity.profileFile).name),
    await carryOut(name('key'), async () => {
      openIdentity(context.settings, entity);
      return describeKeys(entity);
    }),
  ];
  if (warehouse === undefined || checks.some(({ verdict }) => verdict === 'wrong')) {
    const detail = 'mend what is wrong above first';
    return [...checks, { what: name('token, scopes, clock, API'), verdict: 'not checked', detail }];
  }
  let job: Job | undefined;
  const opened = await carryOut(name('client'), async () => {
    job = await openJob(context.settings, entity, warehouse, context.log);
    return entity.apiUrl;
  });
  if (job === undefined) return [...checks, opened];
  const { client } = job;
  return [
    ...checks,
    // A token is refused when our clock is off by more than the server's leeway, and the client compares both clocks.
    await carryOut(name('token, scopes and clock'), async () => {
      const granted = await grantedScopes(context, entity, client);
      const { isWell, detail } = checkScopes(entity.scope, granted);
      return isWell
        ? detail
        : { what: name('token, scopes and clock'), verdict: 'warning', detail };
    }),
    await carryOut(name('API'), async () => `${(await client.listPockets()).length} pockets`),
  ];
}

/** A sign-in that is renewed asks for no scope: there is none to leave out. */
async function grantedScopes(
  { settings, log }: CommandContext,
  entity: EntitySettings,
  client: JikoClient,
): Promise<readonly string[] | null> {
  try {
    return await client.grantedScopes();
  } catch (error) {
    if (!isScopeRefusal(error) || entity.grant === 'authorization_code') throw error;
    const refused = await findRefusedScopes(entity.scope.split(' '), async (scope) =>
      (await openClientAlone(settings, { ...entity, scope }, log)).grantedScopes(),
    );
    if (refused.length === 0) throw error;
    throw new ConfigError(
      `${error.message}; refused: ${refused.join(' ')}; leave them out of JIKO_SCOPE, or have them granted by Jiko`,
      error,
    );
  }
}

function describeKeys(entity: EntitySettings): string {
  const { privateKeyFile, keyAlg, nextPrivateKeyFile, isDpopOn, signing, grant } = entity;
  return [
    `${privateKeyFile}, ${keyAlg}`,
    ...(nextPrivateKeyFile === null ? [] : [`next ${nextPrivateKeyFile}`]),
    `grant ${grant}`,
    ...(isDpopOn ? ['DPoP'] : []),
    ...(signing === null ? [] : [`calls signed as ${signing.keyId}`]),
  ].join(', ');
}

function describeSettings({ settings }: CommandContext): string {
  const { home, entities, timeZone, nightly } = settings;
  const names = entities.map(({ entityId }) => entityId).join(', ');
  return `home ${home}, entities ${names}, nightly '${nightly}' in ${timeZone}`;
}

const CALENDAR_ENDS_SOON_DAYS = 60;

async function checkCalendar(): Promise<string | Check> {
  const { coverage } = await readCalendarFile();
  const today = new Date().toISOString().slice(0, 10) as BusinessDate;
  if (addDays(today, CALENDAR_ENDS_SOON_DAYS) <= coverage.to) return `known until ${coverage.to}`;
  const detail = `ends on ${coverage.to}, and nothing is planned beyond: update Pocketbook`;
  return { what: 'calendar', verdict: 'warning', detail };
}

const FREE_BYTES_MIN = 1024 ** 3;

async function checkDisk({ settings }: CommandContext): Promise<string | Check> {
  await createLanding({ folder: settings.landing, clock: systemClock });
  const { bavail, bsize } = await statfs(settings.landing);
  const free = bavail * bsize;
  const detail = `${settings.landing}: ${(free / 1024 ** 3).toFixed(1)} GiB free`;
  if (free >= FREE_BYTES_MIN) return detail;
  return { what: 'disk', verdict: 'warning', detail: `${detail}; make room before it fills up` };
}

async function describeDatabase({ pool, isEmbedded }: Warehouse): Promise<string> {
  const { rows } = await pool.query<{ version: string; role: string }>(
    `select current_setting('server_version') as version, current_user as role`,
  );
  const kind = isEmbedded ? 'embedded PostgreSQL' : 'PostgreSQL';
  return `${kind} ${rows[0]?.version}, schema up to date, working as ${rows[0]?.role}`;
}

const MARKS = {
  ok: colors.green('ok   '),
  warning: colors.yellow('warn '),
  wrong: colors.red('wrong'),
  'not checked': colors.yellow('-    '),
};

function describe({ what, verdict, detail }: Check): string {
  return `${MARKS[verdict]} ${what}: ${detail}`;
}
