import { ValueError } from '../../domain/errors.ts';
import type { TransactionRow } from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import { pocketIdParser } from '../csv/parse-csv-value.ts';
import type { FileReading } from '../file-reading.ts';
import { ProblemList } from '../problem-list.ts';
import type { Profile } from '../profile.ts';
import { directionParser, signed, typeParser, UnbookedTally } from '../transaction-words.ts';
import { cashOf } from './cash-of.ts';
import type { JsonFields } from './json-fields.ts';
import { readListing } from './read-listing.ts';
import { dayInZone, EXCHANGE_ZONE } from './trade-date.ts';

const CURRENCY = /^[A-Z]{3}$/;

/**
 * The transactions of a landed transaction listing. They are of several kinds (ACH, wire, card, ...) with fields of their own;
 * what means nothing to us is kept in `extra`. Amounts come without a sign, or with that of their direction. A transaction that
 * is not booked yet is ignored. Throws `ParseError` for anything else that cannot be read exactly.
 */
export function readTransactionList(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
  timeZone = EXCHANGE_ZONE,
): FileReading<TransactionRow> {
  const problems = new ProblemList();
  const unbooked = new UnbookedTally(problems);
  const names = profile.api.transaction.fields;
  const rowOf = transactionMapper(profile, problems, timeZone);
  return readListing(bytes, fileName, {
    listNames: profile.api.page.items,
    idNames: names.id,
    problems,
    rowOf(fields, locator) {
      const bookedAt = fields.text(names.time_booked);
      if (bookedAt !== null) return rowOf(fields, locator, bookedAt);
      unbooked.add(locator);
      return null;
    },
  });
}

function transactionMapper(profile: Profile, problems: ProblemList, timeZone: string) {
  const { fields: names, directions } = profile.api.transaction;
  const known = new Set(Object.values(names).flat());
  const pocketId = pocketIdParser();
  const directionOf = directionParser(directions);
  const typeOf = typeParser(profile, problems);
  const dayOf = dayInZone(timeZone);
  return (fields: JsonFields, locator: string, bookedAt: string): TransactionRow => {
    const direction = directionOf(fields.requiredText(names.direction));
    const { currency, amount } = cashOf(fields.find(names.amount));
    if (!CURRENCY.test(currency)) throw new ValueError('a currency of three letters', currency);
    const settledAt = fields.text(names.time_settled);
    if (settledAt !== null) dayOf(settledAt);
    return {
      locator,
      activityId: fields.requiredText(names.id),
      transactionId: fields.words(names.transaction_id),
      pocketId: pocketId(fields.requiredText(names.pocket_id)),
      type: typeOf(fields.requiredText(names.type), locator),
      direction,
      currency,
      amount: signed(amount, direction),
      description: fields.words(names.description),
      title: fields.words(names.title),
      counterpartyName: fields.words(names.counterparty_name),
      wireId: fields.words(names.wire_id),
      onUsId: fields.words(names.on_us_id),
      traceNumber: fields.words(names.trace_number),
      reference: fields.words(names.reference),
      bookedAt,
      bookedOn: dayOf(bookedAt),
      settledAt,
      status: fields.requiredText(names.status),
      extra: fields.others(known),
    };
  };
}
