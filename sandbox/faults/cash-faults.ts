import { type Cents, formatCents } from '../model/money.ts';
import type { Entry, PocketDay } from '../model/records.ts';
import type { StatementView } from '../render/views.ts';
import type { Edit } from './fault.ts';
import type { FaultMaker, Scene, Sketch } from './scene.ts';

// Fees are given back and taken again, so that cash stays behind that would have bought a bill. Every balance knows of them.

/** For one day there is cash for another bill. */
export const cashUninvested: FaultMaker = (scene) => {
  const told = 10_000n + scene.random.amount(1, 40_000);
  if (scene.today.cash >= told) return undefined;
  const sketch = toldCash(scene, [{ day: scene.day, told }]);
  return (
    sketch && {
      ...sketch,
      rule: 'residual_cash',
      note: `${formatCents(told)} of residual cash stay behind for a day`,
    }
  );
};

const DAYS_IDLE = 3;
const JUST_BELOW_PAR = 9_999n;

/** On three days there is enough cash for the cheapest bill that is held, and less than for one at par. */
export const cashIdle: FaultMaker = (scene) => {
  const days = Array.from({ length: DAYS_IDLE }, (_, index) => scene.day - DAYS_IDLE + 1 + index);
  const isEnough = days.every((day) => {
    const { positions = [], cash = 0n } = scene.pocket.days[day] ?? {};
    return cash < JUST_BELOW_PAR && positions.some(({ price }) => price < JUST_BELOW_PAR * 10_000n);
  });
  if (!isEnough) return undefined;
  const sketch = toldCash(
    scene,
    days.map((day) => ({ day, told: JUST_BELOW_PAR })),
  );
  return (
    sketch && {
      ...sketch,
      rule: 'idle_cash',
      note: `${formatCents(JUST_BELOW_PAR)} of residual cash lie idle for ${DAYS_IDLE} days`,
    }
  );
};

/** The residual cash is told so on days in a row, and is what it was on the next; undefined where that has no place. */
function toldCash(
  { pocket, world }: Scene,
  told: readonly { readonly day: number; readonly told: Cents }[],
):
  | Pick<Sketch, 'cusip' | 'reportType' | 'consequences' | 'edit' | 'alsoEdits' | 'days'>
  | undefined {
  const first = told[0]?.day ?? 0;
  const days = [...told.map(({ day }) => day), first + told.length];
  const dated = days.map((day) => pocket.days[day]);
  const before = pocket.days[first - 1];
  if (before === undefined || first <= pocket.opens) return undefined;
  // Where the balance is that of the bills alone, the earnings of a month are told by the cash of its last day.
  if (dated.some((day) => day?.date.slice(0, 7) !== before.date.slice(0, 7))) return undefined;
  const holdsCash = world.options.includesResidualCash;
  const edits: Edit[] = [];
  let shift = 0n;
  for (const [index, day] of dated.entries()) {
    if (day === undefined) return undefined;
    const next = (told[index]?.told ?? day.cash) - day.cash;
    edits.push(onStatement(day, { shift, next, holdsCash }));
    if (next !== 0n) {
      const cash = day.cash + next;
      edits.push({ on: 'positions', date: day.date, apply: (view) => ({ ...view, cash }) });
    }
    shift = next;
  }
  const [edit, ...alsoEdits] = edits;
  if (edit === undefined) return undefined;
  return {
    cusip: null,
    reportType: 'POSITION_SUMMARY_REPORT',
    consequences: [],
    edit,
    alsoEdits,
    days,
  };
}

/** `shift` is by how much more cash there was the evening before, `next` by how much more there is now. */
function onStatement(
  { date, brokerage }: PocketDay,
  { shift, next, holdsCash }: { shift: Cents; next: Cents; holdsCash: boolean },
): Edit {
  const fee = next - shift;
  const entries = fee === 0n ? [] : feeEntries(brokerage.entries[0], date, fee, holdsCash);
  const [opening, closing] = holdsCash ? [shift, next] : [0n, 0n];
  return {
    on: 'statement',
    account: 'BROKERAGE',
    date,
    apply: (view: StatementView) => ({
      ...view,
      opening: view.opening + opening,
      closing: view.closing + closing,
      entries: [...view.entries, ...entries],
    }),
  };
}

/** Cash that stays is booked as a loss where the balance does not hold it, and as a gain when it goes. */
function feeEntries(
  like: Entry | undefined,
  date: string,
  fee: Cents,
  holdsCash: boolean,
): Entry[] {
  const stem = like?.reference ?? `S${date.replaceAll('-', '')}`;
  const endToEndId = like?.endToEndId ?? 'NOTPROVIDED';
  const isBack = fee > 0n;
  const booked: Entry = {
    category: 'fee',
    amount: fee,
    text: isBack ? 'AUM fee given back' : 'AUM fee',
    reference: `${stem}-F`,
    endToEndId,
  };
  if (holdsCash) return [booked];
  const kept: Entry = {
    category: isBack ? 'loss' : 'gain',
    amount: -fee,
    text: isBack ? 'Loss: residual cash left uninvested' : 'Gain: residual cash put to work',
    reference: `${stem}-G`,
    endToEndId,
  };
  return [booked, kept];
}
