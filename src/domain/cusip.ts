import type { Branded } from './branded.ts';
import { ValueError } from './errors.ts';

/** Nine characters, upper case. The check digit may be wrong: Jiko's own sample has one that is. */
export type Cusip = Branded<string, 'Cusip'>;

export function parseCusip(text: string): Cusip {
  if (!/^[0-9A-Z*@#]{8}[0-9]$/.test(text)) throw new ValueError('a CUSIP of nine characters', text);
  return text as Cusip;
}

/** Modulus 10, double-add-double; letters count as their place in the alphabet plus 9 (CUSIP Global Services). */
export function cusipCheckDigit(firstEight: string): number {
  let sum = 0;
  for (let index = 0; index < 8; index++) {
    const value = characterValue(firstEight.charAt(index)) * (index % 2 === 0 ? 1 : 2);
    sum += Math.floor(value / 10) + (value % 10);
  }
  return (10 - (sum % 10)) % 10;
}

export function isCusipCheckDigitRight(cusip: Cusip): boolean {
  return cusipCheckDigit(cusip) === Number(cusip.charAt(8));
}

function characterValue(character: string): number {
  if (character >= '0' && character <= '9') return Number(character);
  if (character >= 'A' && character <= 'Z') return character.charCodeAt(0) - 55;
  return 36 + '*@#'.indexOf(character);
}
