import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Decimal, fromScaled } from '../../../src/domain/decimal.ts';
import { inspectCamt053 } from '../../../src/transform/camt053/inspect-camt053.ts';
import { readCamt053 } from '../../../src/transform/camt053/read-camt053.ts';
import type { StatementEntry } from '../../../src/transform/camt053/statement-event.ts';
import { bytesOf, collect } from '../support/bytes.ts';

interface Model {
  readonly amount: Decimal;
  readonly reference: string;
  readonly text: string;
  readonly isBooked: boolean;
}

/** Letters, blanks inside, and all that XML has to escape; without white space at the ends, which carries no meaning. */
const text = fc
  .string({
    unit: fc.constantFrom('a', 'Z', '9', 'é', '€', '💵', '<', '>', '&', '"', "'", ']', ' '),
  })
  .map((given) => given.trim());

const entry: fc.Arbitrary<Model> = fc.record({
  amount: fc
    .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 5 }))
    .map(([units, scale]) => fromScaled(units, scale)),
  reference: fc.string({ unit: fc.constantFrom('A', '1', '-'), minLength: 1, maxLength: 35 }),
  text,
  isBooked: fc.boolean(),
});

test('what was rendered is what is read, in pieces of any size', async () => {
  const property = fc.asyncProperty(
    fc.array(entry, { maxLength: 12 }),
    fc.integer({ min: 1, max: 300 }),
    fc.constantFrom('', 'ns:'),
    async (entries, size, prefix) => {
      const events = await collect(readCamt053(bytesOf(render(entries, prefix), size), 'x.xml'));
      const read = events.filter((event): event is StatementEntry => event.kind === 'entry');
      expect(read.map(modelOf)).toEqual(entries);
    },
  );
  await fc.assert(property);
});

test('the net is the sum of the booked entries, to the last digit', async () => {
  const property = fc.asyncProperty(fc.array(entry, { maxLength: 12 }), async (entries) => {
    const { statements } = await inspectCamt053(bytesOf(render(entries, '')), 'x.xml');
    const booked = entries.filter(({ isBooked }) => isBooked);
    const expected = booked.reduce((sum, { amount }) => sum + micros(amount), 0n);
    expect(statements.map(({ net }) => micros(net))).toEqual([expected]);
    expect(statements[0]?.entries).toBe(booked.length);
  });
  await fc.assert(property);
});

function modelOf(read: StatementEntry): Model {
  return {
    amount: read.amount,
    reference: read.entryReference ?? '',
    text: read.additionalInformation ?? '',
    isBooked: read.status === 'BOOK',
  };
}

function micros(amount: Decimal): bigint {
  const [whole = '', fraction = ''] = amount.split('.');
  return BigInt(`${whole}${fraction.padEnd(6, '0')}`);
}

function render(entries: readonly Model[], prefix: string): string {
  const open = `<Stmt><Id>S</Id><Acct><Id><IBAN>X</IBAN></Id></Acct>`;
  const body = `<BkToCstmrStmt>${open}${entries.map(renderEntry).join('')}</Stmt></BkToCstmrStmt>`;
  const namespace = `xmlns${prefix === '' ? '' : ':ns'}="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"`;
  const prefixed = body.replace(/<(\/?)(?=[A-Z])/g, `<$1${prefix}`);
  return `<${prefix}Document ${namespace}>${prefixed}</${prefix}Document>`;
}

function renderEntry({ amount, reference, text: information, isBooked }: Model): string {
  const direction = amount.startsWith('-') ? 'DBIT' : 'CRDT';
  return [
    `<Ntry><NtryRef>${reference}</NtryRef><Amt Ccy="USD">${amount.replace('-', '')}</Amt>`,
    `<CdtDbtInd>${direction}</CdtDbtInd><Sts><Cd>${isBooked ? 'BOOK' : 'PDNG'}</Cd></Sts>`,
    `<AddtlNtryInf>${escaped(information)}</AddtlNtryInf></Ntry>`,
  ].join('');
}

function escaped(given: string): string {
  return given.replace(/[<>&"']/g, (character) => `&#${character.codePointAt(0)};`);
}
