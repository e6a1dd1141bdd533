/** What it means that nothing tells when a bill matures. */
export const NOT_TOLD =
  'not told: the bill was bought before the books begin, and no trade file or portfolio since then names the day on which it matures';
