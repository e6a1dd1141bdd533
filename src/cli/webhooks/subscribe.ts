import { existsSync, renameSync } from 'node:fs';
import type { Command } from 'commander';
import { ConfigError } from '../../domain/errors.ts';
import type { Secret } from '../../extract/secret.ts';
import type { Subscription, Subscriptions } from '../../extract/subscriptions.ts';
import type { EntitySettings } from '../config.ts';
import { chooseEntities } from '../for-each-entity.ts';
import { withScopeRemedy } from '../login/scope-remedy.ts';
import { openClientAlone, readProfile } from '../open-job.ts';
import { entityOption, jsonOption } from '../options.ts';
import type { Answer } from '../output.ts';
import { type CommandContext, runCommand } from '../run-command.ts';
import {
  chooseOurs,
  describeSubscription,
  isOurs,
  markOf,
  renderSubscriptions,
} from './our-subscriptions.ts';
import {
  NEXT_SECRET_SETTING,
  readOrMakeWebhookSecret,
  readWebhookSecret,
  SECRET_SETTING,
} from './webhook-secrets.ts';

interface Flags {
  readonly entity?: string;
  readonly json?: boolean;
  readonly id?: string;
}

interface CreateFlags extends Flags {
  readonly url: string;
  readonly event?: readonly string[];
}

interface RotateFlags extends Flags {
  readonly finish?: boolean;
}

export function addSubscribe(program: Command): void {
  const subscribe = program
    .command('subscribe')
    .description("the subscription that lets Jiko tell 'schedule --webhooks' of events");
  subscribe
    .command('list', { isDefault: true })
    .description('all subscriptions, and which of them are ours')
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: Flags) => run(flags, listSubscriptions, [READ]));
  subscribe
    .command('create')
    .description('lets Jiko tell us; the secret is read from, or made in, JIKO_WEBHOOK_SECRET_FILE')
    .requiredOption('--url <url>', 'where Jiko reaches us: https://…/webhooks/<entity>')
    .option('--event <type>', 'only this event; may be repeated; default: all', gather)
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: CreateFlags) => run(flags, (work) => createSubscription(work, flags)));
  subscribe
    .command('rotate')
    .description('a new secret, in JIKO_WEBHOOK_NEXT_SECRET_FILE; both hold until --finish')
    .option('--finish', 'the new secret takes the place of the old one')
    .option('--id <id>', 'this one, whether or not it is marked as ours')
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: RotateFlags) => {
      const command = flags.finish === true ? finishRotation : rotateSecret;
      return run(flags, (work) => command(work, flags));
    });
  subscribe
    .command('remove')
    .description('Jiko tells us no more; the secret files stay')
    .option('--id <id>', 'this one, whether or not it is marked as ours')
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: Flags) => run(flags, (work) => removeSubscription(work, flags)));
}

function gather(word: string, given: readonly string[] | undefined): readonly string[] {
  return [...(given ?? []), word];
}

interface Work {
  readonly entity: EntitySettings;
  readonly subscriptions: Subscriptions;
}

const READ = 'subscriptions.read';
const WRITE = 'subscriptions.write';

/** A client of a machine asks for these for this command alone: the token of a night cannot change a subscription. */
async function run(
  flags: Flags,
  command: (work: Work) => Promise<Answer>,
  scopes: readonly string[] = [READ, WRITE],
): Promise<void> {
  await runCommand(flags, async (context) => {
    const entity = entityOf(context, flags);
    const scoped = { ...entity, scope: scopes.join(' ') };
    const { subscriptions } = await openClientAlone(context.settings, scoped, context.log);
    try {
      return await command({ entity, subscriptions });
    } catch (error) {
      throw withScopeRemedy(error, 'subscribe', entity, scopes);
    }
  });
}

function entityOf({ settings }: CommandContext, flags: Flags): EntitySettings {
  const [entity, ...others] = chooseEntities(settings, flags.entity);
  if (entity !== undefined && others.length === 0) return entity;
  throw new ConfigError('--entity: expected one entity, as each has a subscription of its own');
}

async function listSubscriptions({ entity, subscriptions }: Work): Promise<Answer> {
  const all = await subscriptions.list();
  return {
    text: all.length === 0 ? 'no subscription' : renderSubscriptions(all, entity.entityId),
    document: { subscriptions: all.map((one) => describeSubscription(one, entity.entityId)) },
    exitCode: 0,
  };
}

/** Twice the same wish is one subscription; other events change the one that is there. */
async function createSubscription(work: Work, flags: CreateFlags): Promise<Answer> {
  const { entity, subscriptions } = work;
  const url = parseUrl(flags.url);
  const events = eventsOf(entity, flags.event);
  const secretFile = fileOf(entity.webhookSecretFile, SECRET_SETTING);
  const known = (await subscriptions.list()).find(
    (one) => isOurs(one, entity.entityId) && one.url === url,
  );
  const wasMade = existsSync(secretFile);
  const secret = newestSecret(entity, secretFile);
  if (known !== undefined) return bringUpToDate(work, known, { events, secret, wasMade });
  const description = markOf(entity.entityId);
  const made = await subscriptions.create({ url, description, events, secret });
  return answer(work, made, 'created', [
    `created ${made.id}: ${events.length} types of events to ${url}`,
    `the secret stands in ${secretFile}; 'schedule --webhooks' reads it there`,
  ]);
}

/** While two secrets are changed over, what is made now must outlive the old one. */
function newestSecret({ webhookNextSecretFile: next }: EntitySettings, file: string): Secret {
  return next !== null && existsSync(next)
    ? readWebhookSecret(next, NEXT_SECRET_SETTING)
    : readOrMakeWebhookSecret(file, SECRET_SETTING);
}

interface Update {
  readonly events: readonly string[];
  readonly secret: Secret;
  /** Was the secret there before this run? */
  readonly wasMade: boolean;
}

/** Tells the secret each time: nobody can ask Jiko which one it has, and a run before may have ended in between. */
async function bringUpToDate(
  work: Work,
  known: Subscription,
  { events, secret, wasMade }: Update,
): Promise<Answer> {
  await work.subscriptions.update(known.id, { events, secret });
  const isSame = [...known.events].sort().join() === [...events].sort().join();
  if (isSame && wasMade) return answer(work, known, 'unchanged', [`${known.id} is there already`]);
  const changed = { ...known, events };
  return answer(work, changed, 'changed', [
    `changed ${known.id}: ${events.length} types of events`,
    ...(wasMade ? [] : [`it is signed with a new secret in ${work.entity.webhookSecretFile}`]),
  ]);
}

/** Can be repeated where it was interrupted: a secret that is there already is the one to change to. */
async function rotateSecret(work: Work, { id }: RotateFlags): Promise<Answer> {
  const { entity, subscriptions } = work;
  readWebhookSecret(fileOf(entity.webhookSecretFile, SECRET_SETTING), SECRET_SETTING);
  const nextFile = fileOf(entity.webhookNextSecretFile, NEXT_SECRET_SETTING);
  const chosen = chooseOurs(await subscriptions.list(), entity.entityId, id);
  // In the file first: whoever receives must know it before the first event is signed with it.
  const secret = readOrMakeWebhookSecret(nextFile, NEXT_SECRET_SETTING);
  await subscriptions.update(chosen.id, { secret });
  const oldUntil = new Date(Date.now() + (chosen.retriedForS ?? RETRIED_FOR_S) * 1000);
  const lines = [
    `${chosen.id} is signed with the secret in ${nextFile}; the old one is accepted as well`,
    `after ${oldUntil.toISOString()}, when nothing signed before is tried any more, ` +
      "run 'pocketbook subscribe rotate --finish'",
  ];
  return answer(work, chosen, 'rotated', lines, { old_secret_until: oldUntil });
}

/** How long a delivery is taken to be repeated where the subscription does not say. */
const RETRIED_FOR_S = 24 * 60 * 60;

/** Tells the new secret once more, as nobody can ask Jiko which one it signs with. */
async function finishRotation(work: Work, { id }: RotateFlags): Promise<Answer> {
  const { entity, subscriptions } = work;
  const file = fileOf(entity.webhookSecretFile, SECRET_SETTING);
  const nextFile = fileOf(entity.webhookNextSecretFile, NEXT_SECRET_SETTING);
  const secret = readWebhookSecret(nextFile, NEXT_SECRET_SETTING);
  const chosen = chooseOurs(await subscriptions.list(), entity.entityId, id);
  await subscriptions.update(chosen.id, { secret });
  moveInPlace(nextFile, file);
  const line = `the new secret stands in ${file}; the old one is accepted no more`;
  return answer(work, chosen, 'finished', [line]);
}

/** At no moment is there neither. */
function moveInPlace(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    throw new ConfigError(`${NEXT_SECRET_SETTING}: ${from} cannot be moved to ${to} (${code})`);
  }
}

async function removeSubscription(work: Work, { id }: Flags): Promise<Answer> {
  const all = await work.subscriptions.list();
  const chosen = chooseOurs(all, work.entity.entityId, id);
  await work.subscriptions.remove(chosen.id);
  return answer(work, chosen, 'removed', [`removed ${chosen.id}`]);
}

function answer(
  { entity }: Work,
  subscription: Subscription,
  action: string,
  lines: readonly string[],
  more: object = {},
): Answer {
  const shown = describeSubscription(subscription, entity.entityId);
  return {
    text: lines.join('\n'),
    document: { action, subscription: shown, ...more },
    exitCode: 0,
  };
}

function fileOf(file: string | null, setting: string): string {
  if (file !== null) return file;
  throw new ConfigError(`${setting} is not set: expected the file that holds the secret`);
}

/** The body says what money moved: in the open it may go to this machine alone. */
function parseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLoopback = url?.protocol === 'http:' && url.hostname === '127.0.0.1';
  const isPlain = url?.username === '' && url.password === '' && text.length <= URL_MAX;
  if (isPlain && (url.protocol === 'https:' || isLoopback)) return text;
  throw new ConfigError('--url: expected https://…, without a name and password in it');
}

const URL_MAX = 2083;

function eventsOf(entity: EntitySettings, asked: readonly string[] = []): readonly string[] {
  const { types } = readProfile(entity.profileFile).api.event;
  const known = Object.values(types);
  const unknown = asked.find((word) => !known.some((words) => words.includes(word)));
  if (unknown !== undefined) {
    const all = known.map(([word]) => word).join(', ');
    throw new ConfigError(`--event ${unknown}: expected one of ${all}`);
  }
  return asked.length > 0 ? [...new Set(asked)] : known.map(([word]) => word);
}
