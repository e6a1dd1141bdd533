/**
 * How high a bar is drawn: the one place where an amount becomes a binary float, which is exact to far below a pixel. No figure
 * that is printed comes from it.
 */
export function chartNumber(decimal: string): number {
  return Number(decimal);
}
