/** Names of fields, wherever they stand. */
export interface FieldNames {
  /** Those whose values must not be kept. */
  readonly secret: readonly string[];
  /** Those that the profile knows otherwise. */
  readonly known: readonly string[];
}

/** A JSON string as RFC 8259 has it, no bare quote and every backslash with what it escapes; and the string that it names. */
const STRINGS = /("[^"\\]*(?:\\.[^"\\]*)*")(?:(\s*:\s*)("[^"\\]*(?:\\.[^"\\]*)*")?)?/g;
const ADDRESS_WITH_QUERY = /^\s*https?:\/\/[^?]*\?/i;

/**
 * The bytes of a JSON text with the values of secret fields replaced by null; all else stays byte for byte. So are addresses
 * with a query in fields that the profile does not know: temporary ones look like that, and under a word that is new they
 * would be kept. Every string of the text is gone through in order, so that none is taken for a part of another.
 */
export function withoutSecrets(bytes: Uint8Array, { secret, known }: FieldNames): Uint8Array {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const isKept = (name: string, value: string): boolean =>
    !secret.includes(name) && (known.includes(name) || !ADDRESS_WITH_QUERY.test(value));
  const replaced = text.replace(STRINGS, (all, first: string, colon?: string, second?: string) => {
    if (colon === undefined) return ADDRESS_WITH_QUERY.test(plain(first)) ? 'null' : all;
    if (second === undefined) return all;
    return isKept(plain(first), plain(second)) ? all : `${first}${colon}null`;
  });
  return Buffer.from(replaced);
}

function plain(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}
