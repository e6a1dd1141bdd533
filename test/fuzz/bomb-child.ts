import { ParseError } from '../../src/domain/errors.ts';
import { inspectFile } from '../../src/transform/inspect.ts';
import { readReport } from '../../src/transform/read-report.ts';
import { jiko } from '../transform/support/profile.ts';
import { BOMBS, type BombName, inPieces } from './bombs.ts';

/* Reads one bomb in a process of its own and prints what became of it, as JSON. */

export interface BombReport {
  /** The message of the refusal; null where the file was accepted. */
  readonly refusal: string | null;
  /** Of processor time. */
  readonly ms: number;
  readonly growthMb: number;
}

const { reader, pieces } = BOMBS[process.argv[2] as BombName];
await read(['']);
const baseline = process.resourceUsage().maxRSS;
const started = process.cpuUsage();
const refusal = await read(pieces());
const { user, system } = process.cpuUsage(started);
const report: BombReport = {
  refusal,
  ms: Math.round((user + system) / 1_000),
  growthMb: Math.round((process.resourceUsage().maxRSS - baseline) / 1_024),
};
console.log(JSON.stringify(report));

async function read(texts: Iterable<string>): Promise<string | null> {
  const bytes = inPieces(texts);
  if (reader === 'inspect') return (await inspectFile('bomb', bytes, jiko)).error;
  try {
    for await (const _ of readReport(reader, bytes, 'bomb', jiko).reading.rows);
    return null;
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}
