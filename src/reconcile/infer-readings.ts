import type { PoolClient } from 'pg';
import type { BusinessDate } from '../domain/business-date.ts';
import { afterOf, inOrder, readSqlFiles } from './read-sql-files.ts';

/** One of the answers that there may be to a question, and how many cases tie with it and with no other. */
interface Candidate {
  readonly value: string;
  readonly fits: bigint;
}

/**
 * Finds by arithmetic what the documentation leaves open (on which date positions move, whether the brokerage balance
 * holds the residual cash, which lots a sale takes) and stores the answer when it is new. Each file of `readings/` is a
 * question, and returns a row for each answer, first the one that is taken where nothing decides. An answer on little evidence is looked at again by
 * every run; one that was proven stands until `reconsider`, so that a night of one day need not look at many.
 * Returns whether an answer has changed that earlier runs went by.
 */
export async function inferReadings(
  client: PoolClient,
  entityId: string,
  to: BusinessDate,
  reconsider: boolean,
): Promise<boolean> {
  let hasChanged = false;
  for (const { name, sql } of await readQuestions()) {
    const known = await readReading(client, entityId, name);
    if (known?.isProven && !reconsider) continue;
    const { rows } = await client.query<Candidate>(sql, [entityId, to]);
    const answer = answerOf(rows);
    if (answer === undefined || (answer.isUndecided && known !== undefined)) continue;
    const isOther = known !== undefined && known.value !== answer.value;
    hasChanged ||= isOther;
    if (known !== undefined && !isOther && !isStronger(answer, known)) continue;
    await client.query(
      `insert into recon.reading (entity_id, name, value, fits, fits_otherwise)
       values ($1, $2, $3, $4, $5)`,
      [entityId, name, answer.value, answer.fits, answer.fitsOtherwise],
    );
  }
  return hasChanged;
}

async function readQuestions() {
  const files = [...(await readSqlFiles('readings'))];
  return inOrder(files.map(([name, sql]) => ({ name, sql, after: afterOf(sql) })));
}

interface Answer {
  readonly value: string;
  readonly fits: bigint;
  readonly fitsOtherwise: bigint;
  readonly isUndecided: boolean;
  readonly isProven: boolean;
}

function answerOf(candidates: readonly Candidate[]): Answer | undefined {
  // Stable: of those that fit as often the first comes first.
  const [best, next] = candidates.toSorted(byFits);
  if (best === undefined) return undefined;
  const all = candidates.reduce((sum, { fits }) => sum + fits, 0n);
  return {
    value: best.value,
    fits: best.fits,
    fitsOtherwise: all - best.fits,
    isUndecided: best.fits === next?.fits,
    isProven: isProof(best.fits, all - best.fits),
  };
}

function byFits(a: Candidate, b: Candidate): number {
  if (a.fits === b.fits) return 0;
  return a.fits > b.fits ? -1 : 1;
}

/** One wrong figure among the first days must not decide for good. */
const FITS_MIN = 10n;

function isProof(fits: bigint, fitsOtherwise: bigint): boolean {
  return fits >= FITS_MIN && fits >= FITS_MIN * fitsOtherwise;
}

async function readReading(
  client: PoolClient,
  entityId: string,
  name: string,
): Promise<Known | undefined> {
  const { rows } = await client.query<{ value: string; fits: bigint; fits_otherwise: bigint }>(
    `select value, fits, fits_otherwise
     from recon.reading
     where entity_id = $1
       and name = $2
     order by reading_id desc
     limit 1`,
    [entityId, name],
  );
  const row = rows[0];
  return (
    row && {
      value: row.value,
      isUndecided: row.fits === 0n,
      isProven: isProof(row.fits, row.fits_otherwise),
    }
  );
}

type Known = Pick<Answer, 'value' | 'isUndecided' | 'isProven'>;

/** More of the same evidence is not kept each night, but that there is some now is, and that it is proof. */
function isStronger(answer: Answer, known: Known): boolean {
  return (answer.isProven && !known.isProven) || (known.isUndecided && !answer.isUndecided);
}
