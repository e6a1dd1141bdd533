import type { Pool } from 'pg';
import { PocketbookError } from '../../domain/errors.ts';
import { RESOURCE_NAMES } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';
import type { Landing } from '../../extract/landing.ts';
import type { Verified } from './verified.ts';

interface LandedRow {
  readonly sha256: string;
  readonly bytes: bigint;
  readonly isPersonal: boolean;
}

/** Reads every landed file again and holds its bytes against the hash and the length that the books have of it. */
export async function verifyFiles(
  pool: Pool,
  landing: Landing,
  progress: { planned(files: number): void; settled(): void },
): Promise<Verified> {
  const files = await readLanded(pool);
  progress.planned(files.length);
  const damaged: string[] = [];
  let bytesRead = 0n;
  for (const file of files) {
    const damage = await damageOf(landing, file);
    if (damage !== null) damaged.push(damage);
    bytesRead += file.bytes;
    progress.settled();
  }
  const count = `${files.length} landed files, ${bytesRead} bytes`;
  return {
    what: 'files',
    isWhole: damaged.length === 0,
    detail:
      damaged.length === 0
        ? `${count}, each as its hash says`
        : `${damaged.length} of ${count}: ${damaged.slice(0, 3).join('; ')}`,
  };
}

async function damageOf(
  landing: Landing,
  { sha256, bytes, isPersonal }: LandedRow,
): Promise<string | null> {
  const zone = isPersonal ? landing.personal : landing;
  try {
    let length = 0n;
    for await (const chunk of zone.openLanded(sha256)) length += BigInt(chunk.byteLength);
    return length === bytes ? null : `${sha256}: ${length} bytes, expected ${bytes}`;
  } catch (error) {
    if (error instanceof PocketbookError && error.code === 'LANDING_FAILED') return error.message;
    throw error;
  }
}

async function readLanded(pool: Pool): Promise<LandedRow[]> {
  const personal = RESOURCE_NAMES.filter((name) => RESOURCES[name].isPersonal === true);
  const { rows } = await pool.query<LandedRow>(
    `select distinct
       encode(sha256, 'hex') as sha256, bytes, coalesce(resource = any ($1), false) as "isPersonal"
     from ops.report_file
     order by 1`,
    [personal],
  );
  return rows;
}
