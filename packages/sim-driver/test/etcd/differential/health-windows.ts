/** A link counts once it has been up for more than 5 s; when exactly it came up is not known. */
const COUNTS_AFTER_MS = 5000;
const EARLY_MS = 600;
const LATE_MS = 900;

interface Window {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The times at which chance decides whether etcd counts a link as healthy. Nothing that depends on it is done in them. */
export class HealthWindows {
  #windows: Window[] = [];

  /** Links came up at some time between these two. */
  linksCameUp(earliestMs: number, latestMs: number): void {
    const fromMs = earliestMs + COUNTS_AFTER_MS - EARLY_MS;
    this.#windows.push({ fromMs, untilMs: latestMs + COUNTS_AFTER_MS + LATE_MS });
  }

  /** When something that depends on healthy links may begin; `slackMs` is what it may take. */
  nextClear(nowMs: number, slackMs: number): number {
    let clear = nowMs;
    for (const { fromMs, untilMs } of [...this.#windows].sort((a, b) => a.fromMs - b.fromMs)) {
      if (clear + slackMs > fromMs && clear < untilMs) clear = untilMs;
    }
    return clear;
  }

  /** When all links that are up count. */
  get restedAt(): number {
    return Math.max(0, ...this.#windows.map(({ untilMs }) => untilMs));
  }

  /** It began before one of them, and may have ended in it. */
  touches(beganMs: number, endedMs: number): boolean {
    return this.#windows.some(({ fromMs, untilMs }) => endedMs > fromMs && beganMs < untilMs);
  }
}
