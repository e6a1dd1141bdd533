import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder shipped beside the code: `migrations`, `profiles`, `calendar`. Found from src/ and from dist/ alike. */
export function packageFolder(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) || !existsSync(join(folder, name))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(`the package is incomplete: folder '${name}' is missing`);
    folder = parent;
  }
  return join(folder, name);
}
