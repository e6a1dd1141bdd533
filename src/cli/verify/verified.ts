/** One line of `verify`: what was looked at, whether it is whole, and what was found. */
export interface Verified {
  readonly what: string;
  readonly isWhole: boolean;
  readonly detail: string;
}

const NAMED_MAX = 3;

/** The first of them by name, and how many more there are. */
export function describeDamage(found: readonly string[]): string {
  const more = found.length - NAMED_MAX;
  return `${found.slice(0, NAMED_MAX).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
