import { PAR } from '../../sandbox/model/money.ts';
import type { World } from '../../sandbox/model/world.ts';
import type { Source } from '../../sandbox/source.ts';

/** Prices are of no pocket: those that no bill can have, and those of no bill that there is. */
export function findPriceBreaks(world: World, source: Source): string[] {
  const { timeline } = world;
  const known = new Set(timeline.bills.map(({ cusip }) => cusip));
  const told = source.prices(timeline.dateOf(timeline.first), timeline.dateOf(timeline.last));
  const misspelt = new Set(told.filter(({ cusip }) => !known.has(cusip)).map(({ date }) => date));
  const times = new Map<string, number>();
  for (const { cusip, date } of told) {
    times.set(`${cusip} ${date}`, (times.get(`${cusip} ${date}`) ?? 0) + 1);
  }
  const series = [];
  for (let day = timeline.first; day <= timeline.last; day++) {
    const date = timeline.dateOf(day);
    for (const bill of timeline.bills) {
      if (!timeline.hasPrice(bill, day) || misspelt.has(date)) continue;
      if (times.get(`${bill.cusip} ${date}`) !== 1)
        series.push(`price_series null ${bill.cusip} ${date}`);
    }
  }
  return [
    ...series,
    ...told.flatMap(({ cusip, date, price }) => [
      ...(price < PAR / 2n ? [`price_sanity null ${cusip} ${date}`] : []),
      ...(known.has(cusip) ? [] : [`cusip_check null ${cusip} ${date}`]),
    ]),
  ];
}
