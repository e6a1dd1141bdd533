// Neither I nor O: CUSIPs avoid the letters that read as digits.
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const PREFIXES = ['912796', '912797', '912798', '912799'];
const PER_PREFIX = ALPHABET.length ** 2;
const SPACE = PREFIXES.length * PER_PREFIX;
// Prime to the size of the space, so neighbouring bills look unlike and none repeats for 44 years.
const STRIDE = 1237;

/** The CUSIP of the bill in a slot of the auction calendar. */
export function cusipOfSlot(slot: number): string {
  const place = (slot * STRIDE) % SPACE;
  const within = place % PER_PREFIX;
  const issue =
    ALPHABET.charAt(Math.floor(within / ALPHABET.length)) +
    ALPHABET.charAt(within % ALPHABET.length);
  const firstEight = `${PREFIXES[Math.floor(place / PER_PREFIX)]}${issue}`;
  return firstEight + checkDigit(firstEight);
}

/** Modulus 10, double-add-double (CUSIP Global Services). */
function checkDigit(firstEight: string): number {
  let sum = 0;
  for (let index = 0; index < 8; index++) {
    const value = Number.parseInt(firstEight.charAt(index), 36) * (index % 2 === 0 ? 1 : 2);
    sum += Math.floor(value / 10) + (value % 10);
  }
  return (10 - (sum % 10)) % 10;
}
