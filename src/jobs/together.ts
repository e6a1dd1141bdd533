/**
 * Carries on several works side by side and waits for all of them. The first that fails stops the others, and is thrown when
 * they have ended: nothing goes on behind the back of whoever asked.
 */
export async function together(
  signal: AbortSignal,
  works: readonly ((stop: AbortSignal) => Promise<unknown>)[],
): Promise<void> {
  const stopping = new AbortController();
  const stop = AbortSignal.any([signal, stopping.signal]);
  const failures: unknown[] = [];
  await Promise.all(
    works.map((work) =>
      work(stop).catch((error: unknown) => {
        failures.push(error);
        stopping.abort(error);
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
}
