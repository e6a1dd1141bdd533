import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { identifyOurselves, identifyProcess } from './process-identity.ts';

/**
 * Notes that this process uses the server; returns the note, which is deleted when it no longer does. To be called, like
 * `isStillUsed`, under the start lock: otherwise the last user might stop the server while the next one joins.
 */
export async function registerUse(control: string): Promise<string> {
  const folder = join(control, 'users');
  await mkdir(folder, { recursive: true });
  const note = join(folder, `${process.pid}-${randomUUID()}`);
  await writeFile(note, await identifyOurselves());
  return note;
}

/** Whether a living process has a note; the notes of dead ones are removed. */
export async function isStillUsed(control: string): Promise<boolean> {
  const folder = join(control, 'users');
  let used = false;
  for (const name of await readdir(folder)) {
    const note = join(folder, name);
    const user = await readFile(note, 'utf8');
    if ((await identifyProcess(Number.parseInt(user, 10))) === user) used = true;
    else await rm(note, { force: true });
  }
  return used;
}
