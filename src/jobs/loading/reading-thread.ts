/*
 * What runs in a thread of its own: reads one file after another, and hands the COPY text to the thread that loads it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PocketbookError } from '../../domain/errors.ts';
import { openLanded } from '../../extract/landing.ts';
import type { StagedFile } from '../../load/stage-file.ts';
import type { StagedSlice } from '../../load/staged-lines.ts';
import type { ReadTask } from './read-task.ts';
import { stageLanded } from './stage-landed.ts';

export interface ThreadSetup {
  readonly landingFolder: string;
}

/** A task begins a file; `taken` says that a slice was taken and that the next one may come. */
export type ToThread = { readonly task: ReadTask } | 'taken';

export type FromThread =
  | { readonly kind: 'slice'; readonly slice: StagedSlice }
  | { readonly kind: 'end'; readonly staged: StagedFile }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** An error as plain data: what crosses threads loses its class. */
export interface Failure {
  readonly message: string;
  /** null: nothing that was foreseen */
  readonly known: Pick<PocketbookError, 'code' | 'retryable' | 'context'> | null;
}

/** So many slices may wait for the loading thread: enough that neither waits for the other, few enough to be no memory. */
const SLICES_AHEAD = 3;

const port = parentPort;
if (port === null) throw new TypeError('this is no thread');
const { landingFolder } = workerData as ThreadSetup;

let ahead = 0;
let wake = () => {};

port.on('message', (message: ToThread) => {
  if (message === 'taken') {
    ahead--;
    wake();
  } else {
    ahead = 0;
    void read(message.task).then(tell);
  }
});

async function read(task: ReadTask): Promise<FromThread> {
  try {
    const reading = stageLanded(task, openLanded(landingFolder, task.sha256));
    for (;;) {
      const next = await reading.next();
      if (next.done === true) return { kind: 'end', staged: next.value };
      tell({ kind: 'slice', slice: next.value });
      ahead++;
      if (ahead >= SLICES_AHEAD) await new Promise<void>((resolve) => (wake = resolve));
    }
  } catch (error) {
    return { kind: 'failed', failure: toFailure(error) };
  }
}

function tell(message: FromThread): void {
  port?.postMessage(message, message.kind === 'slice' ? [message.slice.bytes.buffer] : []);
}

function toFailure(error: unknown): Failure {
  if (error instanceof PocketbookError) {
    const { message, code, retryable, context } = error;
    return { message, known: { code, retryable, context } };
  }
  return {
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    known: null,
  };
}
