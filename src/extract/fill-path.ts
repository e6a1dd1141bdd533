import { ConfigError } from '../domain/errors.ts';

/**
 * A path of the profile with its `{…}` filled in, escaped. Throws `ConfigError` for a placeholder that nothing is known
 * for: the profile then means something else than the program.
 */
export function fillPath(path: string, values: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) {
      const known = Object.keys(values).join(', ') || 'none';
      throw new ConfigError(
        `the path ${path}: expected one of ${known} between braces, got ${name}`,
      );
    }
    return encodeURIComponent(value);
  });
}
