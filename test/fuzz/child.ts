import { openSync, writeSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { Flaw } from './flaw.ts';
import {
  type Finding,
  GROWTH_MAX_BYTES,
  type Range,
  SLOWEST_KEPT,
  type Tally,
  TIME_MAX_MS,
  type Timing,
} from './messages.ts';
import { mutantOf } from './mutants.ts';
import { readSeeds } from './seeds.ts';

/*
 * Reads mutants in a process of its own: one that hangs or runs out of memory takes nothing but this process with it. Before
 * each mutant its number goes into a file, where the parent finds it if nothing comes any more.
 */
const [runSeedText = '', journalPath = ''] = process.argv.slice(2);
const runSeed = Number(runSeedText);
const journal = openSync(journalPath, 'w');
const { all: seeds } = await readSeeds();
await warmUp();
const baseline = peakBytes();
let strays: unknown[] = [];

process.on('unhandledRejection', (error) => strays.push(error));
process.on('uncaughtException', (error) => strays.push(error));
process.on('message', (range: Range) => {
  void work(range).then((tally) => process.send?.(tally));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function work({ from, to }: Range): Promise<Tally> {
  const counts: Record<string, number> = {};
  const findings: Finding[] = [];
  const timings: Timing[] = [];
  let index = from;
  while (index < to) {
    writeSync(journal, String(index).padEnd(12), 0);
    const { target, bytes, story } = mutantOf(runSeed, index, seeds);
    const started = process.cpuUsage();
    strays = [];
    const count = (key: string) => {
      counts[key] = (counts[key] ?? 0) + 1;
    };
    try {
      const outcome = await target.fuzz(bytes);
      count(
        outcome.verdict === 'accepted' ? 'accepted' : `refused ${outcome.code}: ${outcome.reason}`,
      );
      count(`${outcome.verdict} by ${target.name}`);
    } catch (error) {
      findings.push({ index, what: `${target.name}: ${describe(error)}` });
    }
    await turn();
    for (const stray of strays) findings.push({ index, what: `nobody caught ${describe(stray)}` });
    const { user, system } = process.cpuUsage(started);
    const ms = (user + system) / 1_000;
    if (ms > TIME_MAX_MS)
      findings.push({ index, what: `${target.name} took ${Math.round(ms)} ms` });
    timings.push({ index, target: target.name, story, bytes: bytes.length, ms });
    index++;
    if (peakBytes() - baseline > GROWTH_MAX_BYTES) break;
  }
  const slowest = timings.sort((one, other) => other.ms - one.ms).slice(0, SLOWEST_KEPT);
  const growthBytes = peakBytes() - baseline;
  return { counts, findings, slowest, growthBytes, range: { from, to: index } };
}

/** Some mutants first: what the programme itself takes is not held against them. */
async function warmUp(): Promise<void> {
  for (let index = 0; index < 20; index++) {
    const { target, bytes } = mutantOf(0, index, seeds);
    await target.fuzz(bytes).catch(() => null);
  }
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1_024;
}

function describe(error: unknown): string {
  if (error instanceof Flaw) return error.message;
  return error instanceof Error ? (error.stack ?? error.message).slice(0, 1_000) : String(error);
}
