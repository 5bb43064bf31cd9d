/** Of one run of `work`, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** The times of `n` runs in milliseconds, in ascending order. */
export async function samples(n: number, work: (index: number) => unknown): Promise<readonly number[]> {
  const took: number[] = [];
  for (let index = 0; index < n; index += 1) took.push(await timed(() => work(index)));
  return ascending(took);
}

export function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}

/** Of values in ascending order. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
