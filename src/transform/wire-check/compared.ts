/** One place where what came is not what the profile says. */
export interface Difference {
  /** The place in the profile: `api.page.items`. What stands below it is meant as well. */
  readonly path: string;
  /** What to write there, as far as that can be told: `api.page.items: results`. */
  readonly line: string;
  readonly why: string;
}

/** What an answer says about the profile. */
export interface Compared {
  /** Places of the profile that were found to be right. */
  readonly matched: readonly string[];
  readonly differences: readonly Difference[];
  /** Worth knowing, and nothing to change. */
  readonly remarks: readonly string[];
}

export const NOTHING_COMPARED: Compared = { matched: [], differences: [], remarks: [] };

export function together(...parts: readonly Compared[]): Compared {
  return {
    matched: [...new Set(parts.flatMap(({ matched }) => matched))],
    differences: parts.flatMap(({ differences }) => differences),
    remarks: [...new Set(parts.flatMap(({ remarks }) => remarks))],
  };
}

export function differing(path: string, proposal: string | null, why: string): Difference {
  return { path, line: `${path}: ${proposal ?? '?'}`, why };
}

export function only(...differences: readonly Difference[]): Compared {
  return { ...NOTHING_COMPARED, differences };
}
