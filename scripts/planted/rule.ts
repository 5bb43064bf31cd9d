/** A wrong rule to be planted into one source file, in memory only. */
export interface PlantedRule {
  readonly id: string;
  /** What would go wrong with it. */
  readonly breaks: string;
  /** Path below `packages/`. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Test files, below `packages/`, one of which is to fail. */
  readonly caughtBy: readonly string[];
}

export type Planting =
  { readonly ok: true; readonly source: string } | { readonly ok: false; readonly occurrences: number };

/** The source with the rule in it; fails unless the text to find stands there exactly once. */
export function plant(rule: Pick<PlantedRule, 'find' | 'replace'>, source: string): Planting {
  const parts = source.split(rule.find);
  const occurrences = parts.length - 1;
  return occurrences === 1 ? { ok: true, source: parts.join(rule.replace) } : { ok: false, occurrences };
}
