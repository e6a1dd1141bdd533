import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import type { Seed } from './seeds.ts';
import { TARGETS, type Target } from './targets.ts';

export interface Mutant {
  readonly target: Target;
  /** What it was made of, and how. */
  readonly story: string;
  readonly bytes: Uint8Array;
}

/** The mutant of that number: always the same one for the same seeds, whichever others are made. */
export function mutantOf(runSeed: number, index: number, seeds: readonly Seed[]): Mutant {
  const random = new Random(runSeed, index);
  const target = anyTarget(random);
  const seed = smallish(seedsFor(target, seeds, random), random);
  const other = smallish(seeds, random);
  const { bytes, steps } = mutate(own(seed, target, random), seed.format, random, other.bytes);
  return { target, bytes, story: `${seed.name}: ${steps.join(', ')}` };
}

/** Profiles are slow to read, and written by the people who run this: they come less often. */
function anyTarget(random: Random): Target {
  const target = random.pick(TARGETS);
  if (target === undefined) throw new Error('there are no targets');
  return target.name === 'profile' && !random.oneIn(3) ? anyTarget(random) : target;
}

/** Mostly files that the target would accept as they are: what is refused at once shows little. */
function seedsFor(target: Target, seeds: readonly Seed[], random: Random): readonly Seed[] {
  if (random.oneIn(25)) return seeds;
  const fitting = seeds.filter(({ kind }) => target.kinds.includes(kind));
  if (random.oneIn(8)) return fitting;
  const foreign = target.name.includes('jiko') ? 'alternate ' : 'jiko ';
  return fitting.filter(({ name }) => !name.includes('refused') && !name.startsWith(foreign));
}

/** Small files are read often, large ones now and then. */
function smallish(seeds: readonly Seed[], random: Random): Seed {
  const [one, other] = [random.pick(seeds), random.pick(seeds)];
  if (one === undefined || other === undefined) throw new Error('there are no seeds');
  if (random.oneIn(6)) return one;
  return one.bytes.length < other.bytes.length ? one : other;
}

const POCKET = '0194d1c2a3b44c5d8e6f708192a3b4c5';

/** Statements of other banks, as if they were of a pocket: otherwise every one would be refused for its account alone. */
function own(seed: Seed, { name }: Target, random: Random): Uint8Array {
  const [, side] = /^(BANK|BROKERAGE)_STATEMENT/.exec(name) ?? [];
  if (seed.kind !== 'camt' || side === undefined || random.oneIn(8)) return seed.bytes;
  const xml = Buffer.from(seed.bytes).toString('latin1');
  const id = accountId(name, side);
  const [, currency = 'USD'] = /Ccy="([A-Z]{3})"/.exec(xml) ?? [];
  const account = `<Acct><Id><Othr><Id>${id}</Id></Othr></Id><Ccy>${currency}</Ccy></Acct>`;
  return Buffer.from(
    xml.replace(/(<Stmt>.{0,2000}?)<Acct>.*?<\/Acct>/gs, `$1${account}`),
    'latin1',
  );
}

function accountId(target: string, side: string): string {
  const isBank = side === 'BANK';
  if (target.includes('alternate')) return `${POCKET}${isBank ? 'C' : 'D'}`;
  return `${isBank ? 'B' : 'S'}${POCKET}`;
}
