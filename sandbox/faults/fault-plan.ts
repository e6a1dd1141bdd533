import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { isIsoDate } from '../model/dates.ts';
import { FAULT_KINDS } from './fault.ts';

const wishSchema = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  /** An id, a name, or a number counting from 1. */
  pocket: z.union([z.string(), z.number().int().positive()]).optional(),
  /** The business date on which the break is to show. */
  date: z.string().refine(isIsoDate, 'expected a date as YYYY-MM-DD').optional(),
  cusip: z.string().optional(),
  account: z.enum(['BANK', 'BROKERAGE']).optional(),
});

const planSchema = z.union([z.literal('default'), z.literal('none'), z.array(wishSchema)]);

/** A fault that is wished for; what it leaves open is chosen by the seed. */
export type FaultWish = z.infer<typeof wishSchema>;
/** `default` plants one of each kind. */
export type FaultPlan = 'default' | 'none' | readonly FaultWish[];

/** A plan from a YAML or JSON file: a list of wishes, or one of the two words. */
export function readFaultPlan(file: string): FaultPlan {
  const result = planSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!result.success) throw new Error(`${file}: ${z.prettifyError(result.error)}`);
  return result.data;
}
