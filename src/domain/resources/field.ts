import type { Field, FieldKind } from '../resource.ts';

export function field(kind: FieldKind, about: string): Field {
  return { kind, about };
}
