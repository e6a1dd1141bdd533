import { type Decimal, parseDecimal } from '../../domain/decimal.ts';
import { ValueError } from '../../domain/errors.ts';

/** As xs:decimal without a sign: `12`, `12.50`, `12.` and `.50`. Direction is told by CdtDbtInd, never by a sign. */
const UNSIGNED = /^(?:\d+\.?\d*|\.\d+)$/;
const SCALE_MAX = 18;

export type Direction = 'CRDT' | 'DBIT';

/** The amount, negative for a debit. Throws `ValueError`. */
export function parseXmlAmount(text: string, direction: Direction): Decimal {
  if (!UNSIGNED.test(text)) throw new ValueError('a decimal amount', text);
  const whole = text.startsWith('.') ? `0${text}` : text.replace(/\.$/, '');
  return parseDecimal(direction === 'DBIT' ? `-${whole}` : whole, SCALE_MAX);
}

export function parseDirection(text: string): Direction {
  if (text !== 'CRDT' && text !== 'DBIT') throw new ValueError('CRDT or DBIT', text);
  return text;
}
