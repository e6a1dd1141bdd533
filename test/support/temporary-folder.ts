import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes a new folder the temporary folder of this process and of all that it starts from now on. What tests and their children leave
 * in it goes with it: call what is returned, which deletes it.
 */
export async function useTemporaryFolder(): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'pocketbook-tests-')));
  // Open to all, as a server that root starts runs as another user.
  await chmod(folder, 0o755);
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  return async () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    await rm(folder, { recursive: true, force: true });
  };
}
