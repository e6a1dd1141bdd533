import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { InvariantError, PocketbookError } from '../../domain/errors.ts';
import type { StagedReading } from '../../load/stage-file.ts';
import type { ReadTask } from './read-task.ts';
import type { Failure, FromThread, ThreadSetup, ToThread } from './reading-thread.ts';

/**
 * What a reader may use: a file that needs more is refused, and does not take the process with it. Readers work in bounded
 * memory; what grows with a file is a hash of 32 bytes for each row. A limit for young objects too would make reading slower
 * by a third.
 */
const LIMITS = { maxOldGenerationSizeMb: 512 };

/** An idle thread holds some 30 MB. */
const IDLE_MS = 5_000;

/** Threads that read files into COPY text while another thread loads what was read before. Started when needed, ended when idle. */
export class ReadingThreads {
  readonly #setup: ThreadSetup;
  readonly #max: number;
  readonly #idle: ReadingThread[] = [];
  readonly #waiting: ((thread: ReadingThread) => void)[] = [];
  #count = 0;

  constructor(setup: ThreadSetup, max: number) {
    this.#setup = setup;
    this.#max = max;
  }

  /** As `stageLanded`, in another thread. A file that breaks the thread is refused with `PARSE_INVALID`. */
  async *read(task: ReadTask): StagedReading {
    const thread = await this.#acquire();
    try {
      return yield* thread.read(task);
    } finally {
      this.#release(thread);
    }
  }

  async #acquire(): Promise<ReadingThread> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#count < this.#max) {
      this.#count++;
      return this.#make();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(thread: ReadingThread): void {
    const reusable = thread.isUsable() ? thread : this.#make();
    const next = this.#waiting.shift();
    if (next !== undefined) next(reusable);
    else {
      this.#idle.push(reusable);
      reusable.rest();
    }
  }

  #make(): ReadingThread {
    return new ReadingThread(this.#setup, (ended) => this.#forget(ended));
  }

  #forget(thread: ReadingThread): void {
    const place = this.#idle.indexOf(thread);
    if (place < 0) return;
    this.#idle.splice(place, 1);
    this.#count--;
  }
}

class ReadingThread {
  readonly #setup: ThreadSetup;
  readonly #onEnd: (thread: ReadingThread) => void;
  #worker: Worker | null = null;
  #rest: NodeJS.Timeout | null = null;
  #isBroken = false;

  constructor(setup: ThreadSetup, onEnd: (thread: ReadingThread) => void) {
    this.#setup = setup;
    this.#onEnd = onEnd;
  }

  isUsable(): boolean {
    return !this.#isBroken;
  }

  /** Nothing to do: does not keep the process alive, and ends after a while. */
  rest(): void {
    this.#worker?.unref();
    this.#rest = setTimeout(() => {
      void this.#worker?.terminate();
      this.#onEnd(this);
    }, IDLE_MS).unref();
  }

  #start(): Worker {
    const worker = startWorker(this.#setup);
    this.#worker = worker;
    // One that ended while it had nothing to do would swallow the next file without a word.
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    return worker;
  }

  async *read(task: ReadTask): StagedReading {
    if (this.#rest !== null) clearTimeout(this.#rest);
    const worker = this.#worker ?? this.#start();
    worker.ref();
    const inbox = new Inbox(worker, task);
    let isDone = false;
    try {
      post(worker, { task });
      for (;;) {
        const message = await inbox.next();
        if (message.kind === 'slice') {
          yield message.slice;
          post(worker, 'taken');
          continue;
        }
        isDone = true;
        if (message.kind === 'end') return message.staged;
        throw toError(message.failure);
      }
    } finally {
      inbox.close();
      // Whoever stopped listening in the middle leaves a thread that reads on.
      if (!isDone) {
        this.#isBroken = true;
        await worker.terminate();
      }
    }
  }
}

/** The messages of a thread about one file, in order. */
class Inbox {
  readonly #worker: Worker;
  readonly #task: ReadTask;
  readonly #messages: FromThread[] = [];
  #failure: Error | null = null;
  #wake = () => {};

  constructor(worker: Worker, task: ReadTask) {
    this.#worker = worker;
    this.#task = task;
    worker.on('message', this.#onMessage);
    worker.on('error', this.#onError);
    worker.on('exit', this.#onExit);
  }

  async next(): Promise<FromThread> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#worker.off('message', this.#onMessage);
    this.#worker.off('error', this.#onError);
    this.#worker.off('exit', this.#onExit);
  }

  readonly #onMessage = (message: FromThread): void => {
    this.#messages.push(message);
    this.#wake();
  };

  readonly #onError = (error: Error & { code?: string }): void => {
    this.#failure = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? this.#tooBig() : error;
    this.#wake();
  };

  readonly #onExit = (): void => {
    this.#failure ??= new InvariantError(`the thread that read ${this.#task.name} ended`);
    this.#wake();
  };

  #tooBig(): PocketbookError {
    return new PocketbookError(
      'PARSE_INVALID',
      `${this.#task.name}: expected a file that can be read in ${LIMITS.maxOldGenerationSizeMb} MB of memory, got one that cannot`,
      { retryable: false, context: { file: this.#task.name } },
    );
  }
}

function startWorker(setup: ThreadSetup): Worker {
  const options = { workerData: setup, resourceLimits: LIMITS };
  // In a checkout the sources run as they stand, and a thread has to be told how, as the process was (`bin/pocketbook.js`).
  const worker = import.meta.url.endsWith('.ts')
    ? new Worker(runSource(new URL('./reading-thread.ts', import.meta.url)), {
        ...options,
        eval: true,
      })
    : new Worker(new URL('./reading-thread.js', import.meta.url), options);
  // An error that nobody listens to would end the process; whoever waits for the thread does.
  worker.on('error', () => {});
  return worker;
}

function runSource({ href }: URL): string {
  const tsx = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace(/\.cjs$/, '.mjs');
  const [api, source] = [pathToFileURL(tsx).href, href].map((url) => JSON.stringify(url));
  return `import(${api}).then(({ register }) => (register(), import(${source})))`;
}

function post(worker: Worker, message: ToThread): void {
  worker.postMessage(message);
}

function toError({ message, known }: Failure): Error {
  if (known === null) return new Error(message);
  const { code, retryable, context } = known;
  return new PocketbookError(code, message, { retryable, context });
}
