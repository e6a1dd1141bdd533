import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { ConfigError, ParseError } from '../../src/domain/errors.ts';
import type { Bytes } from '../../src/domain/reading.ts';
import type { ReportType } from '../../src/domain/report.ts';
import { type FileInspection, inspectFile } from '../../src/transform/inspect.ts';
import { type Profile, parseProfile } from '../../src/transform/profile.ts';
import { type ReportReading, readReport } from '../../src/transform/read-report.ts';
import { ALTERNATE, JIKO } from '../sandbox/profiles.ts';
import { checkFigures } from './check-figures.ts';
import { Flaw } from './flaw.ts';
import { Random, seedOfBytes } from './random.ts';
import { countRecords } from './second-row-count.ts';
import { type SecondStatement, secondStatements, units } from './second-statement-reading.ts';
import type { SeedKind } from './seeds.ts';

/** What became of one file: the code of the error it was refused with, and what was expected of it. */
export type Outcome =
  | { readonly verdict: 'accepted' }
  | { readonly verdict: 'refused'; readonly code: string; readonly reason: string };

/** Feeds any bytes to one reader, in the shape that coverage-guided fuzzers call. Throws for whatever no file may bring about. */
export type Fuzz = (data: Uint8Array) => Promise<Outcome>;

export interface Target {
  readonly name: string;
  /** The seeds it is for; any other is a foreign file to it. */
  readonly kinds: readonly SeedKind[];
  readonly fuzz: Fuzz;
}

type Answer = { readonly accepted: unknown } | { readonly refused: string; readonly code: string };

/** A refusal is read by a person, and kept in a table. */
const MESSAGE_MAX = 2_000;
/** The second reading holds the whole document in memory. */
const SECOND_READING_MAX = 200_000;

const profiles: Readonly<Record<string, Profile>> = {
  jiko: parseProfile(readFileSync(JIKO, 'utf8'), 'jiko.yaml'),
  alternate: parseProfile(readFileSync(ALTERNATE, 'utf8'), 'alternate.yaml'),
};

const ALL_FILES: readonly SeedKind[] = ['camt', 'trades', 'positions', 'prices'];

const REPORTS: readonly (readonly [ReportType, SeedKind])[] = [
  ['BANK_STATEMENT_REPORT', 'camt'],
  ['BROKERAGE_STATEMENT_REPORT', 'camt'],
  ['TRADE_REPORT', 'trades'],
  ['POSITION_SUMMARY_REPORT', 'positions'],
  ['SECURITY_PRICE_REPORT', 'prices'],
  ['TRADE_LIST', 'trade-list'],
  ['TRANSACTION_LIST', 'transaction-list'],
];

export const TARGETS: readonly Target[] = [
  ...Object.entries(profiles).flatMap(([name, profile]): Target[] => [
    { name: `inspect (${name})`, kinds: ALL_FILES, fuzz: (data) => fuzzInspect(data, profile) },
    ...REPORTS.map(
      ([reportType, kind]): Target => ({
        name: `${reportType} (${name})`,
        kinds: [kind],
        fuzz: (data) => fuzzReader(data, reportType, profile),
      }),
    ),
  ]),
  { name: 'profile', kinds: ['profile'], fuzz: fuzzProfile },
];

async function fuzzInspect(data: Uint8Array, profile: Profile): Promise<Outcome> {
  const inspect = (bytes: Bytes) => inspectFile('f', bytes, profile);
  const found = await sameInPieces(data, async (bytes) => {
    const inspection = await inspect(bytes);
    return inspection.accepted
      ? { accepted: inspection }
      : { refused: inspection.error ?? '', code: 'PARSE_INVALID' };
  });
  if ('accepted' in found) checkInspection(data, found.accepted as FileInspection);
  return outcomeOf(found);
}

async function fuzzReader(
  data: Uint8Array,
  reportType: ReportType,
  profile: Profile,
): Promise<Outcome> {
  const found = await sameInPieces(data, (bytes) =>
    answerOf(ParseError, () => readAll(readReport(reportType, bytes, 'f', profile))),
  );
  if ('accepted' in found) checkRows(data, found.accepted as Rows);
  return outcomeOf(found);
}

async function fuzzProfile(data: Uint8Array): Promise<Outcome> {
  const text = new TextDecoder().decode(data);
  const read = () => answerOf(ConfigError, async () => parseProfile(text, 'f'));
  const found = await read();
  const again = await read();
  // Where the library runs out of stack depends on what it has compiled by then: only the refusal is certain.
  const isSame = 'refused' in found ? 'refused' in again : isDeepStrictEqual(found, again);
  if (!isSame) throw new Flaw('read twice, it is two profiles');
  return outcomeOf(found);
}

/** The answer to a file is the same, error and place included, however its bytes are cut. */
async function sameInPieces(
  data: Uint8Array,
  read: (bytes: Bytes) => Promise<Answer>,
): Promise<Answer> {
  const whole = await read(inPieces([data]));
  const cut = await read(inPieces(pieces(data)));
  if (!isDeepStrictEqual(placed(whole), placed(cut))) {
    throw new Flaw(`in one piece: ${shown(whole)}\nin many pieces: ${shown(cut)}`);
  }
  if ('accepted' in whole) checkFigures(whole.accepted);
  else if (whole.refused.length > MESSAGE_MAX || whole.refused.length < 10) {
    throw new Flaw(`a message of ${whole.refused.length} characters: ${shown(whole)}`);
  }
  return whole;
}

/**
 * What stands after the root is complained about by saxes where it has it all, and what is too long as soon as so much of it has
 * come without an end, whatever it is going to be: the words and the place depend on the cut, that it is refused does not.
 */
function placed(answer: Answer): Answer {
  if ('accepted' in answer) return answer;
  if (TOO_LONG.test(answer.refused)) return { ...answer, refused: 'too long' };
  if (!answer.refused.endsWith('outside of root node.')) return answer;
  return { ...answer, refused: answer.refused.replace(/^f:\d+:\d+/, 'f') };
}

const TOO_LONG = /: expected (text|a tag) of at most \d+ characters$/;

async function answerOf(
  Refusal: typeof ParseError | typeof ConfigError,
  read: () => Promise<unknown>,
): Promise<Answer> {
  try {
    return { accepted: await read() };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message, code: error.code };
    throw error;
  }
}

interface Rows {
  readonly kind: ReportReading['kind'];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly ignored: number;
}

async function readAll({ kind, reading }: ReportReading): Promise<Rows> {
  const rows: Rows['rows'][number][] = [];
  for await (const batch of reading.rows) for (const row of batch) rows.push({ ...row });
  checkFigures(reading.problems);
  return { kind, rows, ignored: reading.ignored() };
}

function checkInspection(data: Uint8Array, inspection: FileInspection): void {
  const { kind, rows, statements, figures } = inspection;
  if (kind !== 'camt.053') {
    const isWhole = kind === 'trade-csv' || kind === 'price-csv';
    if (rows !== null && figures !== null && isWhole) checkRowCount(data, rows);
    return;
  }
  for (const { opening, closing, credits, debits, net, difference, balance_check } of statements) {
    const off = units(credits) - units(debits) - units(net);
    if (off !== 0n) throw new Flaw(`credits - debits - net = ${off}`);
    if (difference === null) continue;
    const rest = units(closing ?? '') - units(opening ?? '') - units(net) - units(difference);
    if (rest !== 0n) throw new Flaw(`closing - opening - net - difference = ${rest}`);
    if ((units(difference) === 0n) !== (balance_check === 'ties')) throw new Flaw('ties or not?');
  }
  const second = secondReading(data);
  if (second === null) return;
  compare(
    statements.map(({ entries, credits, debits }) => [entries, units(credits), units(debits)]),
    second.map(({ entries, credits, debits }) => [entries, credits, debits]),
  );
  for (const [index, { opening, closing }] of statements.entries()) {
    for (const balance of [opening, closing]) {
      if (balance !== null && second[index]?.balances.has(units(balance)) !== true) {
        throw new Flaw(`the second reading has no balance of ${balance}`);
      }
    }
  }
}

function checkRows(data: Uint8Array, { kind, rows, ignored }: Rows): void {
  if (kind === 'statement') checkStatementRows(data, rows);
  else if ((kind === 'trade-list' || kind === 'transactions') && isJson(data))
    checkItems(data, rows.length + ignored);
  else checkRowCount(data, rows.length + ignored);
}

function isJson(data: Uint8Array): boolean {
  return /^\ufeff?\s*\[/.test(Buffer.from(data).toString('utf8'));
}

/** Each page may hold other lists besides its items. */
function checkItems(data: Uint8Array, read: number): void {
  const text = Buffer.from(data)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const pages = JSON.parse(text) as readonly object[];
  const lists = pages.flatMap((page) => Object.values(page).filter(Array.isArray));
  const items = lists.reduce((sum, { length }) => sum + length, 0);
  if (read > items) throw new Flaw(`${read} rows of ${items} items`);
}

function checkStatementRows(data: Uint8Array, rows: Rows['rows']): void {
  const second = secondReading(data);
  if (second === null) return;
  const entries = rows.filter((row) => row['kind'] === 'entry');
  const net = entries.reduce((sum, { amount }) => sum + units(String(amount)), 0n);
  const secondNet = second.reduce((sum, { credits, debits }) => sum + credits - debits, 0n);
  // Pages of one statement are joined: only over all of them are there as many.
  const statements = rows.filter((row) => row['kind'] === 'statement');
  const told = statements.reduce((sum, row) => sum + Number(row['entries']), 0);
  const count = second.reduce((sum, statement) => sum + statement.entries, 0);
  compare([net, entries.length, told], [secondNet, count, count]);
}

/** By one of the delimiters that files come with; the header, where there is one, is no row. */
function checkRowCount(data: Uint8Array, rows: number): void {
  const text = textOf(data);
  const records = [',', ';', '\t', '|'].map((delimiter) => countRecords(text, delimiter));
  if (records.some((count) => rows === count || rows === count - 1)) return;
  throw new Flaw(`${rows} rows, the second reading has ${records.join(' or ')} records`);
}

function textOf(data: Uint8Array): string {
  const [first, second] = data;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(data);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(data);
  return new TextDecoder().decode(data);
}

function secondReading(data: Uint8Array): SecondStatement[] | null {
  if (data.length > SECOND_READING_MAX) return null;
  try {
    return secondStatements(data);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Flaw(`the second reading refuses what was accepted: ${error.message}`);
  }
}

function compare(ours: readonly unknown[], second: readonly unknown[]): void {
  if (isDeepStrictEqual(ours, second)) return;
  throw new Flaw(`read ${shown(ours)}, the second reading has ${shown(second)}`);
}

async function* inPieces(parts: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* parts;
}

/** Cuts that depend on the bytes alone, so that a file behaves the same whenever it is fed. */
function* pieces(data: Uint8Array): Generator<Uint8Array> {
  const random = new Random(seedOfBytes(data));
  // A record is looked through again with each piece of it: many pieces of a long one would only measure that.
  const least = Math.ceil(data.length / 300);
  const most = Math.max(least, random.pick([1, 7, 60, 700, 9_000]));
  for (let start = 0; start < data.length; ) {
    const end = start + random.between(random.oneIn(20) ? 0 : 1, most);
    yield data.subarray(start, end);
    start = end;
  }
}

function outcomeOf(answer: Answer): Outcome {
  if ('accepted' in answer) return { verdict: 'accepted' };
  return { verdict: 'refused', code: answer.code, reason: reasonOf(answer.refused) };
}

/** The kind of a refusal: its message without place, names and figures. */
function reasonOf(message: string): string {
  const [, reason = message] = /: ((?:expected|[a-z]).*)$/s.exec(message) ?? [];
  return reason
    .replace(/'[^']*'?/gs, "'...'")
    .replace(/, got .*/s, '')
    .replace(/\d+/g, 'N')
    .slice(0, 70);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, inner) =>
    typeof inner === 'bigint' ? `${inner}n` : inner,
  );
  return text.slice(0, 600);
}
