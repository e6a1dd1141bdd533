import { addDays } from '../model/dates.ts';
import { monthOf } from '../model/months.ts';
import { transactionLate } from './listing-faults.ts';
import type { FaultMaker } from './scene.ts';

const READ_AGAIN_DAYS = 30;

/** As transaction_late, and the month has been closed before the listing is read again. */
export const closedMonthChanged: FaultMaker = (scene) => {
  const { world, date } = scene;
  const late = transactionLate(scene);
  const month = monthOf(date);
  // The month that the last night falls in is not closed yet, and what is older is not read again.
  const last = world.timeline.dateOf(world.timeline.last);
  if (!late || month === monthOf(last) || date < addDays(last, 1 - READ_AGAIN_DAYS)) {
    return undefined;
  }
  const { state: _, ...rest } = late;
  return {
    ...rest,
    rule: 'period_restated',
    cause: 'restated',
    consequences: ['transaction_listing'],
    closes: month,
    note: `${late.note}, when ${month.slice(0, 7)} has been closed`,
  };
};
