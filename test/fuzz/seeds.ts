import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createWorld } from '../../sandbox/model/world.ts';
import { readProfile } from '../../sandbox/profile.ts';
import { type WriteContext, writeReport } from '../../sandbox/render/write-report.ts';
import { filterTrades, listTrades, showTrade } from '../../sandbox/server/trade-list.ts';
import { createSource } from '../../sandbox/source.ts';
import { calendar } from '../sandbox/calendar.ts';
import { ALTERNATE, JIKO } from '../sandbox/profiles.ts';
import type { Format } from './mutate.ts';

export type SeedKind = 'camt' | 'trades' | 'positions' | 'prices' | 'trade-list' | 'profile';

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
  if (!/\.csv$/.test(path)) return { kind: 'camt', format: 'xml' };
  if (/position/.test(path)) return { kind: 'positions', format: 'csv' };
  return { kind: /price/.test(path) ? 'prices' : 'trades', format: 'csv' };
}

/** One file of each report as the sandbox writes it, in the words of a profile. */
async function renderedBy(profileName: string, profileFile: string): Promise<Seed[]> {
  const profile = readProfile(profileFile);
  const world = createWorld({
    seed: 7,
    from: '2026-09-01',
    to: '2026-10-09',
    pockets: 2,
    basis: 'trade_date',
    includesResidualCash: true,
    calendar,
  });
  const context: WriteContext = {
    profile,
    source: createSource(world, new Map()),
    allPocketIds: world.pockets.map(({ plan }) => plan.id),
    previousBusinessDate: () => '2026-09-30',
  };
  const request = {
    id: '',
    sequence: 0,
    outputFormats: [],
    dateFrom: '2026-10-01',
    dateTo: '2026-10-01',
    dateFilter: 'tradeDate',
    createdAt: '',
    delayMs: 0,
    reports: [],
  } as const;
  const pocketIds = context.allPocketIds.slice(0, 1);
  const write = async (
    kind: SeedKind,
    format: Format,
    reportType: Parameters<typeof writeReport>[1]['reportType'],
    given: object = {},
  ): Promise<Seed> => {
    const { content } = await writeReport(
      context,
      { ...request, pocketIds, reportType, ...given },
      1,
    );
    return { name: `${profileName} ${reportType}`, kind, format, bytes: Buffer.from(content) };
  };
  const items = filterTrades(profile, new URLSearchParams(), listTrades(world))
    .slice(0, 12)
    .map(({ trade }) => showTrade(profile, trade, '2026-10-09'));
  const pages = JSON.stringify([{ [profile.api.page.items]: items }]);
  return [
    await write('camt', 'xml', 'BANK_STATEMENT_REPORT'),
    await write('camt', 'xml', 'BROKERAGE_STATEMENT_REPORT'),
    await write('trades', 'csv', 'TRADE_REPORT', { dateFrom: '2026-09-24', pocketIds: null }),
    await write('positions', 'csv', 'POSITION_SUMMARY_REPORT', { pocketIds: null }),
    await write('prices', 'csv', 'SECURITY_PRICE_REPORT', { dateTo: '2026-10-02' }),
    {
      name: `${profileName} trade list`,
      kind: 'trade-list',
      format: 'json',
      bytes: Buffer.from(pages),
    },
    {
      name: `${profileName}.yaml`,
      kind: 'profile',
      format: 'yaml',
      bytes: readFileSync(profileFile),
    },
  ];
}
