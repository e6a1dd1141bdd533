import { type BusinessDate, parseBusinessDate } from '../../../src/domain/business-date.ts';
import { type Cusip, cusipCheckDigit, parseCusip } from '../../../src/domain/cusip.ts';
import { type Decimal, fromScaled, parseDecimal, toScaled } from '../../../src/domain/decimal.ts';
import type {
  CashCategory,
  CashEntryRow,
  CashPositionRow,
  PositionRow,
  PriceRow,
  StatementRow,
  StatementSummary,
  TradeRow,
  TradeSide,
  TransactionRow,
} from '../../../src/domain/ledger-row.ts';
import type { Account } from '../../../src/domain/report.ts';

export const POCKET = 'pocket-1';

/** A week without holidays, and the Monday after it. */
export const MONDAY = parseBusinessDate('2026-09-14');
export const TUESDAY = parseBusinessDate('2026-09-15');
export const WEDNESDAY = parseBusinessDate('2026-09-16');
export const THURSDAY = parseBusinessDate('2026-09-17');
export const FRIDAY = parseBusinessDate('2026-09-18');
export const NEXT_MONDAY = parseBusinessDate('2026-09-21');
export const WEEK = [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY] as const;

/** The bill of a number, with the right check digit. */
export function billOf(number: number): Cusip {
  const firstEight = `912797${String(number).padStart(2, '0')}`;
  return parseCusip(`${firstEight}${cusipCheckDigit(firstEight)}`);
}

export const BILL = billOf(1);
export const OTHER_BILL = billOf(2);

interface Subject {
  readonly pocket?: string;
  readonly cusip?: Cusip;
}

interface PositionFigures extends Subject {
  readonly price?: string;
  readonly value?: string;
  readonly cost?: string;
}

const MARKET_PRICE = '98.50';
const TRADE_PRICE = '98.00';

/** A holding of so many units; its value is quantity times price, its cost what it would have cost at `TRADE_PRICE`. */
export function position(quantity: number, figures: PositionFigures = {}): PositionRow {
  const { pocket = POCKET, cusip = BILL, price = MARKET_PRICE } = figures;
  return {
    kind: 'position',
    locator: `${pocket} ${cusip}`,
    pocketId: pocket,
    pocketName: null,
    cusip,
    quantity: BigInt(quantity),
    marketPrice: decimal(price, 6),
    marketValue: decimal(figures.value ?? cashOf(quantity, price), 2),
    costValue: decimal(figures.cost ?? cashOf(quantity, TRADE_PRICE), 2),
    extra: null,
  };
}

export function residualCash(amount: string, pocket = POCKET): CashPositionRow {
  const locator = `${pocket} cash`;
  return { kind: 'cash', locator, pocketId: pocket, pocketName: null, amount: decimal(amount, 2) };
}

interface TradeFacts extends Subject {
  readonly price?: string;
  readonly amount?: string;
  readonly quantity?: bigint;
  readonly settlesOn?: BusinessDate;
  readonly issuedOn?: BusinessDate;
  readonly maturesOn?: BusinessDate;
  /** null: the report gives none */
  readonly reference?: string | null;
  readonly tradeId?: string;
  readonly line?: number;
}

export function buy(units: number, on: BusinessDate, facts: TradeFacts = {}): TradeRow {
  return trade('BUY', units, on, facts);
}

export function sell(units: number, on: BusinessDate, facts: TradeFacts = {}): TradeRow {
  return trade('SELL', units, on, facts);
}

/** Pays 100 a unit, and stands in the listing, which gives quantities. */
export function maturity(units: number, on: BusinessDate, facts: TradeFacts = {}): TradeRow {
  const tradeId = `maturity of ${facts.cusip ?? BILL} on ${on}`;
  const paid = { price: '100', quantity: BigInt(units), maturesOn: on, tradeId };
  return trade('MATURITY', units, on, { ...paid, ...facts });
}

/** So many units at `price`, settled on the same day; the reference is made of what was traded. */
function trade(side: TradeSide, units: number, on: BusinessDate, facts: TradeFacts): TradeRow {
  const { pocket = POCKET, cusip = BILL, price = TRADE_PRICE, reference } = facts;
  return {
    locator: `line ${facts.line ?? 1}`,
    pocketId: pocket,
    tradeId: facts.tradeId ?? null,
    reference: reference === undefined ? `${side} ${units} ${cusip} ${pocket} ${on}` : reference,
    side,
    cusip,
    issuer: 'UNITED STATES TREASURY',
    issueDate: facts.issuedOn ?? parseBusinessDate('2026-06-01'),
    maturityDate: facts.maturesOn ?? null,
    transactionCode: null,
    custodian: null,
    custodianAccount: null,
    tradeDate: on,
    settlementDate: facts.settlesOn ?? on,
    bookDate: on,
    price: decimal(price, 6),
    amount: decimal(facts.amount ?? cashOf(units, price), 2),
    quantity: facts.quantity ?? null,
    extra: null,
  };
}

/** A transaction of the listing, signed; its id is made of what moved. */
export function moved(
  amount: string,
  on: BusinessDate,
  facts: Partial<TransactionRow> = {},
): TransactionRow {
  return {
    locator: 'page[1].items[1]',
    activityId: `${amount} ${on} ${facts.reference ?? ''}`,
    transactionId: null,
    pocketId: POCKET,
    type: 'ACH',
    direction: amount.startsWith('-') ? 'DEBIT' : 'CREDIT',
    amount: decimal(amount, 2),
    currency: 'USD',
    description: null,
    title: null,
    counterpartyName: null,
    wireId: null,
    onUsId: null,
    traceNumber: null,
    reference: null,
    bookedAt: `${on}T15:00:00Z`,
    bookedOn: on,
    settledAt: null,
    status: 'BOOKED',
    extra: null,
    ...facts,
  };
}

/** The end-of-day price of a bill; the day is the one of the report that it is put in. */
export function quote(price: string = MARKET_PRICE, cusip: Cusip = BILL): Quote {
  return { price, cusip };
}

export interface Quote {
  readonly price: string;
  readonly cusip: Cusip;
}

export function priceRow({ price, cusip }: Quote, on: BusinessDate): PriceRow {
  return {
    locator: cusip,
    cusip,
    businessDate: on,
    price: decimal(price, 6),
    provider: 'JIKO',
    extra: null,
  };
}

export interface Entry {
  readonly category: CashCategory;
  readonly amount: string;
  readonly reference: string | null;
  readonly description: string | null;
  /** What neither details nor charges explain; left out, it is not known. */
  readonly residual?: string;
  /** Left out, both are the day of the statement. */
  readonly bookedOn?: BusinessDate | null;
  readonly valueOn?: BusinessDate | null;
}

export function entry(
  category: CashCategory,
  amount: string,
  facts: Partial<Omit<Entry, 'category' | 'amount'>> = {},
): Entry {
  return { category, amount, reference: `${category} ${amount}`, description: null, ...facts };
}

export interface Statement {
  readonly pocket?: string;
  /** null: the file has none */
  readonly opening?: string | null;
  /** Left out, it is the opening balance plus the entries. */
  readonly closing?: string | null;
  readonly entries?: readonly Entry[];
  /** What the statement says of its own entries; left out, it is silent. */
  readonly summary?: Partial<StatementSummary>;
}

const SILENT: StatementSummary = {
  entries: null,
  net: null,
  creditEntries: null,
  credits: null,
  debitEntries: null,
  debits: null,
};

/** The rows of a statement as its reader hands them out: entries first. */
export function statementRows(
  account: Account,
  on: BusinessDate,
  { pocket = POCKET, opening = '0.00', closing, entries = [], summary }: Statement,
): (StatementRow | CashEntryRow)[] {
  const whose = { account, pocketId: pocket, businessDate: on, currency: 'USD' };
  const total = entries.reduce((sum, { amount }) => sum + cents(amount), cents(opening ?? '0'));
  const closes = closing === undefined ? fromScaled(total, 2) : closing;
  return [
    ...entries.map((told, index) => ({
      kind: 'entry' as const,
      ...whose,
      locator: `Stmt[1]/Ntry[${index + 1}]`,
      bookedOn: told.bookedOn === undefined ? on : told.bookedOn,
      valueOn: told.valueOn === undefined ? on : told.valueOn,
      amount: decimal(told.amount, 2),
      category: told.category,
      description: told.description,
      reference: told.reference,
      endToEndId: null,
      bankCode: null,
      isReversal: false,
      batchTransactions: null,
      charges: null,
      detailAmount: null,
      residual: told.residual === undefined ? null : decimal(told.residual, 2),
      details: [],
    })),
    {
      kind: 'statement',
      ...whose,
      locator: 'Stmt[1]',
      statementId: `${account} ${pocket} ${on}`,
      sequenceNumber: null,
      openingBalance: opening === null ? null : decimal(opening, 2),
      closingBalance: closes === null ? null : decimal(closes, 2),
      entries: entries.length,
      summary: summary === undefined ? null : { ...SILENT, ...summary },
    },
  ];
}

export function decimal(text: string, scaleMax: number): Decimal {
  return parseDecimal(text, scaleMax);
}

export function cents(amount: string): bigint {
  return toScaled(decimal(amount, 2), 2);
}

const MICROS_PER_CENT = 10_000n;

/** Units times price, rounded half up to the cent. */
export function cashOf(units: number | bigint, price: string): Decimal {
  const micros = BigInt(units) * toScaled(decimal(price, 6), 6);
  return fromScaled((2n * micros + MICROS_PER_CENT) / (2n * MICROS_PER_CENT), 2);
}
