import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { codeOnly, MASK } from './code-only.ts';

export interface SourceFile {
  /** From the root of the repository, with slashes: `src/db/pool.ts`. */
  readonly path: string;
  /** Without comments and without the inside of texts. */
  readonly code: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** A path like that of a source file, or the name of a package: `pg`, `node:fs`. */
  readonly to: string;
  /** Only types: nothing is loaded when the program runs. */
  readonly isType: boolean;
}

/** All TypeScript files below the folders, by path. */
export function readSourceFiles(root: string, folders: readonly string[]): SourceFile[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  );
  return paths.sort().map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

const SPECIFIER = `(['"])(${MASK}*)`;
const STATEMENT = new RegExp(
  `\\b(?:import|export)\\b(\\s+type\\b)?[^;'"]*?\\bfrom\\s*${SPECIFIER}`,
  'g',
);
const BARE = new RegExp(`\\b(?:import|require)()\\s*\\(?\\s*${SPECIFIER}`, 'g');

export function parseSource(path: string, source: string): SourceFile {
  const code = codeOnly(source);
  const imports = [STATEMENT, BARE].flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => {
      const end = match.index + match[0].length;
      const specifier = source.slice(end - (match[3] ?? '').length, end);
      return { to: resolve(path, specifier), isType: match[1] !== undefined };
    }),
  );
  return { path, code, imports };
}

function resolve(from: string, specifier: string): string {
  return specifier.startsWith('.') ? join(from, '..', specifier) : specifier;
}
