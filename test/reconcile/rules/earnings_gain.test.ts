import { describe, expect, test } from 'vitest';
import { type BusinessDate, parseBusinessDate } from '../../../src/domain/business-date.ts';
import { fromScaled } from '../../../src/domain/decimal.ts';
import { cents, type Entry, entry, position, residualCash } from '../support/ledger-rows.ts';
import { provenBreaks } from '../support/proven-breaks.ts';
import { tellEarnings } from '../support/second-sources.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const on = (day: string) => parseBusinessDate(`2026-09-${day}`);
/** The business days of a month as far as it has gone: the 7th is a holiday. */
const DAYS = [on('01'), on('02'), on('03'), on('04'), on('08')];
const [FIRST, SECOND, THIRD, , LAST] = DAYS as [
  BusinessDate,
  BusinessDate,
  BusinessDate,
  BusinessDate,
  BusinessDate,
];
const SO_FAR = [FIRST, LAST] as const;

type EntriesOn = Readonly<Record<string, readonly Entry[]>>;

/** Earns 10.00, loses 0.50, and pays a fee of 2.00. */
const USUAL: EntriesOn = {
  [SECOND]: [entry('gain', '10.00')],
  [THIRD]: [entry('loss', '-0.50')],
  [LAST]: [entry('fee', '-2.00')],
};

/** A brokerage statement a day, each opening as the one before closed. */
async function tellStatements(
  treasury: Treasury,
  {
    days = DAYS,
    entries = USUAL,
    pocket,
  }: { days?: BusinessDate[]; entries?: EntriesOn; pocket?: string } = {},
): Promise<void> {
  let balance = cents('1000.00');
  for (const day of days) {
    const told = entries[day] ?? [];
    const whose = pocket === undefined ? {} : { pocket };
    await treasury.brokerage(day, { ...whose, opening: fromScaled(balance, 2), entries: told });
    balance = told.reduce((sum, { amount }) => sum + cents(amount), balance);
  }
}

/** A pocket each, of which the month is told as given, and the breaks. */
async function openPockets(earnings: readonly string[]) {
  const pockets = earnings.map((_, index) => `pocket-${index + 1}`);
  const treasury = await openTreasury(pockets);
  for (const [index, pocket] of pockets.entries()) {
    await tellStatements(treasury, { pocket });
    await tellEarnings(treasury, SO_FAR, earnings[index] ?? '', { pocket });
  }
  return { treasury, breaks: await treasury.breaksAfterReconciling() };
}

describe('earnings tie', () => {
  test('that are the gains less the losses of the month, fees apart', async () => {
    const treasury = await openTreasury();
    await tellStatements(treasury);
    await tellEarnings(treasury, SO_FAR, '9.50');
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('after fees, where that is how they are told', async () => {
    const { breaks } = await openPockets(['9.50', ...Array<string>(6).fill('7.50')]);
    expect(breaks).toMatchObject([
      { rule: 'earnings_gain', pocket: 'pocket-1', expected: '7.50', actual: '9.50' },
    ]);
  });

  test('before fees and after them, while too few months tell which it is', async () => {
    const { breaks } = await openPockets(['9.50', '7.50', '7.50', '7.50', '7.50', '7.49']);
    expect(breaks).toMatchObject([{ pocket: 'pocket-6', actual: '7.49' }]);
  });

  test('as they did before, where a month that is wrong puts it in doubt', async () => {
    const { treasury, breaks } = await openPockets(['7.50', '7.50', '7.50', '9.00', '9.00']);
    expect(breaks).toHaveLength(2);
    await tellEarnings(treasury, SO_FAR, '9.50', { pocket: 'pocket-4' });
    await tellEarnings(treasury, SO_FAR, '7.50', { pocket: 'pocket-5' });
    expect(await treasury.breaksAfterReconciling()).toMatchObject([{ pocket: 'pocket-4' }]);
  });

  test('whatever they are, while a statement of the month is missing', async () => {
    const treasury = await openTreasury();
    await tellStatements(treasury, { days: DAYS.filter((day) => day !== THIRD) });
    await tellEarnings(treasury, SO_FAR, '99.00');
    const breaks = await treasury.breaksAfterReconciling();
    expect(breaks.filter(({ rule }) => rule === 'earnings_gain')).toEqual([]);
  });

  test('whatever they are, of a period that is no calendar month', async () => {
    const treasury = await openTreasury();
    await tellStatements(treasury);
    await tellEarnings(treasury, SO_FAR, '99.00', { period: 'mtd' });
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('that were told last, whatever was told of fewer days of the month', async () => {
    const treasury = await openTreasury();
    await tellStatements(treasury);
    await tellEarnings(treasury, [FIRST, SECOND], '11.00');
    await tellEarnings(treasury, SO_FAR, '9.50');
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('without the cash that comes and goes, where the balance is that of the bills alone', async () => {
    const treasury = await openTreasury();
    const before = parseBusinessDate('2026-08-31');
    await treasury.summary(before, position(10), residualCash('20.00'));
    await treasury.summaries(DAYS, position(10), residualCash('50.00'));
    // What came in stayed cash: it has left the bills, and that is booked as a loss.
    const entries: EntriesOn = { [SECOND]: [entry('addition', '30.00'), entry('loss', '-30.00')] };
    for (const day of DAYS) {
      await treasury.brokerage(day, { opening: '985.00', entries: entries[day] ?? [] });
    }
    await tellEarnings(treasury, SO_FAR, '0.00');
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    await tellEarnings(treasury, SO_FAR, '-30.00');
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'earnings_gain', expected: '0.00', actual: '-30.00' },
    ]);
  });
});

describe('earnings break', () => {
  test('by a cent, on the first business day of the month', async () => {
    const treasury = await openTreasury();
    await tellStatements(treasury);
    await tellEarnings(treasury, SO_FAR, '9.51');
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'earnings_gain',
        account: 'BROKERAGE',
        on: FIRST,
        expected: '9.50',
        actual: '9.51',
        detail:
          'the earnings of the month, told up to 2026-09-08, differ from the gains and losses of its brokerage statements: 9.50, and fees of 2.00',
      },
    ]);
    expect(
      await provenBreaks(treasury, 'earnings_gain'),
      'not due before it was told',
    ).toMatchObject([{ dueOn: '2026-09-08' }]);
  });

  test('once, as the month goes on, and heal when they are told anew', async () => {
    const treasury = await openTreasury();
    await tellStatements(treasury, { days: DAYS.slice(0, 3) });
    await tellEarnings(treasury, [FIRST, THIRD], '9.00');
    const [first] = await treasury.breaksAfterReconciling();
    await tellStatements(treasury);
    await tellEarnings(treasury, SO_FAR, '9.25');
    const later = await treasury.breaksAfterReconciling();
    expect(later).toMatchObject([{ on: first?.on, expected: '9.50', actual: '9.25' }]);
    const { rows } = await treasury.pool.query(
      'select distinct break_id from books.fct_break where entity_id = $1',
      [treasury.entityId],
    );
    expect(rows).toHaveLength(1);
    await tellEarnings(treasury, SO_FAR, '9.50');
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });
});

describe('where a statement is wrong, earnings follow from', () => {
  /** `rule: rules that it explains` */
  async function roots(treasury: Treasury): Promise<string[]> {
    const breaks = await treasury.breaksAfterReconciling();
    return breaks.map(({ rule, consequences }) => [rule, ...consequences].join(' <- '));
  }

  test('a gain that its balance does not know, on whatever day of the month', async () => {
    const treasury = await openTreasury();
    await tellStatements(treasury, { days: [FIRST] });
    for (const day of DAYS.slice(1)) {
      const entries = day === THIRD ? [entry('gain', '3.00')] : [];
      await treasury.brokerage(day, { opening: '1000.00', closing: '1000.00', entries });
    }
    await tellEarnings(treasury, SO_FAR, '0.00');
    expect(await roots(treasury)).toEqual([`statement_balance <- earnings_gain ${FIRST}`]);
  });

  test('a gain that makes good for a wrong opening balance', async () => {
    const treasury = await openTreasury();
    await tellStatements(treasury, { days: [FIRST], entries: {} });
    for (const day of DAYS.slice(1)) {
      const isWrong = day === THIRD;
      await treasury.brokerage(day, {
        opening: isWrong ? '1003.00' : '1000.00',
        closing: '1000.00',
        entries: isWrong ? [entry('loss', '-3.00')] : [],
      });
    }
    await tellEarnings(treasury, SO_FAR, '0.00');
    expect(await roots(treasury)).toEqual([`statement_chain <- earnings_gain ${FIRST}`]);
  });

  test('but not from an error of another size', async () => {
    const treasury = await openTreasury();
    await tellStatements(treasury, { days: DAYS, entries: {} });
    await treasury.brokerage(THIRD, { opening: '1000.00', closing: '1002.00' });
    await treasury.brokerage(on('04'), { opening: '1002.00' });
    await treasury.brokerage(LAST, { opening: '1002.00' });
    await tellEarnings(treasury, SO_FAR, '7.00');
    expect(await roots(treasury)).toEqual(['earnings_gain', 'statement_balance']);
  });
});
