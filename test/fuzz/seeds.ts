import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createListingSource } from '../../sandbox/listing-source.ts';
import { createWorld } from '../../sandbox/model/world.ts';
import { formatsOf, readProfile } from '../../sandbox/profile.ts';
import { type WriteContext, writeReport } from '../../sandbox/render/write-report.ts';
import { showTrade } from '../../sandbox/server/trade-list.ts';
import { showTransaction } from '../../sandbox/server/transaction-list.ts';
import { createSource } from '../../sandbox/source.ts';
import { calendar } from '../sandbox/calendar.ts';
import { ALTERNATE, JIKO } from '../sandbox/profiles.ts';
import type { Format } from './mutate.ts';

export type SeedKind =
  | 'camt'
  | 'trades'
  | 'positions'
  | 'prices'
  | 'trade-list'
  | 'transaction-list'
  | 'profile';

export interface Seed {
  readonly name: string;
  readonly kind: SeedKind;
  readonly format: Format;
  readonly bytes: Uint8Array;
}

export interface Seeds {
  readonly all: readonly Seed[];
  /** How many are from the corpus; null where there is none beside this checkout. */
  readonly fromCorpus: number | null;
}

/** Larger files cost time and find nothing more. */
const SEED_BYTES_MAX = 200_000;

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));
const CORPUS = fileURLToPath(new URL('../../../shared/corpus/camt053', import.meta.url));

/** All files that mutants are made of, in an order that never changes while the files stay the same. */
export async function readSeeds(): Promise<Seeds> {
  const corpus = existsSync(CORPUS) ? filesIn(CORPUS).map((path) => seedOf(CORPUS, path)) : null;
  const own = filesIn(FIXTURES).map((path) => seedOf(FIXTURES, path));
  const rendered = [
    ...(await renderedBy('jiko', JIKO)),
    ...(await renderedBy('alternate', ALTERNATE)),
  ];
  const all = [...own, ...rendered, ...(corpus ?? [])].filter(
    ({ bytes }) => bytes.length <= SEED_BYTES_MAX,
  );
  return { all, fromCorpus: corpus?.length ?? null };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.expected\.|\.zip$|\.md$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort();
}

function seedOf(folder: string, path: string): Seed {
  return { name: path.slice(folder.length + 1), ...kindOf(path), bytes: readFileSync(path) };
}

function kindOf(path: string): Pick<Seed, 'kind' | 'format'> {
  if (/\.ya?ml$/.test(path)) return { kind: 'profile', format: 'yaml' };
  if (/\.json$/.test(path)) return { kind: 'trade-list', format: 'json' };
  if (/trade-list.*\.csv$/.test(path)) return { kind: 'trade-list', format: 'csv' };
  if (!/\.csv$/.test(path)) return { kind: 'camt', format: 'xml' };
  if (/position/.test(path)) return { kind: 'positions', format: 'csv' };
  return { kind: /price/.test(path) ? 'prices' : 'trades', format: 'csv' };
}

/** One file of each report and format as the sandbox writes it, in the words of a profile, and that profile. */
async function renderedBy(profileName: string, profileFile: string): Promise<Seed[]> {
  const profile = readProfile(profileFile);
  const world = createWorld(WORLD);
  const context: WriteContext = {
    profile,
    source: createSource(world, new Map()),
    allPocketIds: world.pockets.map(({ plan }) => plan.id),
    previousBusinessDate: () => '2026-09-30',
  };
  const reports = await Promise.all(REPORTS.map((report) => rendered(context, report)));
  const listings = createListingSource(world, new Map());
  const telling = { isCsv: false, delivery: () => 1 };
  const pageOf = (items: readonly unknown[]) =>
    Buffer.from(JSON.stringify([{ [profile.api.page.items]: items }]));
  const trades = listings.trades(telling).slice(0, 12);
  const transactions = listings.transactions(telling).slice(0, 12);
  const bytes = readFileSync(profileFile);
  return [
    ...reports.flat(),
    {
      name: 'trade list',
      kind: 'trade-list' as const,
      format: 'json' as const,
      bytes: pageOf(trades.map((row) => showTrade(profile, row, WORLD.to))),
    },
    {
      name: 'transaction list',
      kind: 'transaction-list' as const,
      format: 'json' as const,
      bytes: pageOf(transactions.map((row) => showTransaction(profile, row))),
    },
    { name: 'profile', kind: 'profile' as const, format: 'yaml' as const, bytes },
  ].map((seed) => ({ ...seed, name: `${profileName} ${seed.name}` }));
}

const WORLD = {
  seed: 7,
  from: '2026-09-01',
  to: '2026-10-09',
  pockets: 2,
  basis: 'trade_date',
  includesResidualCash: true,
  calendar,
} as const;

type ReportRequest = Parameters<typeof writeReport>[1];

interface RenderedReport extends Pick<Seed, 'kind' | 'format'> {
  readonly reportType: ReportRequest['reportType'];
  readonly dateFrom: string;
  readonly isOfOnePocket?: boolean;
}

const REPORTS: readonly RenderedReport[] = [
  {
    kind: 'camt',
    format: 'xml',
    reportType: 'BANK_STATEMENT_REPORT',
    dateFrom: '2026-10-01',
    isOfOnePocket: true,
  },
  {
    kind: 'camt',
    format: 'xml',
    reportType: 'BROKERAGE_STATEMENT_REPORT',
    dateFrom: '2026-10-01',
    isOfOnePocket: true,
  },
  { kind: 'trades', format: 'csv', reportType: 'TRADE_REPORT', dateFrom: '2026-09-24' },
  {
    kind: 'positions',
    format: 'csv',
    reportType: 'POSITION_SUMMARY_REPORT',
    dateFrom: '2026-10-01',
  },
  { kind: 'prices', format: 'csv', reportType: 'SECURITY_PRICE_REPORT', dateFrom: '2026-10-01' },
];

function rendered(
  context: WriteContext,
  { kind, format, reportType, dateFrom, isOfOnePocket }: RenderedReport,
): Promise<Seed[]> {
  const request: ReportRequest = {
    id: '',
    sequence: 0,
    reportType,
    outputFormats: [],
    pocketIds: isOfOnePocket ? context.allPocketIds.slice(0, 1) : null,
    dateFrom,
    dateTo: '2026-10-01',
    dateFilter: 'tradeDate',
    createdAt: '',
    delayMs: 0,
    reports: [],
  };
  const formats = formatsOf(context.profile, reportType).map(async (wireFormat) => {
    const { content } = await writeReport(context, request, { format: wireFormat, delivery: 1 });
    const bytes = Buffer.from(content);
    return { name: `${reportType} ${wireFormat}`, kind, format, bytes };
  });
  return Promise.all(formats);
}
