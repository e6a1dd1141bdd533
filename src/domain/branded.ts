declare const brand: unique symbol;

/** A `T` that was parsed once and is trusted from then on. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };
