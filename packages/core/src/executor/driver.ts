import type { HostName } from '../spec/cluster-spec.js';
import type { HostStep } from '../steps/host-step.js';
import type { StepOutcome } from '../steps/step-outcome.js';

/** The part of the platform's `AbortSignal` that is used here; every `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface RunOptions {
  readonly signal: CancelSignal;
}

/**
 * Runs host steps. A third party can write one in a page of code.
 *
 * Contract: `run` never rejects for anything that happens to the host or the connection: that is an outcome. It honours
 * `step.timeoutMs` (outcome `unknown`, cause `timed-out`) and the signal (outcome `unknown`, cause `aborted`).
 * Steps on one host may overlap.
 */
export interface Driver {
  run(host: HostName, step: HostStep, options: RunOptions): Promise<StepOutcome>;
}

/** Time as the executor sees it. Core has no clock of its own. */
export interface Clock {
  /** Milliseconds since the Unix epoch. Somebody may set this clock meanwhile. */
  nowMs(): number;
  /**
   * Milliseconds since a moment of its own, on a clock that nobody sets and that never goes back (`performance.now()`). With it a
   * lease keeps two runs apart also while the other clock is set. Without it `nowMs` is believed: enough for a run that is alone.
   */
  elapsedMs?(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  wait(ms: number, options: RunOptions): Promise<void>;
  /** Called whenever the executor has nothing to do but wait: a virtual clock moves on here. */
  idle?(): void;
}
