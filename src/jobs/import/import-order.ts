import type { FileAsk } from '../load-landed.ts';

/** The place of one file among those that are imported together. */
export interface Turn {
  /** Resolves when all earlier files are through: what they brought into the books is there. */
  readonly earlierEnded: Promise<unknown>;
  /** Does `load` when all earlier files have begun theirs or are through, and those that speak of the same units have ended. */
  load<T>(ask: FileAsk, load: () => Promise<T>): Promise<T>;
  /** The file is through, loaded or not: to be called in any case. */
  end(): void;
}

/** Files are read side by side; what they say of one unit is loaded in their order, so that the last one is the latest version. */
export class ImportOrder {
  #begun: Promise<unknown> = Promise.resolve();
  #ended: Promise<unknown> = Promise.resolve();
  readonly #loading = new Map<string, Promise<void>>();

  /** To be called in the order of the files, before any of them is read. */
  next(): Turn {
    const earlierBegun = this.#begun;
    const earlierEnded = this.#ended;
    let begin = () => {};
    let end = () => {};
    // Each also waits for those before it: it says only of itself that it has begun, or is through.
    this.#begun = new Promise((resolve) => {
      begin = () => resolve(earlierBegun);
    });
    this.#ended = new Promise((resolve) => {
      end = () => resolve(earlierEnded);
    });
    return {
      earlierEnded,
      end() {
        begin();
        end();
      },
      load: async (ask, load) => {
        await earlierBegun;
        const keys = unitKeys(ask);
        const earlier = keys.map((key) => this.#loading.get(key));
        const loaded = Promise.all(earlier).then(load);
        const ended = loaded.then(ignore, ignore);
        for (const key of keys) this.#loading.set(key, ended);
        begin();
        try {
          return await loaded;
        } finally {
          for (const key of keys) if (this.#loading.get(key) === ended) this.#loading.delete(key);
        }
      },
    };
  }
}

/** A load that failed says so to its own file; the next one only waits for its end. */
function ignore(): void {}

function unitKeys({ reportType, units }: FileAsk): string[] {
  return units.map(({ pocketId, businessDate }) => `${reportType} ${pocketId} ${businessDate}`);
}
