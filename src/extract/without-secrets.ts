/**
 * The bytes of a JSON text with the values of these fields, wherever they stand, replaced by null; all else stays byte for byte.
 * Between the quotes of a text a quote is escaped, so a name in quotes and a colon never stand inside of one.
 */
export function withoutSecrets(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  if (names.length === 0) return bytes;
  const named = names.map((name) => name.replace(/[^\w]/g, '\\$&')).join('|');
  // A JSON string as RFC 8259 has it: no bare quote, every backslash with what it escapes.
  const secret = new RegExp(`((?<!\\\\)"(?:${named})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'g');
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return Buffer.from(text.replace(secret, '$1null'));
}
