import type { Profile } from '../profile.ts';
import type { ListedTransaction } from '../render/listing-views.ts';
import { unprocessable } from './problem.ts';
import { showAmount } from './show-pocket.ts';

type Test = (row: ListedTransaction) => boolean;

/** The filters of `GET transactions`, all bounds included. */
export function filterTransactions(
  profile: Profile,
  query: URLSearchParams,
  rows: readonly ListedTransaction[],
): ListedTransaction[] {
  const { booked_from_parameter, booked_to_parameter, filters } = profile.api.transaction;
  const tests: Test[] = [
    oneOf(query.getAll(filters.pocket), ({ transaction }) => transaction.pocketId),
    oneOf(query.getAll(filters.type), ({ transaction }) => typeWord(profile, transaction.type)),
    oneOf(query.getAll(filters.direction), ({ transaction }) =>
      directionWord(profile, transaction.direction),
    ),
    within(query, [booked_from_parameter, booked_to_parameter], parseInstant, ({ transaction }) =>
      BigInt(Date.parse(transaction.bookedAt)),
    ),
    within(query, [filters.amount_from, filters.amount_to], parseCents, ({ amount }) => amount),
  ];
  return rows.filter((row) => tests.every((test) => test(row)));
}

export function showTransaction(
  profile: Profile,
  { transaction, amount }: ListedTransaction,
): Record<string, unknown> {
  const { fields } = profile.api.transaction;
  const { type, reference } = transaction;
  return {
    [fields.id]: transaction.id,
    [fields.transaction_id]: transaction.transactionId,
    [fields.pocket_id]: transaction.pocketId,
    [fields.type]: typeWord(profile, type),
    [fields.direction]: directionWord(profile, transaction.direction),
    [fields.amount]: showAmount(amount),
    [fields.description]: transaction.text,
    [fields.title]: transaction.title,
    [fields.time_booked]: transaction.bookedAt,
    [fields.time_settled]: transaction.settledAt,
    [fields.status]: 'SETTLED',
    ...(transaction.counterparty === null
      ? {}
      : { [fields.counterparty_name]: transaction.counterparty }),
    ...(type === 'WIRE'
      ? { [fields.wire_id]: `W-${reference}`, [fields.reference]: reference }
      : {}),
    ...(type === 'ACH' ? { [fields.trace_number]: reference } : {}),
    [profile.resources.ignored]: 'TransactionActivity',
  };
}

function typeWord({ api }: Profile, type: string): string {
  return api.transaction.types[type] ?? type;
}

function directionWord({ api }: Profile, direction: 'DEBIT' | 'CREDIT'): string {
  return api.transaction.directions[direction];
}

function oneOf(wanted: readonly string[], wordOf: (row: ListedTransaction) => string): Test {
  return (row) => wanted.length === 0 || wanted.includes(wordOf(row));
}

function within(
  query: URLSearchParams,
  [fromName, toName]: readonly [string, string],
  parse: (text: string) => bigint | null,
  readValue: (row: ListedTransaction) => bigint,
): Test {
  const [from, to] = [fromName, toName].map((name) => {
    const text = query.get(name);
    const bound = text === null ? null : parse(text);
    if (text === null || bound !== null) return bound;
    throw unprocessable(['query', name], 'Input should be valid', 'value_error');
  });
  return (row) => {
    const value = readValue(row);
    return (from == null || from <= value) && (to == null || value <= to);
  };
}

function parseInstant(text: string): bigint | null {
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : BigInt(instant);
}

function parseCents(text: string): bigint | null {
  return /^-?\d{1,18}$/.test(text) ? BigInt(text) : null;
}
