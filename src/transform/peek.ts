import type { Bytes } from '../domain/reading.ts';

/** The first `length` bytes (fewer in a shorter file), and all bytes from the first on. */
export async function peek(
  bytes: Bytes,
  length: number,
): Promise<{ head: Uint8Array; all: Bytes }> {
  const source = bytes[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  let size = 0;
  while (size < length) {
    const next = await source.next();
    if (next.done === true) break;
    taken.push(next.value);
    size += next.value.length;
  }
  const start = Buffer.concat(taken);
  return { head: start.subarray(0, length), all: resume(start, source) };
}

async function* resume(
  start: Uint8Array,
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield start;
    for (;;) {
      const next = await source.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await source.return?.();
  }
}
