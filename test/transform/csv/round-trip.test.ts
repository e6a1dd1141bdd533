import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPositionCsv } from '../../../src/transform/csv/read-position-csv.ts';
import { readPriceCsv } from '../../../src/transform/csv/read-price-csv.ts';
import { readTradeCsv } from '../../../src/transform/csv/read-trade-csv.ts';
import { readTradeListCsv } from '../../../src/transform/csv/read-trade-list-csv.ts';
import { readTransactionCsv } from '../../../src/transform/csv/read-transaction-csv.ts';
import type { Profile } from '../../../src/transform/profile.ts';
import { bytesOf, collect } from '../support/bytes.ts';
import { alternate, jiko } from '../support/profile.ts';
import { type CellsByColumn, columnsOf, type Rendering, renderCsv } from '../support/render-csv.ts';

const PROFILES: readonly Profile[] = [jiko, alternate];

const uuid = fc.uuid();
const cusip = fc.constantFrom('912797HF7', '912797E61', '912796RF6', '91279*@#0');
const day = fc
  .integer({ min: 0, max: 1_500 })
  .map((days) => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10));
const cents = fc.integer({ min: 0, max: 2_000_000_000 }).map((value) => scaled(value, 2));
const price = fc.integer({ min: 1, max: 99_999_999 }).map((value) => scaled(value, 6));
const units = fc.integer({ min: 1, max: 1_000_000 }).map(String);
/** Texts that break careless readers; their blanks are inside, since those around a text are no part of it. */
const words = fc
  .string({
    unit: fc.constantFrom(
      'a',
      'é',
      '💵',
      ',',
      ';',
      '|',
      '"',
      ' ',
      '\n',
      '\r\n',
      '\\.',
      '\u2028',
      '=',
    ),
    maxLength: 8,
  })
  .map((text) => `x${text}x`);
const maybe = (value: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), value);

const rendering: fc.Arbitrary<Rendering> = fc.record({
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  hasFinalLineEnd: fc.boolean(),
  quoteAll: fc.boolean(),
});
const pieces = fc.integer({ min: 1, max: 200 });

const all = <Layout>(pick: (profile: Profile) => readonly Layout[]) =>
  PROFILES.flatMap((profile) =>
    pick(profile).map((layout, index) => ({
      name: `${profile.name} ${(layout as { format: string }).format} ${index}`,
      profile,
      layout,
    })),
  );

const orNull = (text: string | undefined) => (text === undefined || text === '' ? null : text);

describe.each(all(({ csv }) => csv.TRADE_REPORT.layouts))(
  'trades as $name',
  ({ profile, layout }) => {
    const has = (column: string) => columnsOf(layout).includes(column);
    const trade = fc.record({
      pocket_id: uuid,
      pocket_name: words,
      cusip,
      issuer: maybe(words),
      issue_date: maybe(day),
      maturity_date: maybe(day),
      transaction_code: maybe(words),
      custodian: maybe(words),
      custodian_account: fc.constantFrom('000123456', '1E5'),
      side: fc.constantFrom('BUY', 'SELL'),
      trade_date: day,
      settlement_date: maybe(day),
      book_date: maybe(day),
      price,
      amount: cents,
      reference: maybe(words),
    });

    test('what was rendered is what is read', async () => {
      const property = fc.asyncProperty(
        fc.array(trade, { minLength: 1, maxLength: 5 }),
        rendering,
        pieces,
        async (trades, how, size) => {
          const written = trades.map((cells) => ({
            ...dated(cells, layout.date_format),
            side: layout.sides[cells.side as 'BUY' | 'SELL'][0],
          }));
          const bytes = bytesOf(renderCsv(layout, written, how), size);
          const rows = await collect(readTradeCsv(bytes, 't.csv', profile).rows);
          expect(rows.map(({ locator: _, ...row }) => row)).toEqual(
            trades.map((cells) => ({
              pocketId: cells.pocket_id,
              tradeId: null,
              reference: orNull(cells.reference),
              side: cells.side,
              cusip: cells.cusip,
              issuer: orNull(cells.issuer),
              issueDate: orNull(cells.issue_date),
              maturityDate: orNull(cells.maturity_date),
              transactionCode: orNull(cells.transaction_code),
              custodian: orNull(cells.custodian),
              custodianAccount: orNull(cells.custodian_account),
              tradeDate: cells.trade_date,
              settlementDate: orNull(cells.settlement_date),
              bookDate: has('book_date') ? orNull(cells.book_date) : null,
              price: cells.price,
              amount: cells.amount,
              quantity: null,
              extra: null,
            })),
          );
        },
      );
      await fc.assert(property, { numRuns: 40 });
    });
  },
);

describe.each(all(({ csv }) => csv.POSITION_SUMMARY_REPORT.layouts))(
  'positions as $name',
  ({ profile, layout }) => {
    const position = fc.record({
      pocket_id: uuid,
      pocket_name: maybe(words),
      cusip,
      quantity: units,
      market_price: price,
      market_value: cents,
      cost_value: cents,
    });
    const cash = fc.record({ pocket_id: uuid, pocket_name: maybe(words), market_value: cents });

    test('what was rendered is what is read', async () => {
      const property = fc.asyncProperty(
        fc.array(fc.oneof(position, cash), { minLength: 1, maxLength: 5 }),
        rendering,
        pieces,
        async (positions, how, size) => {
          const [cashWord] = profile.csv.POSITION_SUMMARY_REPORT.cash_cusip;
          const written = positions.map((cells) => ({ cusip: cashWord, ...cells }));
          const bytes = bytesOf(renderCsv(layout, written, how), size);
          const rows = await collect(readPositionCsv(bytes, 'p.csv', profile).rows);
          expect(rows.map(({ locator: _, ...row }) => row)).toEqual(
            positions.map((cells) => {
              const owner = { pocketId: cells.pocket_id, pocketName: orNull(cells.pocket_name) };
              if (!('cusip' in cells))
                return { kind: 'cash', ...owner, amount: cells.market_value };
              return {
                kind: 'position',
                ...owner,
                cusip: cells.cusip,
                quantity: BigInt(cells.quantity),
                marketPrice: cells.market_price,
                marketValue: cells.market_value,
                costValue: cells.cost_value,
                extra: null,
              };
            }),
          );
        },
      );
      await fc.assert(property, { numRuns: 40 });
    });
  },
);

describe.each(all(({ csv }) => csv.SECURITY_PRICE_REPORT.layouts))(
  'prices as $name',
  ({ profile, layout }) => {
    const one = fc.record({ provider: words, cusip, pricing_date: day, price });

    test('what was rendered is what is read', async () => {
      const property = fc.asyncProperty(
        fc.array(one, { minLength: 1, maxLength: 5 }),
        rendering,
        pieces,
        async (prices, how, size) => {
          const written = prices.map((cells) => dated(cells, layout.date_format));
          const bytes = bytesOf(renderCsv(layout, written, how), size);
          const rows = await collect(readPriceCsv(bytes, 's.csv', profile).rows);
          expect(rows.map(({ locator: _, ...row }) => row)).toEqual(
            prices.map((cells) => ({
              cusip: cells.cusip,
              businessDate: cells.pricing_date,
              price: cells.price,
              provider: cells.provider,
              extra: null,
            })),
          );
        },
      );
      await fc.assert(property, { numRuns: 40 });
    });
  },
);

describe.each(all(({ csv }) => csv.TRADE_LIST.layouts))(
  'the trade listing as $name',
  ({ profile, layout }) => {
    const listed = fc.record({
      id: uuid,
      pocket_id: uuid,
      activity: fc.constantFrom('BUY' as const, 'SELL' as const, 'MATURITY' as const),
      cusip,
      quantity: units,
      price,
      amount: cents,
      trade_date: day,
      book_date: maybe(day),
      settlement_date: maybe(day),
      maturity_date: maybe(day),
      reference: maybe(words),
    });
    const columns = columnsOf(layout).filter((column) => column !== 'amount');

    test('what was rendered is what is read', async () => {
      const property = fc.asyncProperty(
        fc.array(listed, { minLength: 1, maxLength: 5 }),
        rendering,
        pieces,
        async (trades, how, size) => {
          const written = trades.map((cells) => ({
            ...dated(cells, layout.date_format),
            activity: profile.api.trade.activities[cells.activity][0],
            amount_cents: String(BigInt(cells.amount.replace('.', ''))),
            trade_datetime: `${cells.trade_date}T15:00:00.25Z`,
            status: 'S',
          }));
          const text = renderCsv(layout, written, { ...how, columns });
          const reading = readTradeListCsv(bytesOf(text, size), 'l.csv', profile);
          const rows = await collect(reading.rows);
          expect(rows).toMatchObject(
            trades.map((cells) => ({
              tradeId: cells.id,
              pocketId: cells.pocket_id,
              side: cells.activity,
              cusip: cells.cusip,
              quantity: BigInt(cells.quantity),
              price: cells.price,
              amount: cells.amount,
              tradeDate: cells.trade_date,
              bookDate: orNull(cells.book_date),
              settlementDate: orNull(cells.settlement_date),
              maturityDate: orNull(cells.maturity_date),
              reference: orNull(cells.reference),
              extra: null,
            })),
          );
        },
      );
      await fc.assert(property, { numRuns: 40 });
    });
  },
);

describe.each(all(({ csv }) => csv.TRANSACTION_LIST.layouts))(
  'transactions as $name',
  ({ profile, layout }) => {
    const movement = fc.record({
      id: uuid,
      pocket_id: uuid,
      type: words,
      direction: fc.constantFrom('DEBIT' as const, 'CREDIT' as const),
      amount: fc.integer({ min: 1, max: 2_000_000_000 }).map((value) => scaled(value, 2)),
      description: maybe(words),
      booked_on: day,
      settled_at: maybe(day.map((date) => `${date}T16:00:00+02:00`)),
      status: words,
    });
    const columns = columnsOf(layout).filter((column) => column !== 'amount');

    test('what was rendered is what is read', async () => {
      const property = fc.asyncProperty(
        fc.array(movement, { minLength: 1, maxLength: 5 }),
        rendering,
        pieces,
        async (movements, how, size) => {
          const written = movements.map((cells) => ({
            ...cells,
            direction: profile.csv.TRANSACTION_LIST.directions[cells.direction][0],
            amount_cents: String(BigInt(cells.amount.replace('.', ''))),
            booked_at: `${cells.booked_on}T15:00:00Z`,
          }));
          const text = renderCsv(layout, written, { ...how, columns });
          const rows = await collect(
            readTransactionCsv(bytesOf(text, size), 'x.csv', profile).rows,
          );
          expect(rows.map(({ locator: _, ...row }) => row)).toEqual(
            movements.map((cells) => ({
              activityId: cells.id,
              transactionId: null,
              pocketId: cells.pocket_id,
              type: cells.type,
              direction: cells.direction,
              amount: cells.direction === 'DEBIT' ? `-${cells.amount}` : cells.amount,
              currency: 'USD',
              description: orNull(cells.description),
              bookedAt: `${cells.booked_on}T15:00:00Z`,
              bookedOn: cells.booked_on,
              title: null,
              counterpartyName: null,
              wireId: null,
              onUsId: null,
              traceNumber: null,
              reference: null,
              settledAt: orNull(cells.settled_at),
              status: cells.status,
              extra: null,
            })),
          );
        },
      );
      await fc.assert(property, { numRuns: 40 });
    });
  },
);

const DATES = [
  'issue_date',
  'maturity_date',
  'trade_date',
  'settlement_date',
  'book_date',
  'pricing_date',
];

function dated(cells: CellsByColumn, format: string): CellsByColumn {
  const entries = Object.entries(cells).map(([column, cell]) => {
    if (!DATES.includes(column) || cell === '') return [column, cell] as const;
    const [year = '', month = '', date = ''] = cell.split('-');
    return [column, format.replace('YYYY', year).replace('MM', month).replace('DD', date)] as const;
  });
  return Object.fromEntries(entries);
}

function scaled(value: number, scale: number): string {
  const digits = String(value).padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
