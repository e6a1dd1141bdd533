import { ValueError } from '../../domain/errors.ts';

const UUID_WITHOUT_HYPHENS =
  /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i;

/**
 * The pocket that a statement's account id names, by the profile's pattern: under `B{pocket}` the rest of the id is
 * the pocket's UUID without its hyphens. Throws `ValueError`, whose message does not hold the account number.
 */
export function pocketOfAccount(accountId: string, pattern: string): string {
  const [before = '', after = ''] = pattern.split('{pocket}');
  const middle = accountId.slice(before.length, accountId.length - after.length);
  const match = UUID_WITHOUT_HYPHENS.exec(middle);
  if (match === null || accountId !== `${before}${middle}${after}`) {
    throw new ValueError(`an account id like ${pattern}`, redacted(accountId));
  }
  return match.slice(1).join('-').toLowerCase();
}

/** Enough to recognise an account by, not enough to use it. */
function redacted(accountId: string): string {
  return `...${accountId.slice(-4)}`;
}
