import type { Command } from 'commander';
import pg, { type Pool } from 'pg';
import { inTransaction } from '../../db/in-transaction.ts';
import { type BusinessDate, parseBusinessDate } from '../../domain/business-date.ts';
import { PocketbookError } from '../../domain/errors.ts';
import { openBooks } from '../open-books.ts';
import { dateOption, jsonOption } from '../options.ts';
import type { Answer } from '../output.ts';
import { runCommand } from '../run-command.ts';
import {
  addFilterOptions,
  type BreakStatus,
  type FilterFlags,
  filterOf,
  isNarrow,
} from './break-filter.ts';
import { findByPrefix } from './find-break.ts';
import { type RootBreak, readBreaks } from './read-breaks.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { renderBreaks } from './render-breaks.ts';

interface VerbFlags extends FilterFlags {
  /** somebody for `assign`, a day for the others */
  readonly to?: string;
  readonly through?: BusinessDate;
  readonly note?: string;
  readonly until?: BusinessDate;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface Verb {
  readonly name: 'assign' | 'explain' | 'resolve' | 'reopen' | 'comment';
  readonly done: string;
  readonly description: string;
  /** What a filter looks for where no status is asked for. */
  readonly among: readonly BreakStatus[];
  /** What the function of the database takes beside the break. */
  words(flags: VerbFlags): readonly (string | null)[];
}

const OPEN: readonly BreakStatus[] = ['open', 'assigned', 'explained'];

const VERBS: readonly Verb[] = [
  {
    name: 'assign',
    done: 'assigned',
    description: 'give breaks to somebody to work on',
    among: OPEN,
    words: ({ to, note }) => [to ?? null, note ?? null],
  },
  {
    name: 'explain',
    done: 'explained',
    description: 'note why breaks are there; they stay on the list',
    among: OPEN,
    words: ({ note, until }) => [note ?? null, until ?? null],
  },
  {
    name: 'resolve',
    done: 'resolved',
    description: 'take breaks off the list until they are off by another amount',
    among: OPEN,
    words: ({ note }) => [note ?? null],
  },
  {
    name: 'reopen',
    done: 'reopened',
    description: 'put explained or resolved breaks back on the list',
    among: ['explained', 'resolved'],
    words: ({ note }) => [note ?? null],
  },
  {
    name: 'comment',
    done: 'commented',
    description: 'add a note to breaks',
    among: OPEN,
    words: ({ note }) => [note ?? null],
  },
];

/** The verbs of `breaks`: each takes ids, or the filters of `breaks list`. */
export function addBreakVerbs(breaks: Command): void {
  for (const verb of VERBS) addVerb(breaks, verb);
}

function addVerb(breaks: Command, verb: Verb): void {
  const { name, description } = verb;
  const command = breaks.command(`${name} [id...]`).description(description);
  if (name === 'assign') {
    command.requiredOption('--to <who>', 'who is to work on them').option('--note <text>', 'why');
  } else {
    command.requiredOption('--note <text>', 'why');
  }
  if (name === 'explain') {
    command.addOption(
      dateOption(
        '--until <date>',
        'the last business day for which the explanation stands; a day without business is refused',
      ),
    );
  }
  addFilterOptions(command, name === 'assign' ? '--through' : '--to')
    .option('--dry-run', 'only say which breaks these are, or why it is refused')
    .addOption(jsonOption())
    .action((ids: string[], flags: VerbFlags) =>
      runCommand(flags, async ({ settings, log }) => {
        const books = await openBooks(settings, log, 'work');
        try {
          return await carryOut(books.pool, verb, ids, flags);
        } finally {
          await books.close();
        }
      }),
    );
}

async function carryOut(
  pool: Pool,
  verb: Verb,
  ids: readonly string[],
  flags: VerbFlags,
): Promise<Answer> {
  const chosen = await choose(pool, verb, ids, flags);
  const count = countOf(chosen, flags.status ?? verb.among);
  const done = await act(pool, verb, chosen, flags);
  if (flags.dryRun === true) {
    const list = chosen.length === 0 ? [] : [renderBreaks(chosen)];
    return {
      text: [...list, `${count} would be ${verb.done}`].join('\n'),
      document: { verb: verb.name, dry_run: true, count: chosen.length, breaks: chosen },
      exitCode: 0,
    };
  }
  return {
    text: `${count} ${verb.done}`,
    document: { verb: verb.name, dry_run: false, count: done.length, breaks: done },
    exitCode: 0,
  };
}

/** Where a filter leaves nothing it may be for the status, which nobody has to name. */
function countOf(chosen: readonly RootBreak[], among: readonly BreakStatus[]): string {
  if (chosen.length === 1) return '1 break';
  if (chosen.length > 1) return `${chosen.length} breaks`;
  return `no break that is ${among.join(' or ')} matches these filters: 0 breaks`;
}

async function choose(
  pool: Pool,
  verb: Verb,
  ids: readonly string[],
  flags: VerbFlags,
): Promise<RootBreak[]> {
  const filter = filterOf(flags, verb.name === 'assign' ? flags.through : lastDayOf(flags));
  if (ids.length > 0 === isNarrow(filter)) {
    throw usage(
      `breaks ${verb.name}: expected ids of breaks, or filters such as --rule; ${ids.length > 0 ? 'got both' : 'got neither'}`,
    );
  }
  if (ids.length === 0) {
    const rows = await readBreaks(pool, { ...filter, statuses: filter.statuses ?? verb.among });
    await refuseUnknown(pool, filter, rows);
    return rows;
  }
  const found: RootBreak[] = [];
  for (const id of new Set(ids)) found.push(await findByPrefix(pool, `breaks ${verb.name}`, id));
  return found;
}

function lastDayOf({ to }: VerbFlags): BusinessDate | undefined {
  return to === undefined ? undefined : parseBusinessDate(to);
}

/** All of them or none. A dry run does the same and takes it back: it refuses what the verb refuses, for the same reason. */
async function act(
  pool: Pool,
  verb: Verb,
  chosen: readonly RootBreak[],
  flags: VerbFlags,
): Promise<{ breakId: string; status: string }[]> {
  const words = verb.words(flags);
  const given = words.map((_, index) => `, $${index + 2}`).join('');
  const breakIds = chosen.map(({ breakId }) => breakId);
  try {
    return await inTransaction(pool, async (client) => {
      await client.query('savepoint before');
      const { rows } = await client.query<{ breakId: string; status: string }>(
        `select id as "breakId", books.${verb.name}_break(id${given}) as status
         from unnest($1::uuid[]) as id`,
        [breakIds, ...words],
      );
      if (flags.dryRun === true) await client.query('rollback to savepoint before');
      return rows;
    });
  } catch (error) {
    throw isRefusal(error) ? usage([error.message, error.hint].filter(Boolean).join('; ')) : error;
  }
}

/** Of the functions of the database: what is not allowed, not there, or not said as it must be. */
function isRefusal(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && (error.code?.startsWith('PB') ?? false);
}

function usage(message: string): PocketbookError {
  return new PocketbookError('USAGE', message, { retryable: false });
}
