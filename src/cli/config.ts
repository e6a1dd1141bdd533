import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { packageFolder } from '../db/package-folder.ts';
import { ConfigError } from '../domain/errors.ts';
import type { ResourceName } from '../domain/resource.ts';
import { isTimeOfNight } from '../jobs/schedule.ts';
import { readRulesNow } from '../reconcile/read-sql-files.ts';
import {
  areRuleSettings,
  parseRuleSettings,
  RULE_SETTINGS_SHAPE,
  type RuleSettings,
  whatIsWrong,
} from '../reconcile/rule-settings.ts';
import { SEVERITY } from '../reconcile/severity.ts';
import { chooseResources, isResourceChoice, RESOURCE_CHOICE } from './resource-choice.ts';

/** What concerns the whole program. */
export interface Settings {
  /** null: the embedded PostgreSQL */
  readonly databaseUrl: string | null;
  /** absolute */
  readonly home: string;
  /** absolute */
  readonly landing: string;
  readonly timeZone: string;
  /** five cron fields, in `timeZone` */
  readonly nightly: string;
  readonly reaskDays: number;
  readonly alertUrl: string | null;
  /** Where each night leaves its page; absolute. null: nowhere */
  readonly reportFolder: string | null;
  readonly entities: readonly EntitySettings[];
}

/** One Jiko customer with its own credentials. */
export interface EntitySettings {
  readonly entityId: string;
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly clientId: string | null;
  readonly privateKeyFile: string | null;
  readonly keyAlg: 'PS256' | 'EdDSA';
  readonly keyId: string | null;
  /** Tried where the other key is refused, while keys are being changed. */
  readonly nextPrivateKeyFile: string | null;
  readonly nextKeyId: string | null;
  readonly grant: 'client_credentials' | 'authorization_code';
  readonly scope: string;
  readonly isDpopOn: boolean;
  /** null: calls are not signed; no file: signed with the client's key */
  readonly signing: { readonly keyFile: string | null; readonly keyId: string } | null;
  readonly profileFile: string;
  /** Where files may come from besides the API's own host: a whole name, or `.suffix`. */
  readonly fileHosts: readonly string[];
  /** What the rules are to judge by. */
  readonly ruleSettings: RuleSettings;
  /** In the order in which they are read. */
  readonly resources: readonly ResourceName[];
  /** What Jiko signs its events with; null: no webhook. */
  readonly webhookSecretFile: string | null;
  /** The one that takes its place; there only while the two are changed over. */
  readonly webhookNextSecretFile: string | null;
}

/** What Jiko grants to clients like ours; a scope beyond it could make the server refuse all of them. */
const READ_SCOPES = [
  'pockets.read',
  'transfers.read',
  'reports.read',
  'reports.write',
  'customer.read',
  'team.read',
  'agreements.read',
  'notifications.read',
  'subscriptions.read',
];

/** The only writes there are: what we ask for, and our own webhook. Nothing that moves money. */
const WRITE_SCOPES = ['reports.write', 'subscriptions.write'];

const url = (protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `expected a URL that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`,
  });

const zone = z
  .string()
  .refine(isTimeZone, { error: "expected a time zone such as 'America/New_York'" });

const cron = z.string().refine(isTimeOfNight, {
  error:
    "expected five cron fields such as '0 6 * * 2-6', with '*' for the day of the month or the weekday",
});

const offOrOn = z.enum(['off', 'on'], { error: 'expected off or on' }).default('off');

const businessDays = { error: 'expected a whole number of business days from 0 to 31' };

/** The settings under their own names: a wrong one is told by its name, with the shape it must have and never its value. */
const shape = z.object({
  DATABASE_URL: url(['postgres:', 'postgresql:']).optional(),
  POCKETBOOK_HOME: z.string().min(1).default('.pocketbook'),
  POCKETBOOK_LANDING: z
    .string()
    .min(1)
    .refine((text) => !text.startsWith('s3:'), {
      error: 'expected a folder; s3:// landing zones are not there yet',
    })
    .optional(),
  POCKETBOOK_TIME_ZONE: zone.default('America/New_York'),
  POCKETBOOK_NIGHTLY: cron.default('0 6 * * 2-6'),
  POCKETBOOK_REASK_DAYS: z.coerce
    .number(businessDays)
    .int(businessDays)
    .min(0, businessDays)
    .max(31, businessDays)
    .default(3),
  POCKETBOOK_ALERT_URL: url(['https:', 'http:']).optional(),
  POCKETBOOK_REPORT: z.string().min(1).optional(),
  JIKO_API_URL: url(['https:', 'http:']).default('https://api.business.jiko.io'),
  JIKO_AUTH_URL: url(['https:', 'http:']).default('https://auth.jiko.io'),
  JIKO_CLIENT_ID: z.string().min(1).optional(),
  JIKO_PRIVATE_KEY_FILE: z.string().min(1).optional(),
  JIKO_KEY_ALG: z.enum(['PS256', 'EdDSA'], { error: 'expected PS256 or EdDSA' }).default('PS256'),
  JIKO_SCOPE: z
    .string()
    .transform((text) => text.split(/\s+/).filter(Boolean))
    .refine((scopes) => scopes.length > 0, { error: 'expected at least one scope' })
    .refine((scopes) => scopes.every(isScopeAllowed), {
      error: `expected read scopes, ${WRITE_SCOPES.join(' and ')} only: Pocketbook never moves money`,
    })
    .default(READ_SCOPES),
  JIKO_KEY_ID: z.string().min(1).optional(),
  JIKO_NEXT_PRIVATE_KEY_FILE: z.string().min(1).optional(),
  JIKO_NEXT_KEY_ID: z.string().min(1).optional(),
  JIKO_GRANT: z
    .enum(['client_credentials', 'authorization_code'], {
      error: 'expected client_credentials or authorization_code',
    })
    .default('client_credentials'),
  JIKO_DPOP: offOrOn,
  JIKO_SIGN_REQUESTS: offOrOn,
  JIKO_SIGN_KEY_FILE: z.string().min(1).optional(),
  JIKO_SIGN_KEY_ID: z.string().min(1).optional(),
  JIKO_PROFILE: z.string().min(1).optional(),
  JIKO_FILE_HOSTS: z
    .string()
    .refine((text) => wordsOf(text).every(isFileHost), {
      error: "expected hosts such as 'files.example.com', or '.example.com' for all names below it",
    })
    .default(''),
  POCKETBOOK_RULES: z
    .string()
    .refine((text) => whyNoRuleSettings(text) === null, {
      error: ({ input }) => whyNoRuleSettings(String(input)) ?? '',
    })
    .default(''),
  POCKETBOOK_SEVERITY_AMOUNT: z.coerce
    .string()
    .regex(/^\d{1,12}(\.\d{1,2})?$/, { error: 'expected dollars, such as 100000 or 2500.50' })
    .optional(),
  POCKETBOOK_SEVERITY_DAYS: z.coerce
    .string()
    .regex(/^\d{1,4}$/, { error: 'expected a whole number of business days' })
    .optional(),
  POCKETBOOK_RESOURCES: z.string().refine(isResourceChoice, { error: RESOURCE_CHOICE }).default(''),
  JIKO_WEBHOOK_SECRET_FILE: z.string().min(1).optional(),
  JIKO_WEBHOOK_NEXT_SECRET_FILE: z.string().min(1).optional(),
});

type Values = z.infer<typeof shape>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment, or, where `POCKETBOOK_CONFIG` names a file, that file: the same names at the top for all
 * entities and under `entities.<id>` for one. Throws `ConfigError` before anything is done.
 */
export function readSettings(environment: Environment = process.env): Settings {
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new ConfigError(
      'NODE_TLS_REJECT_UNAUTHORIZED is 0: certificates would not be checked. Unset it',
    );
  }
  const file = environment['POCKETBOOK_CONFIG'];
  if (file === undefined) {
    const values = check(pick(environment), 'the environment');
    return toSettings(values, [toEntity('main', values)]);
  }
  return readConfigFile(file, environment);
}

function readConfigFile(file: string, environment: Environment): Settings {
  const fileShape = z.looseObject({
    entities: z
      .record(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), z.record(z.string(), z.unknown()))
      // A night of nobody would be green.
      .refine((entities) => Object.keys(entities).length > 0),
  });
  const parsed = fileShape.safeParse(readYaml(file));
  if (!parsed.success) {
    throw new ConfigError(`${file}: expected 'entities' with one block for each entity id`);
  }
  const { entities, ...shared } = parsed.data;
  const common = { ...pick(environment), ...shared };
  const all = Object.entries(entities).map(([entityId, own]) =>
    toEntity(entityId, check({ ...common, ...own }, `${file}: entities.${entityId}`)),
  );
  return toSettings(check(common, file), all);
}

function readYaml(file: string): unknown {
  const text = readText(file);
  try {
    // Its warnings, too, quote the text.
    return parseYaml(text, { logLevel: 'error' });
  } catch (error) {
    throw new ConfigError(`POCKETBOOK_CONFIG ${file}${placeOf(error)}`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    throw new ConfigError(`POCKETBOOK_CONFIG ${file}: cannot be read (${code})`, error);
  }
}

/** The message itself, and so the cause, would quote the line, which may hold the password of the database. */
function placeOf(error: unknown): string {
  if (!(error instanceof YAMLParseError)) return ': expected YAML whose aliases are all defined';
  const [start] = error.linePos ?? [];
  const place = start === undefined ? '' : `:${start.line}:${start.col}`;
  return `${place}: expected YAML, got ${error.code}`;
}

/** An empty variable is one that is not set. */
function pick(environment: Environment): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of Object.keys(shape.shape)) {
    const value = environment[name];
    if (value !== undefined && value !== '') picked[name] = value;
  }
  return picked;
}

function check(values: Record<string, unknown>, where: string): Values {
  const unknown = Object.keys(values).find((name) => !(name in shape.shape));
  if (unknown !== undefined) throw new ConfigError(`${where}: there is no setting '${unknown}'`);
  const result = shape.safeParse(values);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ConfigError(`${where}: ${issue?.path.join('.')}: ${issue?.message}`);
}

function toSettings(values: Values, entities: readonly EntitySettings[]): Settings {
  const home = resolve(values.POCKETBOOK_HOME);
  return {
    databaseUrl: values.DATABASE_URL ?? null,
    home,
    landing: resolve(values.POCKETBOOK_LANDING ?? join(home, 'landing')),
    timeZone: values.POCKETBOOK_TIME_ZONE,
    nightly: values.POCKETBOOK_NIGHTLY,
    reaskDays: values.POCKETBOOK_REASK_DAYS,
    alertUrl: values.POCKETBOOK_ALERT_URL ?? null,
    reportFolder: values.POCKETBOOK_REPORT === undefined ? null : resolve(values.POCKETBOOK_REPORT),
    entities,
  };
}

function toEntity(entityId: string, values: Values): EntitySettings {
  return {
    entityId,
    apiUrl: withoutSlash(values.JIKO_API_URL),
    authUrl: withoutSlash(values.JIKO_AUTH_URL),
    clientId: values.JIKO_CLIENT_ID ?? null,
    privateKeyFile: values.JIKO_PRIVATE_KEY_FILE ?? null,
    keyAlg: values.JIKO_KEY_ALG,
    keyId: values.JIKO_KEY_ID ?? null,
    nextPrivateKeyFile: values.JIKO_NEXT_PRIVATE_KEY_FILE ?? null,
    nextKeyId: values.JIKO_NEXT_KEY_ID ?? null,
    grant: values.JIKO_GRANT,
    scope: values.JIKO_SCOPE.join(' '),
    isDpopOn: values.JIKO_DPOP === 'on',
    signing: toSigning(entityId, values),
    profileFile: profilePath(values.JIKO_PROFILE ?? 'jiko'),
    fileHosts: wordsOf(values.JIKO_FILE_HOSTS).map((host) => host.toLowerCase()),
    ruleSettings: new Map([...parseRuleSettings(values.POCKETBOOK_RULES), ...severityOf(values)]),
    resources: chooseResources(values.POCKETBOOK_RESOURCES),
    webhookSecretFile: values.JIKO_WEBHOOK_SECRET_FILE ?? null,
    webhookNextSecretFile: values.JIKO_WEBHOOK_NEXT_SECRET_FILE ?? null,
  };
}

/** What is wrong with what rules are to judge by; null: nothing. The rules are read only where something is set. */
function whyNoRuleSettings(text: string): string | null {
  if (!areRuleSettings(text)) return RULE_SETTINGS_SHAPE;
  const wanted = parseRuleSettings(text);
  return wanted.size === 0 ? null : whatIsWrong([SEVERITY, ...readRulesNow()], wanted);
}

/** Kept beside the settings of the rules, as they judge breaks too. */
function severityOf(values: Values): RuleSettings {
  const { POCKETBOOK_SEVERITY_AMOUNT: amount, POCKETBOOK_SEVERITY_DAYS: days } = values;
  const severity = new Map<string, string>();
  if (amount !== undefined) severity.set('severity.amount', amount);
  if (days !== undefined) severity.set('severity.days', days);
  return severity;
}

/** The server looks the key up by its id, so there is no signing without one. */
function toSigning(entityId: string, values: Values): EntitySettings['signing'] {
  if (values.JIKO_SIGN_REQUESTS === 'off') return null;
  const keyId = values.JIKO_SIGN_KEY_ID;
  if (keyId === undefined) {
    throw new ConfigError(
      `${entityId}: JIKO_SIGN_KEY_ID is not set: JIKO_SIGN_REQUESTS=on needs the id that the signing key is registered under`,
    );
  }
  return { keyFile: values.JIKO_SIGN_KEY_FILE ?? null, keyId };
}

/** A name is one of the profiles that come with the program, anything else a file. */
export function profilePath(given: string): string {
  const builtIn = join(packageFolder('profiles'), `${given}.yaml`);
  if (/^[a-z0-9-]+$/.test(given) && existsSync(builtIn)) return builtIn;
  const path = isAbsolute(given) ? given : resolve(given);
  if (!existsSync(path)) {
    throw new ConfigError(`JIKO_PROFILE: there is no profile '${given}', and no file of that name`);
  }
  return path;
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/, '');
}

/** Words between blanks, line ends or commas. */
function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** A name of at least two parts: `.com` would let files come from anybody. */
function isFileHost(text: string): boolean {
  const part = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
  return text.length <= 253 && new RegExp(`^\\.?${part}(\\.${part})+$`, 'i').test(text);
}

function isScopeAllowed(scope: string): boolean {
  return WRITE_SCOPES.includes(scope) || !scope.includes('.write');
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
