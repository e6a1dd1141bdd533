import type { IsoDate } from '../model/dates.ts';
import { addDays } from '../model/dates.ts';
import { monthOf, nextMonth } from '../model/months.ts';
import { createRandom } from '../model/random.ts';
import type { PocketHistory } from '../model/simulate-pocket.ts';
import type { World } from '../model/world.ts';
import { writePdf } from '../render/pdf.ts';
import type { Item } from './item.ts';
import type { Kind } from './kind.ts';

interface Paper {
  readonly type: 'BANK' | 'BROKERAGE' | '1099INT' | '1099B';
  /** The first day of the month or year. */
  readonly key: IsoDate;
  readonly madeOn: IsoDate;
}

/** Those of the month before the range and after it, and the tax forms of the year before, as far as they are made by its end. */
function papersOf(world: World, pocket: PocketHistory): Paper[] {
  const { from } = world.options;
  const { timeline } = world;
  const today = timeline.dateOf(timeline.last);
  const openedOn = timeline.dateOf(pocket.opens);
  const papers: Paper[] = [];
  const firstYear = Number(from.slice(0, 4)) - 1;
  for (let year = firstYear; `${year}` < today.slice(0, 4); year++) {
    const key = `${year}-01-01`;
    if (openedOn > `${year}-12-31`) continue;
    papers.push({ type: '1099INT', key, madeOn: `${year + 1}-01-28` });
    papers.push({ type: '1099B', key, madeOn: `${year + 1}-02-12` });
  }
  for (let month = monthOf(addDays(monthOf(from), -1)); month <= today; month = nextMonth(month)) {
    if (openedOn >= nextMonth(month)) continue;
    // Jiko says by the 15th: on the 8th they are there.
    const madeOn = addDays(nextMonth(month), 7);
    papers.push({ type: 'BANK', key: month, madeOn }, { type: 'BROKERAGE', key: month, madeOn });
  }
  return papers.filter(({ madeOn }) => madeOn <= today);
}

function statementsOf(world: World): Item[] {
  return world.pockets.flatMap((pocket) =>
    papersOf(world, pocket).map(({ type, key, madeOn }) => ({
      statement_id: createRandom(world.options.seed, 'paper', pocket.plan.id, type, key).uuid(),
      pocket_id: pocket.plan.id,
      type,
      period_key: key,
      created_at: `${madeOn}T15:00:00.000000Z`,
    })),
  );
}

export const statements: Kind = {
  name: 'statements',
  path: 'statements',
  shape: 'cursor',
  anyOf: ['pockets.read', 'pockets.write'],
  group: 'statements',
  orderedBy: 'created_at',
  items: statementsOf,
  fresh: (item, link) => ({ ...item, pdf_url: link(`statement:${String(item['statement_id'])}`) }),
};

/** The PDF of a statement; undefined for an id that there is not. */
export function statementPdf(world: World, id: string): Buffer | undefined {
  const found = statementsOf(world).find((item) => item['statement_id'] === id);
  if (found === undefined) return undefined;
  const { type, period_key: key, pocket_id: pocketId } = found;
  return writePdf([`${type} statement ${String(key).slice(0, 7)}`, `pocket ${pocketId}`]);
}
