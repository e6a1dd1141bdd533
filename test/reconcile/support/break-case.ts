import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import type {
  BreakCase,
  CashLine,
  PositionLine,
  QuoteLine,
  StatementLine,
  TradeLine,
} from '../../../src/reconcile/cause/break-case.ts';
import { figureOf } from '../../../src/reconcile/cause/figure.ts';

const ON = parseBusinessDate('2026-09-16');

export function figure(text: string): bigint {
  const read = figureOf(text);
  if (read === null) throw new Error(`${text} has too many decimals`);
  return read;
}

/** A break of a rule with nothing around it. */
export function brokenBy(
  rule: string,
  expected: string,
  actual: string,
  around: Partial<BreakCase> = {},
): BreakCase {
  return {
    rule,
    account: null,
    item: '',
    on: ON,
    detail: null,
    expected: figure(expected),
    actual: figure(actual),
    difference: figure(actual) - figure(expected),
    lastDay: 0,
    isOver: false,
    cash: [],
    trades: [],
    positions: [],
    quotes: [],
    statements: [],
    doubled: [],
    missing: [],
    ...around,
  };
}

function placeOf(locator: string) {
  return { reportFileId: '1', locator, on: ON, day: 0, version: 1, isCurrent: true };
}

export function cashLine(amount: string, facts: Partial<CashLine> = {}): CashLine {
  const name = facts.name ?? null;
  return {
    ...placeOf(`${facts.source ?? 'bank statement'} ${name} ${amount}`),
    source: 'bank statement',
    amount: figure(amount),
    what: 'payment_out',
    name,
    names: name === null ? [] : [name],
    ...facts,
  };
}

export function tradeLine(quantity: string, facts: Partial<TradeLine> = {}): TradeLine {
  const tradeId = facts.tradeId ?? `T${quantity}`;
  return {
    ...placeOf(`${facts.source ?? 'trade report'} ${tradeId}`),
    source: 'trade report',
    isBooked: (facts.source ?? 'trade report') === 'trade report',
    side: 'BUY',
    quantity: figure(quantity),
    price: figure('98'),
    amount: figure(quantity) * 98n,
    tradeId,
    reference: null,
    tradeDate: ON,
    tradeDay: 0,
    settlementDay: 0,
    movedOn: ON,
    movedDay: 0,
    ...facts,
  };
}

export function positionLine(quantity: string, facts: Partial<PositionLine> = {}): PositionLine {
  return {
    ...placeOf(`position ${quantity}`),
    securityKey: 1,
    cusip: '912797AA1',
    quantity: figure(quantity),
    price: figure('98.5'),
    value: (figure(quantity) * 985n) / 10n,
    cost: figure(quantity) * 98n,
    ...facts,
  };
}

export function quoteLine(price: string, day: number, facts: Partial<QuoteLine> = {}): QuoteLine {
  return { ...placeOf(`quote ${day}`), day, securityKey: 1, price: figure(price), ...facts };
}

export function statementLine(closing: string, day: number): StatementLine {
  return { ...placeOf(`statement ${day}`), day, opening: 0n, closing: figure(closing) };
}
