import type { Command } from 'commander';
import type { Pool } from 'pg';
import { ConfigError } from '../../domain/errors.ts';
import { type BreakFacts, readBreakFacts } from '../breaks/read-break-facts.ts';
import { chooseEntities } from '../for-each-entity.ts';
import { openBooks } from '../open-books.ts';
import { entityOption, jsonOption } from '../options.ts';
import type { Answer } from '../output.ts';
import { type CommandContext, runCommand } from '../run-command.ts';
import { type Explaining, explainPlace, explainRows, openFile } from './explain-row.ts';
import { readPlacesOfTrade } from './read-explanation.ts';
import { readPlacesOfBreak } from './read-places-of-break.ts';
import { type Explanation, renderExplanation } from './render-explanation.ts';

interface Flags {
  readonly entity?: string;
  readonly json?: boolean;
}

const FORMS = `
ROW is one of
  FILE/PLACE   a row, by its report_file_id and its locator: '12/line 17', '12/Stmt[1]/Ntry[4]'
  FILE         a file, by its report_file_id
  trade:ID     the rows of a trade, by its id or its reference
  break:ID     the rows that a break speaks of; the first characters of its id are enough`;

const HELP = `${FORMS}

Shows the row as the books have it, its file and its place in it, the original text of that place, read again from the landed
bytes, and all versions. Exit code 1: a landed file is gone or damaged.`;

/** A break of a busy account may speak of thousands. */
const ROWS_MAX = 10;

export function addExplain(program: Command): void {
  program
    .command('explain <row...>')
    .description(
      'from a row of the books to its file, its place, the original text and all versions',
    )
    .addOption(entityOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    // A locator has a blank in it, and who forgets the quotes is understood all the same.
    .action((words: string[], flags: Flags) =>
      runCommand(flags, (context) => answerExplain(context, words.join(' '), flags)),
    );
}

type Asked =
  | { readonly kind: 'row'; readonly reportFileId: bigint; readonly locator: string }
  | { readonly kind: 'file'; readonly reportFileId: bigint }
  | { readonly kind: 'trade' | 'break'; readonly id: string };

function parseAsked(text: string): Asked {
  const [, file, locator] = /^(\d{1,18})(?:\/(.+))?$/.exec(text) ?? [];
  if (file !== undefined) {
    const reportFileId = BigInt(file);
    return locator === undefined
      ? { kind: 'file', reportFileId }
      : { kind: 'row', reportFileId, locator };
  }
  const [, trade] = /^trade:(.+)$/.exec(text) ?? [];
  if (trade !== undefined) return { kind: 'trade', id: trade };
  const [, breakId] = /^break:([0-9a-f-]{4,36})$/.exec(text) ?? [];
  if (breakId !== undefined) return { kind: 'break', id: breakId };
  throw unknown(text, 'not understood');
}

async function answerExplain(
  { settings, log }: CommandContext,
  text: string,
  { entity }: Flags,
): Promise<Answer> {
  const asked = parseAsked(text);
  if (entity !== undefined) chooseEntities(settings, entity);
  const books = await openBooks(settings, log, 'read');
  try {
    const explaining = { pool: books.pool, settings };
    const explanation = await explain(explaining, asked, text, entity ?? null);
    return {
      text: renderExplanation(explanation),
      document: explanation,
      exitCode: isWhole(explanation) ? 0 : 1,
    };
  } finally {
    await books.close();
  }
}

async function explain(
  explaining: Explaining,
  asked: Asked,
  text: string,
  entityId: string | null,
): Promise<Explanation> {
  const nothing = { asked: text, break: null, file: null, rows: [], more_rows: false };
  switch (asked.kind) {
    case 'file': {
      const file = await openFile(explaining, asked.reportFileId);
      if (file === null) throw unknown(text, 'there is no such file');
      return { ...nothing, file };
    }
    case 'row': {
      const place = { report_file_id: asked.reportFileId, locator: asked.locator };
      const row = await explainPlace(explaining, place);
      if (row === null) throw unknown(text, 'there is no such row');
      return { ...nothing, rows: [row] };
    }
    case 'trade': {
      const trade = { id: asked.id, entityId };
      const places = await readPlacesOfTrade(explaining.pool, trade, ROWS_MAX + 1);
      if (places.length === 0) throw unknown(text, 'the books have no such trade');
      return { ...nothing, ...(await explainRows(explaining, places, ROWS_MAX)) };
    }
    case 'break': {
      const found = await findBreak(explaining.pool, asked.id, text);
      const places = await readPlacesOfBreak(explaining.pool, found, ROWS_MAX + 1);
      return { ...nothing, break: found, ...(await explainRows(explaining, places, ROWS_MAX)) };
    }
    default:
      return asked satisfies never;
  }
}

async function findBreak(pool: Pool, idPrefix: string, text: string): Promise<BreakFacts> {
  const [found, another] = await readBreakFacts(pool, idPrefix);
  if (found === undefined) throw unknown(text, 'no break has an id that begins so');
  if (another !== undefined) throw unknown(text, 'several breaks have an id that begins so');
  return found;
}

function isWhole({ rows }: Explanation): boolean {
  return rows.every(({ original, versions }) =>
    [original, ...versions.map((version) => version.original)].every(
      (one) => one === null || one.error === null,
    ),
  );
}

function unknown(text: string, why: string): ConfigError {
  return new ConfigError(`explain ${text}: ${why}${FORMS}`);
}
