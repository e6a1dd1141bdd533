import { z } from 'zod';

export const text = z.string().min(1);

/** All are accepted when reading, the first is the one to write. */
export type Words = readonly [string, ...string[]];

export const words = z
  .union([z.string(), z.tuple([z.string()], z.string())], {
    error: 'expected a word or a list of words',
  })
  .transform((given): Words => (typeof given === 'string' ? [given] : given));
