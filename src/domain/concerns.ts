/** What must be read anew, by the names of resources, and `transactions`; `everything` where nobody knows. */
export type Concerns = readonly string[] | 'everything';

/** What concerns either. */
export function joinConcerns(left: Concerns, right: Concerns): Concerns {
  if (left === 'everything' || right === 'everything') return 'everything';
  return [...new Set([...left, ...right])];
}
