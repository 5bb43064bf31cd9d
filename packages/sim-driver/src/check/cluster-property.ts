import type { ClusterSpec, RunResult } from '@quorate/core';
import type { TraceRecord } from '../engine/trace.js';
import type { Simulation } from '../simulation/simulation.js';

/** What somebody claims of every bootstrap of a cluster, whatever goes wrong. Answers are what is wrong, or undefined. */
export type ClusterProperty = {
  readonly id: string;
  /** One line: what is claimed. */
  readonly title: string;
} & (
  | {
      /** Asked after every trace record. `watch` is called once per run. */
      readonly kind: 'always';
      readonly watch: (simulation: Simulation) => (record: TraceRecord) => string | undefined;
    }
  | {
      /** Asked when the run has ended ready, in a world of its own: it may be changed, and time may pass. */
      readonly kind: 'when-ready';
      readonly check: (simulation: Simulation, spec: ClusterSpec) => string | undefined;
    }
  | {
      /** Asked when the run has ended, however it did. Must leave the world as it is. */
      readonly kind: 'at-end';
      readonly check: (simulation: Simulation, result: RunResult) => string | undefined;
    }
);
