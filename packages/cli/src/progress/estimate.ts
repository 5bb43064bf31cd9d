/** A change that the plan foresees, under the text that names it. Milliseconds. */
export interface ForeseenChange {
  readonly title: string;
  readonly expectedMs: number;
  /** Everything that is waited for before it begins, since the change before it was over. */
  readonly waitsMs: number;
}

/** So much is taken to have gone as foreseen before anything has: a change of a second says little about the minutes to come. */
const TRUST_MS = 10_000;
/** What was seen earlier counts half as much with each change that ends: hosts get busier, and idle again. */
const FADING = 0.5;

/**
 * How long a run still takes: what the plan foresees for the changes that are left, stretched as these hosts have been slower or
 * faster than foreseen so far. Undefined as long as a change goes on that the plan did not foresee.
 */
export class Estimate {
  readonly #left: ForeseenChange[];
  readonly #underWay = new Map<string, { readonly expectedMs: number; readonly sinceMs: number }>();
  #foreseenMs = TRUST_MS;
  #tookMs = TRUST_MS;

  constructor(foreseen: readonly ForeseenChange[]) {
    this.#left = [...foreseen];
  }

  begun(title: string, atMs: number): void {
    const index = this.#left.findIndex((one) => one.title === title);
    const [change] = index < 0 ? [] : this.#left.splice(index, 1);
    this.#underWay.set(title, { expectedMs: change?.expectedMs ?? 0, sinceMs: atMs });
  }

  ended(title: string, atMs: number): void {
    const change = this.#underWay.get(title);
    this.#underWay.delete(title);
    if (change === undefined || change.expectedMs === 0) return;
    this.#foreseenMs = this.#foreseenMs * FADING + change.expectedMs;
    this.#tookMs = this.#tookMs * FADING + atMs - change.sinceMs;
  }

  /** Of a change under way, in milliseconds; 0: not foreseen. */
  expectedMs(title: string): number {
    return (this.#underWay.get(title)?.expectedMs ?? 0) * this.#stretch();
  }

  leftMs(nowMs: number): number | undefined {
    let running = 0;
    for (const [title, { sinceMs }] of this.#underWay) {
      const expectedMs = this.expectedMs(title);
      if (expectedMs === 0) return undefined;
      running = Math.max(running, expectedMs - (nowMs - sinceMs));
    }
    const stretch = this.#stretch();
    const later = this.#left.reduce((sum, one) => sum + one.expectedMs * stretch + one.waitsMs, 0);
    return running + later;
  }

  #stretch(): number {
    return this.#tookMs / this.#foreseenMs;
  }
}
