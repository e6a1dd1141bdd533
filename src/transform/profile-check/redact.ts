const SHOWN = 4;
const LONG_NUMBER = /\d{6,}/;

/** Enough to recognise an account by, not enough to use it. */
export function lastFour(text: string): string {
  return text.length <= SHOWN ? text : `...${text.slice(-SHOWN)}`;
}

/** A cell that may hold an account number does not show it. */
export function redacted(text: string): string {
  return LONG_NUMBER.test(text) ? lastFour(text) : text;
}
