import { addDays, dayNumber, type IsoDate } from '../model/dates.ts';
import { lastDate, type World } from '../model/world.ts';
import { amount } from './item.ts';
import type { AskedPeriod, Kind } from './kind.ts';
import { appreciationOf, pricedAt } from './portfolios.ts';

interface Span {
  /** null: since there is anything. */
  readonly from: IsoDate | null;
  readonly to: IsoDate;
}

/** No period goes on after today. */
function spanOf(world: World, period: AskedPeriod): Span {
  const today = lastDate(world);
  switch (period.name) {
    case 'all_time':
      return { from: null, to: today };
    case 'ytd':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
    case 'mtd':
      return { from: `${today.slice(0, 7)}-01`, to: today };
    case 'wtd':
      return { from: world.timeline.calendar.onOrAfter(mondayOf(today)), to: today };
    case 'range':
      return { from: period.from, to: period.to < today ? period.to : today };
    default:
      return period satisfies never;
  }
}

/** Day 0 was a Thursday. */
function mondayOf(date: IsoDate): IsoDate {
  return addDays(date, -((dayNumber(date) + 3) % 7));
}

function monthsOf(world: World): AskedPeriod[] {
  const { timeline } = world;
  const days = timeline.days.slice(timeline.first, timeline.last + 1);
  const months = [...new Set(days.map((date) => date.slice(0, 7)))];
  return months.map((month) => {
    const from = `${month}-01`;
    const to = addDays(`${addDays(from, 31).slice(0, 7)}-01`, -1);
    return { name: 'range', from, to };
  });
}

export const earnings: Kind = {
  name: 'earnings',
  path: 'pocket_earnings',
  shape: 'single',
  anyOf: ['pockets.read', 'pockets.write'],
  group: 'pockets',
  places: (world) => world.pockets.map(({ plan }) => ({ pocket_id: plan.id })),
  questions: (world) => {
    const moving = (['all_time', 'ytd', 'mtd', 'wtd'] as const).map((name) => ({ name }));
    return [...moving, ...monthsOf(world)].map((period) => ({
      period,
      ours: { period: period.name },
    }));
  },
  items(world, { pocket_id: pocketId }, { source, period }) {
    const pocket = world.pockets.find(({ plan }) => plan.id === pocketId);
    if (pocket === undefined) return null;
    const { id } = pocket.plan;
    const { from, to } = spanOf(world, period);
    const { positions, cash = 0n } = source.portfolio(id);
    return [
      {
        earnings: amount(source.earnings(id, from ?? '0001-01-01', to, period.name === 'range')),
        date_from: from,
        date_to: to,
        pricing_timestamp: pricedAt(world),
        appreciation_per_second: appreciationOf(
          positions.reduce((sum, { value }) => sum + value, cash),
        ),
      },
    ];
  },
};
