/** A value while it is being put together, by the one function that hands it out: field by field, in one shape at a time. */
export type Draft<T> = { -readonly [Field in keyof T]: T[Field] };
