/** A broken invariant is a defect of the program, never of its input; the check stays on in production. */
export function invariant(condition: boolean, message: string, evidence?: unknown): asserts condition {
  if (!condition) {
    const detail = evidence === undefined ? '' : `: ${JSON.stringify(evidence)}`;
    throw new Error(`invariant broken: ${message}${detail}`);
  }
}
