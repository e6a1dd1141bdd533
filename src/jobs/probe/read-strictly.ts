import type { PathName } from '../../domain/endpoint.ts';
import { ParseError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { RESOURCES } from '../../domain/resources.ts';
import {
  readTradeListing,
  readTransactionListing,
} from '../../transform/json/read-either-listing.ts';
import type { Profile } from '../../transform/profile.ts';
import type { Complete } from '../../transform/resource/read-item.ts';
import { readResource } from '../../transform/resource/read-resource.ts';
import {
  type Compared,
  differing,
  NOTHING_COMPARED,
  only,
} from '../../transform/wire-check/compared.ts';
import { resourceAt } from './known-values.ts';

/** Reads an answer as the night would, and says why it would be refused. */
export async function readStrictly(
  profile: Profile,
  path: PathName,
  answer: Uint8Array,
  complete?: Complete,
): Promise<Compared> {
  const resource = resourceAt(path);
  const section = path === 'transactions' ? 'api.transaction' : 'api.trade';
  const place = resource === null ? section : `resources.kinds.${resource}`;
  try {
    if (resource !== null) {
      const bytes = RESOURCES[resource].shape === 'csv' ? once(answer) : listed(answer);
      const { problems } = await readResource(bytes, path, resource, profile, complete);
      return { ...NOTHING_COMPARED, remarks: problems.map(({ message }) => message) };
    }
    if (path === 'trades') await readToEnd(readTradeListing(listed(answer), path, profile).rows);
    if (path === 'transactions') {
      await readToEnd(readTransactionListing(listed(answer), path, profile).rows);
    }
    return NOTHING_COMPARED;
  } catch (error) {
    if (error instanceof ParseError) return only(differing(place, null, error.message));
    throw error;
  }
}

export async function readToEnd(rows: AsyncIterable<readonly unknown[]>): Promise<number> {
  let count = 0;
  for await (const some of rows) count += some.length;
  return count;
}

export async function* once(bytes: Uint8Array): Bytes {
  yield bytes;
}

/** As answers are landed: a list of them. */
async function* listed(answer: Uint8Array): Bytes {
  yield Buffer.from('[');
  yield answer;
  yield Buffer.from(']');
}
