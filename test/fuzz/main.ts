import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FuzzResult, fuzzInChildren } from './fleet.ts';
import type { Finding } from './messages.ts';
import { mutantOf } from './mutants.ts';
import { rangesOf } from './ranges.ts';
import { readSeeds, type Seeds } from './seeds.ts';

/*
 * npm run fuzz [-- --mutants N] [--seed S] [--only I] [--children N]
 *
 * Changes good files in bad ways and feeds them to every reader. Ends with 1 where one of them brought about what no file
 * may: an error without a type, two answers to the same bytes, figures that a second reading does not find, more than two
 * seconds or 256 MB. `--only` reads a single mutant again, by the seed and the number that a finding names.
 */
const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '50000' },
    seed: { type: 'string', default: process.env['FUZZ_SEED'] ?? String(randomInt(2 ** 31)) },
    only: { type: 'string' },
    children: { type: 'string', default: '2' },
  },
});

const FINDINGS_SHOWN = 20;

const seed = Number(values.seed);
const seeds = await readSeeds();
console.log(`seed ${seed}; ${seedsLine(seeds)}`);
if (values.only !== undefined) showMutant(Number(values.only));
const started = performance.now();
const result = await fuzzInChildren({
  seed,
  ranges:
    values.only === undefined ? rangesOf(Number(values.mutants)) : [oneRange(Number(values.only))],
  children: values.only === undefined ? Number(values.children) : 1,
});
report(result, (performance.now() - started) / 1_000);
process.exitCode = result.findings.length === 0 ? 0 : 1;

function oneRange(index: number) {
  return { from: index, to: index + 1 };
}

function seedsLine({ all, fromCorpus }: Seeds): string {
  const corpus =
    fromCorpus === null
      ? 'the corpus is not beside this checkout and was left out'
      : `${fromCorpus} of the corpus`;
  return `${all.length} files to start from (${corpus})`;
}

function showMutant(index: number): void {
  const { target, story, bytes } = mutantOf(seed, index, seeds.all);
  console.log(`${index}: ${target.name}: ${story}\n${bytes.length} bytes, in ${saved(index)}`);
}

function saved(index: number): string {
  const folder = join(tmpdir(), 'pocketbook-fuzz');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${seed}-${index}`);
  writeFileSync(path, mutantOf(seed, index, seeds.all).bytes);
  return path;
}

function report({ mutants, counts, findings, slowest, growthBytes }: FuzzResult, seconds: number) {
  const sorted = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [key, count] of sorted) console.log(`${String(count).padStart(7)} ${key}`);
  console.log('\nslowest, in milliseconds of processor time:');
  for (const { index, target, story, bytes, ms } of slowest) {
    console.log(`${ms.toFixed(0).padStart(7)} ${index}: ${target}, ${bytes} bytes: ${story}`);
  }
  for (const finding of findings.slice(0, FINDINGS_SHOWN)) showFinding(finding);
  const rate = Math.round(mutants / seconds);
  const megabytes = Math.round(growthBytes / 1_048_576);
  console.log(
    `\nseed ${seed}: ${mutants} mutants, ${findings.length} findings; ${seconds.toFixed(0)} s, ${rate} mutants/s, at most ${megabytes} MB more than at rest`,
  );
}

function showFinding({ index, what }: Finding): void {
  const { story } = mutantOf(seed, index, seeds.all);
  console.log(`\nFOUND by mutant ${index} (${story}):\n${what}`);
  console.log(`  in ${saved(index)}; again with: npm run fuzz -- --seed ${seed} --only ${index}`);
}
