import { addDays, type BusinessDate } from '../src/domain/business-date.ts';
import type { Cusip } from '../src/domain/cusip.ts';
import type { Decimal } from '../src/domain/decimal.ts';
import type { TradeRow } from '../src/domain/ledger-row.ts';
import type { FileToLoad } from '../src/load/load-files.ts';
import { compiled } from './compiled.ts';

/* Loads made-up trades in a process of its own, so that its peak memory is that of the load: bench/load-process.ts URL ROWS */

const { createPool } = await compiled<typeof import('../src/db/pool.ts')>('db/pool');
const { loadFile } = await compiled<typeof import('../src/load/load-files.ts')>('load/load-files');
const { stageTrades, tradedOn } =
  await compiled<typeof import('../src/load/stage-rows.ts')>('load/stage-rows');

const [, , url = '', count = '0'] = process.argv;
const ROWS = Number(count);
const POCKETS = 50;
const CUSIPS = 100;
const ROWS_A_DAY = 4_000;
const BATCH = 1_000;
const FROM = '2022-01-03' as BusinessDate;
const DAYS = Math.ceil(ROWS / ROWS_A_DAY);

const pocketIds = Array.from({ length: POCKETS }, (_, index) => {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
});
const cusips = Array.from(
  { length: CUSIPS },
  (_, index) => `912797${String(index).padStart(2, '0')}0` as Cusip,
);
const days = Array.from({ length: DAYS + 1 }, (_, index) => addDays(FROM, index));

/** Rows as the reader hands them out: by day, all pockets in turn. */
function* batches(): Generator<TradeRow[]> {
  let batch: TradeRow[] = [];
  for (let index = 0; index < ROWS; index++) {
    batch.push(row(index));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function row(index: number): TradeRow {
  const day = Math.floor(index / ROWS_A_DAY);
  const units = (index % 997) + 1;
  const price = 980_000 + (index % 19_000);
  const cents = Math.round((units * price) / 100);
  const tradeDate = days[day] ?? FROM;
  return {
    pocketId: pocketIds[index % POCKETS] ?? '',
    tradeId: null,
    reference: `REF-${index}`,
    side: index % 3 === 0 ? 'SELL' : 'BUY',
    cusip: cusips[Math.floor(index / POCKETS) % CUSIPS] ?? ('' as Cusip),
    issuer: 'US TREASURY',
    issueDate: FROM,
    maturityDate: '2030-01-03' as BusinessDate,
    transactionCode: 'TB',
    custodian: 'CUSTODIAN',
    custodianAccount: '12345678',
    extra: null,
    tradeDate,
    settlementDate: days[day + 1] ?? tradeDate,
    bookDate: tradeDate,
    price: `${Math.floor(price / 10_000)}.${String(price % 10_000).padStart(4, '0')}00` as Decimal,
    amount: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}` as Decimal,
    quantity: null,
    locator: `line ${index + 2}`,
  };
}

async function* asRead(): AsyncGenerator<TradeRow[]> {
  yield* batches();
}

const startedAtMs = performance.now();
for (const batch of batches()) void batch;
const generateSeconds = (performance.now() - startedAtMs) / 1000;

const pool = createPool(url, { connectionsMax: 1 });
const to = days[DAYS] ?? FROM;
const file: FileToLoad = {
  reportFileId: await insertFile(),
  entityId: 'main',
  reportType: 'TRADE_REPORT',
  name: 'made-up trades',
  pocketId: null,
  from: FROM,
  to,
  asked: [],
  isProvisional: () => false,
};
const loadStartedAtMs = performance.now();
const outcome = await loadFile(
  pool,
  file,
  () => ({
    rows: asRead(),
    problems: [],
    ignored: () => 0,
    amountMeaning: () => ({ meaning: 'cash', decidedBy: 'profile', fitsCash: ROWS, fitsFace: 0 }),
  }),
  (cut) => stageTrades(cut, tradedOn),
);
const seconds = (performance.now() - loadStartedAtMs) / 1000;
await pool.end();
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds, generateSeconds, rows: outcome.rowsLoaded, peakMb }));

async function insertFile(): Promise<bigint> {
  const { rows } = await pool.query<{ report_file_id: bigint }>(
    `insert into ops.report_file (
       entity_id, report_type, from_date, to_date, sha256, bytes, length_proven, received_at, origin
     )
     values ('main', 'TRADE_REPORT', $1, $2, sha256(random()::text::bytea), 1, true, now(), 'import')
     returning report_file_id`,
    [FROM, to],
  );
  return rows[0]?.report_file_id ?? 0n;
}
