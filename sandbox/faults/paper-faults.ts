import { dueOn, monthOf } from '../model/months.ts';
import type { Item } from '../resources/item.ts';
import type { Edit } from './fault.ts';
import { type FaultMaker, reportOf } from './scene.ts';

/** The statement of a month is not listed although it is due; the break stands on the last business day of that month. */
export const documentMissing: FaultMaker = ({ world, pocket, date, after, wish, random }) => {
  const { timeline } = world;
  const month = monthOf(date);
  const isMonthEnd = monthOf(after.date) !== month;
  // Of a pocket's first month nobody knows that it is owed.
  const isLater = monthOf(timeline.dateOf(pocket.opens)) < month;
  if (!isMonthEnd || !isLater || dueOn(month) > timeline.dateOf(timeline.last)) return undefined;
  const account = wish.account ?? random.pick(['BANK', 'BROKERAGE'] as const);
  return {
    cusip: null,
    reportType: reportOf(account),
    rule: 'document_missing',
    cause: 'late report',
    consequences: [],
    edit: { on: 'document', account, month },
    note: `the monthly ${account.toLowerCase()} statement of ${month.slice(0, 7)} is not listed`,
  };
};

/** Which items of a kind the faults keep back. */
export function withheldBy(edits: ReadonlyMap<string, readonly Edit[]>) {
  return (kind: string, item: Item): boolean =>
    kind === 'statements' &&
    (edits.get(String(item['pocket_id'])) ?? []).some(
      (edit) =>
        edit.on === 'document' &&
        edit.account === item['type'] &&
        edit.month === item['period_key'],
    );
}
