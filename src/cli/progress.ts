import { Presets, SingleBar } from 'cli-progress';
import type { JobProgress } from '../jobs/job.ts';

/** A bar on stderr while reports are settled; nothing where stderr is not a terminal. */
export function createProgress(isQuiet: boolean): JobProgress & { end(): void } {
  if (isQuiet || !process.stderr.isTTY) return { end() {} };
  const bar = new SingleBar(
    {
      format: '{step} [{bar}] {value}/{total} reports, {duration_formatted}',
      hideCursor: true,
      stream: process.stderr,
      clearOnComplete: true,
    },
    Presets.rect,
  );
  let isDrawn = false;
  return {
    planned(reports) {
      if (reports === 0) return;
      bar.start(reports, 0, { step: 'settling' });
      isDrawn = true;
    },
    settled: () => isDrawn && bar.increment(),
    step: (what) => isDrawn && bar.update({ step: what }),
    end() {
      if (isDrawn) bar.stop();
      isDrawn = false;
    },
  };
}
