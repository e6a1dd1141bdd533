import { createHash } from 'node:crypto';
import type { LocalJob } from './job.ts';

/** What reads files: the program in its version, and the profile by its SHA-256. Another one may make something else of them. */
export function readerOf({
  appVersion,
  profile,
}: Pick<LocalJob, 'appVersion' | 'profile'>): string {
  return `${appVersion} ${createHash('sha256').update(JSON.stringify(profile)).digest('hex')}`;
}
