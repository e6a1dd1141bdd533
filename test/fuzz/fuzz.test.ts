import { describe, expect, test } from 'vitest';
import { fuzzInChildren } from './fleet.ts';
import { mutantOf } from './mutants.ts';
import { rangesOf } from './ranges.ts';
import { countRecords } from './second-row-count.ts';
import { secondStatements } from './second-statement-reading.ts';
import { readSeeds } from './seeds.ts';
import { TARGETS } from './targets.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_122);

/** `npm run fuzz` reads many more. */
const MUTANTS = 1_000;

test(`no file of ${MUTANTS}, made from seed ${seed}, brings about what none may`, async () => {
  const { mutants, findings, counts } = await fuzzInChildren({
    seed,
    ranges: rangesOf(MUTANTS),
    children: 2,
  });
  expect(findings).toEqual([]);
  expect(mutants).toBe(MUTANTS);
  for (const { name } of TARGETS) expect(counts.get(`refused by ${name}`)).toBeGreaterThan(0);
  expect(counts.get('accepted')).toBeGreaterThan(MUTANTS / 20);
});

test('a mutant is made again from its seed and number, whatever was made before', async () => {
  const { all } = await readSeeds();
  const stories = (numbers: readonly number[]) =>
    numbers.map((number) => mutantOf(seed, number, all)).map(({ bytes, story }) => [story, bytes]);
  expect(stories([7, 8, 9])).toEqual(stories([9, 8, 7]).toReversed());
  expect(stories([7])).not.toEqual(stories([8]));
});

describe('the second reading', () => {
  const entry = (inside: string) =>
    `<n:Document><n:BkToCstmrStmt><n:Stmt><n:Ntry>${inside}</n:Ntry></n:Stmt></n:BkToCstmrStmt></n:Document>`;
  const one = 10n ** 18n;

  test.each([
    ['<n:Amt>1.5</n:Amt><n:CdtDbtInd>CRDT</n:CdtDbtInd>', 1, (3n * one) / 2n, 0n],
    ['<n:Amt>2</n:Amt><n:CdtDbtInd>DBIT</n:CdtDbtInd><n:RvslInd>true</n:RvslInd>', 1, 0n, 2n * one],
    ['<n:Amt>2</n:Amt><n:CdtDbtInd>DBIT</n:CdtDbtInd><n:Sts>PDNG</n:Sts>', 0, 0n, 0n],
    ['<n:Amt><![CDATA[2]]>&#46;0</n:Amt><n:CdtDbtInd> DBIT\n</n:CdtDbtInd>', 1, 0n, 2n * one],
  ])('of %s', (inside, entries, credits, debits) => {
    expect(secondStatements(Buffer.from(entry(inside)))).toMatchObject([
      { entries, credits, debits },
    ]);
  });

  test('counts records as RFC 4180 does', () => {
    expect(countRecords('a,b\r\n"1\n""2",3\r4,5"6"\n\n \n', ',')).toBe(3);
  });
});
