/** Of a few numbers, which it puts in order. A sort of the language would cost more than the round that asks. */
export function nthSmallest(values: number[], n: number): number | undefined {
  for (let end = 1; end < values.length; end += 1) {
    const value = values[end] ?? 0;
    let place = end;
    for (; place > 0; place -= 1) {
      const lower = values[place - 1] ?? 0;
      if (lower <= value) break;
      values[place] = lower;
    }
    values[place] = value;
  }
  return values[n];
}
