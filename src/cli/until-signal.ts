const HOLD_MS = 60_000;

/** Resolves at the first SIGINT or SIGTERM. A second one ends the process at once. */
export function untilSignal(): Promise<void> {
  // Listening for signals does not keep a process running that has nothing else to do.
  const hold = setInterval(() => {}, HOLD_MS);
  return new Promise((resolve) => {
    let isAsked = false;
    const onSignal = () => {
      if (isAsked) process.exit(1);
      isAsked = true;
      clearInterval(hold);
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
