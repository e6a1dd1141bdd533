import type { Field, FieldKind } from '../resource.ts';

export const field = (kind: FieldKind, about: string): Field => ({ kind, about });

/** One that moves with the clock. */
export const volatile = (kind: FieldKind, about: string): Field => ({
  kind,
  about,
  isVolatile: true,
});

/** One that no answer tells. */
export const ours = (kind: FieldKind, about: string): Field => ({ kind, about, isOurs: true });
