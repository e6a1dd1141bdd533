import { z } from 'zod';
import {
  type Field,
  PERIODS,
  type Period,
  RESOURCE_NAMES,
  type Resource,
  type ResourceName,
  type RowsField,
} from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';

type WordsSchema = z.ZodType<readonly [string, ...string[]]>;

/**
 * The section `resources` of a profile: for each resource of ours what Jiko calls its fields. A dot leads into an object, a `^`
 * to the one around the list.
 * `words` reads a word or a list of them.
 */
export function resourceSchema(words: WordsSchema) {
  const text = z.string().min(1);
  const fieldsOf = (fields: Resource['fields']) =>
    z.strictObject(
      Object.fromEntries(
        Object.entries(fields)
          .filter(([, field]) => !('isOurs' in field))
          .map(([name, field]) => [name, wireOf(field)]),
      ),
    );
  const wireOf = (field: Field | RowsField): z.ZodType<WireField> =>
    field.kind === 'rows' ? z.strictObject({ at: words, fields: fieldsOf(field.of) }) : words;
  const periods = z.strictObject({
    parameter: text,
    from_parameter: text,
    to_parameter: text,
    words: z.strictObject(
      Object.fromEntries(PERIODS.map((period) => [period, text])) as Record<Period, typeof text>,
    ),
  });
  const kindOf = (resource: Resource) =>
    z.strictObject({
      since: text.optional(),
      list: words.optional(),
      delimiter: words.optional(),
      query: z.record(text, text).optional(),
      periods: periods
        .optional()
        .refine((given) => (given !== undefined) === (resource.reading.kind === 'periods'), {
          error: 'expected where, and only where, a resource is read by periods',
        }),
      fields: fieldsOf(resource.fields),
    });
  const kinds = Object.fromEntries(RESOURCE_NAMES.map((name) => [name, kindOf(RESOURCES[name])]));
  return z.strictObject({
    ignored: words,
    kinds: z.strictObject(kinds as Record<ResourceName, ReturnType<typeof kindOf>>),
  });
}

/** What Jiko calls a field; for a list of rows where it stands, and what Jiko calls the fields of a row. */
export type WireField =
  | readonly [string, ...string[]]
  | {
      readonly at: readonly [string, ...string[]];
      readonly fields: Readonly<Record<string, WireField>>;
    };
