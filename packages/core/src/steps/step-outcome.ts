/** How a step ended. Never two-valued: a lost answer is `unknown` and is probed, not retried. */
export type StepOutcome = StepSucceeded | StepFailed | StepUnknown;

export interface StepSucceeded {
  readonly kind: 'succeeded';
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** It is certain that the step ended, and how. */
export interface StepFailed {
  readonly kind: 'failed';
  readonly cause: StepFailureCause;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** The step may have had its effect, part of it, or none; it may even still be running. */
export interface StepUnknown {
  readonly kind: 'unknown';
  readonly cause: 'connection-lost' | 'timed-out' | 'aborted' | 'restarted';
  /** What was seen before the answer was lost. */
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

export type StepFailureCause =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  /** No connection could be made: nothing ran on the host. */
  | { readonly kind: 'unreachable'; readonly detail: string }
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'io'; readonly detail: string }
  | { readonly kind: 'tcp'; readonly reason: 'refused' | 'timed-out' | 'no-route' };
