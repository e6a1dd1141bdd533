import { describe, expect, test } from 'vitest';
import { type Decimal, parseDecimal } from '../../../src/domain/decimal.ts';
import { type Charge, chargesOf, splitEntry } from '../../../src/transform/camt053/entry-split.ts';

const decimal = (text: string) => parseDecimal(text, 5);

function charge(text: string, told: Partial<Charge> = {}): Charge {
  const common = { currency: 'USD', direction: null, isIncluded: null, isTotal: false } as const;
  return { amount: decimal(text), ...common, ...told };
}

interface Case {
  readonly amount: string;
  readonly details: readonly (string | null)[];
  readonly own?: readonly Charge[];
  readonly ofDetails?: readonly Charge[];
}

function split({ amount, details, own = [], ofDetails = [] }: Case) {
  return splitEntry({
    amount: decimal(amount),
    currency: 'USD',
    charges: own,
    detailAmounts: details.map((detail): Decimal | null =>
      detail === null ? null : decimal(detail),
    ),
    detailCharges: ofDetails,
  });
}

describe('what the details leave over', () => {
  const cases: [string, Case, string | null][] = [
    ['nothing, where they add up', { amount: '3.00', details: ['1.00', '2.00'] }, '0.00'],
    ['nothing, where a debit is split', { amount: '-3.00', details: ['-5.00', '2.00'] }, '0.00'],
    ['the rest, where none explains it', { amount: '3.00', details: ['1.00', '1.99'] }, '0.01'],
    ['unknown, without details', { amount: '3.00', details: [] }, null],
    [
      'unknown, where one has no amount, not even a zero',
      { amount: '3.00', details: ['3.00', null] },
      null,
    ],
    [
      'nothing, where charges were taken from the entry',
      { amount: '97.50', details: ['60.00', '40.00'], own: [charge('2.00'), charge('0.50')] },
      '0.00',
    ],
    [
      'nothing, where charges were added to a debit',
      { amount: '-52.00', details: ['-50.00'], own: [charge('2.00', { isIncluded: true })] },
      '0.00',
    ],
    [
      'what charges do not explain',
      { amount: '95.00', details: ['100.00'], own: [charge('2.50')] },
      '-2.50',
    ],
    [
      'nothing, where charges are only told of',
      { amount: '100.00', details: ['100.00'], own: [charge('2.50')] },
      '0.00',
    ],
    [
      'the gap, where charges would widen it',
      { amount: '101.00', details: ['100.00'], own: [charge('2.50')] },
      '1.00',
    ],
    [
      'nothing, where a detail tells a charge beside its amount',
      { amount: '48.00', details: ['50.00'], ofDetails: [charge('2.00', { isIncluded: false })] },
      '0.00',
    ],
    [
      'the gap, where the charge is inside the detail already',
      { amount: '48.00', details: ['50.00'], ofDetails: [charge('2.00', { isIncluded: true })] },
      '-2.00',
    ],
    [
      'the gap, where charges are in another currency',
      { amount: '48.00', details: ['50.00'], own: [charge('2.00', { currency: 'EUR' })] },
      '-2.00',
    ],
    [
      'nothing, where the entry repeats the charges of its details',
      {
        amount: '96.00',
        details: ['50.00', '50.00'],
        own: [charge('4.00')],
        ofDetails: [charge('2.00'), charge('2.00')],
      },
      '0.00',
    ],
  ];
  test.each(cases)('%s', (_, given, residual) => {
    expect(split(given).residual).toBe(residual);
  });
});

describe('charges', () => {
  const cases: [string, readonly Charge[], string | null][] = [
    ['are null where none are told', [], null],
    ['were taken where they do not tell their direction', [charge('2.00')], '-2.00'],
    ['may be given back', [charge('2.00', { direction: 'CRDT' })], '2.00'],
    ['are added up', [charge('2.00'), charge('0.255')], '-2.255'],
    [
      'are not counted again in their total',
      [charge('5.00', { isTotal: true }), charge('2.00'), charge('3.00')],
      '-5.00',
    ],
    ['may be told as a total alone', [charge('5.00', { isTotal: true })], '-5.00'],
    [
      'are unknown with one in another currency',
      [charge('2.00'), charge('1.00', { currency: 'EUR' })],
      null,
    ],
  ];
  test.each(cases)('%s', (_, charges, sum) => {
    expect(chargesOf(charges, 'USD')).toBe(sum);
  });
});

test('the details are added up whatever their scale', () => {
  expect(split({ amount: '3', details: ['1.5', '1.500'] })).toEqual({
    charges: null,
    detailAmount: '3.000',
    residual: '0.000',
  });
});
