import type { Clock } from '../domain/clock.ts';

export interface WakeOptions<Concern> {
  readonly clock: Clock;
  /** How long others are waited for after the first wake; a stream of them does not put the run off any longer. */
  readonly gatherMs: number;
  /** What two wakes together are about. */
  join(left: Concern, right: Concern): Concern;
  /** Runs for one entity, never twice at a time for the same. */
  run(entityId: string, concern: Concern): Promise<void>;
  failed(entityId: string, error: unknown): void;
}

export interface Wakes<Concern> {
  /** Returns at once. What comes while a run goes on wakes once more after it. */
  wake(entityId: string, concern: Concern): void;
  /** Lets what is running end; what was only waiting is dropped, as the next start looks at everything. */
  stop(): Promise<void>;
}

/** Makes one run of many wakes. */
export function gatherWakes<Concern>(options: WakeOptions<Concern>): Wakes<Concern> {
  const waiting = new Map<string, Concern>();
  const running = new Map<string, Promise<void>>();
  const ending = new AbortController();
  const runAll = async (entityId: string): Promise<void> => {
    while (waiting.has(entityId) && (await isGathered(options, ending.signal))) {
      const concern = waiting.get(entityId);
      waiting.delete(entityId);
      if (concern !== undefined) await runOnce(options, entityId, concern);
    }
    running.delete(entityId);
  };
  return {
    wake(entityId, concern) {
      if (ending.signal.aborted) return;
      const before = waiting.get(entityId);
      waiting.set(entityId, before === undefined ? concern : options.join(before, concern));
      if (!running.has(entityId)) running.set(entityId, runAll(entityId));
    },
    async stop() {
      ending.abort();
      await Promise.all(running.values());
    },
  };
}

/** False where it was stopped meanwhile. */
async function isGathered<Concern>(
  { clock, gatherMs }: WakeOptions<Concern>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await clock.sleep(gatherMs, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** One run that fails must not keep later events from waking. */
async function runOnce<Concern>(
  { run, failed }: WakeOptions<Concern>,
  entityId: string,
  concern: Concern,
): Promise<void> {
  try {
    await run(entityId, concern);
  } catch (error) {
    failed(entityId, error);
  }
}
