import type { IncomingMessage } from 'node:http';

/** The bytes as they came; null where there are more than `bytesMax`, of which no more are read. */
export async function readBody(
  request: IncomingMessage,
  bytesMax: number,
): Promise<Uint8Array | null> {
  // A header that is no number is refused by the parser of HTTP before it comes here.
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
