/** What an observation can say. `unknown` counts neither as yes nor as no. */
export type Tri = 'yes' | 'no' | 'unknown';

/** A fact that may not have been observable, with the reason why not. */
export type Known<T> =
  { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

export function known<T>(value: T): Known<T> {
  return { known: true, value };
}

export function unknown(why: string): { readonly known: false; readonly why: string } {
  return { known: false, why };
}
