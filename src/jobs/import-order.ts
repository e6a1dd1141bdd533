import type { FileAsk } from './load-landed.ts';

/** The place of one file among those that are imported together. */
export interface Turn {
  /** Does `load` when all earlier files have begun theirs, or have none, and those that speak of the same units have ended. */
  load<T>(ask: FileAsk, load: () => Promise<T>): Promise<T>;
  /** The file will load nothing, or has: those after it need not wait. To be called in any case; again does nothing. */
  pass(): void;
}

/** Files are read side by side; what they say of one unit is loaded in their order, so that the last one is the latest version. */
export class ImportOrder {
  #latest: Promise<void> = Promise.resolve();
  readonly #loading = new Map<string, Promise<void>>();

  /** To be called in the order of the files, before any of them is read. */
  next(): Turn {
    const before = this.#latest;
    let pass = () => {};
    this.#latest = new Promise((resolve) => {
      // All earlier ones too: each only says that it has begun itself.
      pass = () => resolve(before);
    });
    return {
      pass,
      load: async (ask, load) => {
        await before;
        const keys = unitKeys(ask);
        const earlier = keys.map((key) => this.#loading.get(key));
        const loaded = Promise.all(earlier).then(load);
        const ended = loaded.then(ignore, ignore);
        for (const key of keys) this.#loading.set(key, ended);
        pass();
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
