import { createReadStream } from 'node:fs';
import type { Bytes } from '../domain/reading.ts';

/**
 * The bytes of a file, which is opened when they are asked for: a stream that is opened before anybody reads it ends the whole
 * process where the file is not there.
 */
export async function* bytesOfFile(path: string): Bytes {
  yield* createReadStream(path);
}
