import { Flaw } from './flaw.ts';

const AMOUNT = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const NEGATIVE_ZERO = /^-[0.]*$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const AMOUNTS = new Set([
  'amount',
  'price',
  'marketPrice',
  'marketValue',
  'costValue',
  'openingBalance',
  'closingBalance',
  'charges',
  'detailAmount',
  'residual',
  'instructedAmount',
  'counterAmount',
  'exchangeRate',
  'net',
  'credits',
  'debits',
  'opening',
  'closing',
  'difference',
  'buys',
  'sells',
  'market_value',
  'cash',
]);
const DAYS = new Set([
  'businessDate',
  'bookedOn',
  'valueOn',
  'tradeDate',
  'settlementDate',
  'bookDate',
  'issueDate',
  'maturityDate',
  'first_date',
  'last_date',
]);

/** Walks through all that a reader handed out: amounts are exact and canonical, days are days, texts hold no NUL. */
export function checkFigures(value: unknown, key = ''): void {
  if (typeof value === 'string') checkText(value, key);
  else if (typeof value === 'number' && !Number.isSafeInteger(value)) fail(key, String(value));
  else if (value === undefined) fail(key, 'undefined');
  else if (Array.isArray(value)) for (const item of value) checkFigures(item, key);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) checkFigures(inner, name);
  }
}

function checkText(text: string, key: string): void {
  if (AMOUNTS.has(key) && (!AMOUNT.test(text) || NEGATIVE_ZERO.test(text))) fail(key, text);
  if (DAYS.has(key) && !DAY.test(text)) fail(key, text);
  if (text.includes('\0')) fail(key, 'a text with NUL');
}

function fail(key: string, value: string): never {
  throw new Flaw(`handed out ${key}: ${value.slice(0, 100)}`);
}
