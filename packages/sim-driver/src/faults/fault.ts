import type { Simulation } from '../simulation/simulation.js';
import type { TraceRecord } from '../engine/trace.js';

/** When a fault strikes. */
export type Moment =
  /** Milliseconds after it was armed. */
  | { readonly kind: 'after'; readonly ms: number }
  /** `delayMs` after the n-th trace record that fits. */
  | {
      readonly kind: 'on';
      readonly event: string;
      readonly host?: string;
      readonly detail?: Readonly<Record<string, string | number | boolean>>;
      readonly occurrence: number;
      readonly delayMs: number;
    };

/** A fault as data: what a scenario file, a generator and a shrinker handle. */
export interface Fault {
  readonly kind: string;
  readonly args: Readonly<Record<string, string>>;
  readonly when: Moment;
}

/** One kind of fault. To add one: write its definition and list it in the catalogue. */
export interface FaultDefinition {
  readonly kind: string;
  /** One line: what happens to what. */
  readonly title: string;
  /** Names of its arguments, in the order of the short form `kind:first,second`. */
  readonly args: readonly FaultArgument[];
  apply(simulation: Simulation, args: Readonly<Record<string, string>>): void;
}

export interface FaultArgument {
  readonly name: string;
  readonly type: 'host' | 'duration' | 'text' | 'before-or-after';
  readonly optional?: true;
}

export function fits(moment: Extract<Moment, { kind: 'on' }>, record: TraceRecord): boolean {
  if (record.event !== moment.event) return false;
  if (moment.host !== undefined && record.host !== moment.host) return false;
  return Object.entries(moment.detail ?? {}).every(
    ([key, value]) => String(record.detail?.[key]) === String(value),
  );
}
