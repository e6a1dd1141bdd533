import fc from 'fast-check';
import { type Decimal, fromScaled } from '../../../src/domain/decimal.ts';
import type { StatementSummary } from '../../../src/domain/ledger-row.ts';
import type { DetailModel, EntryModel, StatementModel, Version } from './render-statement.ts';

export const VERSIONS: readonly Version[] = Array.from({ length: 14 }, (_, index) => index + 1);

/** Letters, blanks inside, and all that XML has to escape; without white space at the ends, which carries no meaning. */
function text(lengthMax: number): fc.Arbitrary<string> {
  const unit = fc.constantFrom('a', 'Z', '9', 'é', '€', '💵', '<', '>', '&', '"', "'", ']', ' ');
  return fc
    .string({ unit, maxLength: lengthMax })
    .map((given) => given.trim())
    .map((given) => (given === '' ? 'x' : given));
}

function amount(min: bigint, max: bigint): fc.Arbitrary<Decimal> {
  return fc
    .tuple(fc.bigInt({ min, max }), fc.integer({ min: 0, max: 5 }))
    .map(([units, scale]) => fromScaled(units, scale));
}

const MOST = 10n ** 15n;
const positive = amount(1n, MOST);
const signed = amount(-MOST, MOST);
const charge = amount(-MOST, -1n);

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const day = fc.constantFrom('2026-10-01', '2026-12-31', '2028-02-29');
const account = fc.constantFrom('DE89370400440532013000', '000123456', 'B0194d1c2a3b4');
const uetr = fc.constant('eb6305c9-1f7f-49de-aed0-16487c27b42d');
const bic = fc.constantFrom('COBADEFFXXX', 'CHASUS33');

/** What a transaction of the version can tell. Of other currencies than the account's is all but its own amount. */
function detail(version: Version, entryAmount: Decimal): fc.Arbitrary<DetailModel> {
  // Before 001.03 a transaction had the direction of its entry; 001.03 to .06 demand an amount.
  const sign = entryAmount.startsWith('-') ? '-' : '';
  const ofEntry = positive.map((given) => `${sign}${given}` as Decimal);
  const own = version < 3 ? maybe(ofEntry) : version < 7 ? signed : maybe(signed);
  const plain = fc.record({
    amount: own,
    charges: maybe(charge),
    endToEndId: maybe(text(35)),
    transactionId: maybe(text(35)),
    instructionId: maybe(text(35)),
    servicerReference: maybe(text(35)),
    uetr: version < 8 ? fc.constant(null) : maybe(uetr),
    mandateId: maybe(text(35)),
    debtorName: maybe(text(70)),
    debtorAccount: maybe(account),
    debtorAgent: maybe(bic),
    creditorName: maybe(text(70)),
    creditorAccount: maybe(account),
    creditorAgent: maybe(bic),
    ultimateDebtorName: maybe(text(70)),
    ultimateCreditorName: maybe(text(70)),
    remittance: maybe(text(140)),
    creditorReference: maybe(text(35)),
    purpose: maybe(text(35)),
    returnReason: maybe(fc.constantFrom('AC04', 'AM04')),
    additionalInformation: maybe(text(500)),
  });
  return fc.tuple(plain, exchange).map(([told, exchanged]) => ({ ...told, ...exchanged }));
}

const NO_EXCHANGE = {
  instructedAmount: null,
  instructedCurrency: null,
  counterAmount: null,
  counterCurrency: null,
  exchangeRate: null,
};

const exchange = fc.oneof(
  fc.constant(NO_EXCHANGE),
  fc.record({
    instructedAmount: positive,
    instructedCurrency: fc.constant('EUR'),
    counterAmount: fc.constant(null),
    counterCurrency: fc.constant(null),
    exchangeRate: maybe(rate()),
  }),
  fc.record({
    instructedAmount: positive,
    instructedCurrency: fc.constant('EUR'),
    counterAmount: positive,
    counterCurrency: fc.constant('CHF'),
    exchangeRate: maybe(rate()),
  }),
);

/** Eleven digits, ten of them behind the point. */
function rate(): fc.Arbitrary<Decimal> {
  return fc.bigInt({ min: 1n, max: 10n ** 11n - 1n }).map((units) => fromScaled(units, 10));
}

// 001.01 knows booked entries only.
const status = fc.constantFrom('BOOK' as const, 'PDNG' as const, 'INFO' as const);

function entry(version: Version): fc.Arbitrary<EntryModel> {
  return signed.chain((entryAmount) =>
    fc.record({
      amount: fc.constant(entryAmount),
      status: version === 1 ? fc.constant('BOOK' as const) : status,
      isReversal: fc.boolean(),
      bookedOn: maybe(day),
      valueOn: maybe(day),
      servicerReference: maybe(text(35)),
      proprietaryCode: text(35),
      batchTransactions: maybe(fc.integer({ min: 0, max: 1_000_000 })),
      charges: maybe(charge),
      details: fc.array(detail(version, entryAmount), { maxLength: 4 }),
      additionalInformation: maybe(text(500)),
    }),
  );
}

const count = maybe(fc.integer({ min: 0, max: 1_000_000 }));

const summary: fc.Arbitrary<StatementSummary> = fc.record({
  entries: fc.integer({ min: 0, max: 1_000_000 }),
  net: maybe(signed),
  creditEntries: count,
  credits: maybe(positive),
  debitEntries: count,
  debits: maybe(positive),
});

export function statementModel(version: Version): fc.Arbitrary<StatementModel> {
  return fc.record({
    id: text(35),
    sequenceNumber: maybe(fc.integer({ min: 0, max: 10 ** 9 }).map(String)),
    account,
    opening: signed,
    closing: signed,
    summary: maybe(summary),
    entries: fc.array(entry(version), { maxLength: 6 }),
  });
}
