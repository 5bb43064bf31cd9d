import type { BlockCode, ClusterSpec, HostName, HostRole } from '@quorate/core';
import type { InvariantId } from '../invariants/invariant.js';
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
  /** Milliseconds after which a lasting fault is cured. Absent: it lasts. */
  readonly forMs?: number;
}

export type FaultScope = 'process' | 'host' | 'network' | 'driver' | 'etcd' | 'credentials' | 'operator';

/** Ends a fault that lasts, and only that one. */
export type Cure = () => void;

/** How a bootstrap of the tutorial's three masters ends in which it strikes alone. A test holds it. */
export interface FaultEnding {
  /** In short form. */
  readonly fault: string;
  /** `ready`, or why it ends blocked. */
  readonly ends: 'ready' | BlockCode;
  /** Default: that of the tutorial, in which members of etcd join as voters. */
  readonly kubernetesVersion?: string;
  /** What the trace must show where it could also have no effect: an event, in the form of a moment. */
  readonly seen?: string;
}

/** One kind of fault. To add one: write its definition in a file of its scope, and into the list there. */
export interface FaultDefinition {
  readonly kind: string;
  /** One line: what happens to what. */
  readonly title: string;
  readonly scope: FaultScope;
  /** `once`: it strikes and is over. `lasting`: it holds until its cure. */
  readonly timing: 'once' | 'lasting';
  /**
   * What a single one, cured, leaves behind: `heals`: the protocol must end ready by itself, unless it struck in the few moments in
   * which anything does lasting damage.
   * `needs-a-person`: it may also end blocked with a reason that names the trouble. `no-fault`: a means to end other faults, of no
   * use to a generator.
   */
  readonly aftermath: 'heals' | 'needs-a-person' | 'no-fault';
  /** Clusters that it can do something to. Absent: all. */
  readonly concerns?: (spec: ClusterSpec) => boolean;
  /** Names of its arguments, in the order of the short form `kind:first,second`. */
  readonly args: readonly FaultArgument[];
  /** Kinds of the scopes process, host and etcd have at least one; of the others every sample is tried. */
  readonly endings?: readonly FaultEnding[];
  /**
   * Invariants that it breaks by itself if it strikes the world as it is now, whatever the protocol does: what a person did is not
   * what the protocol did. `host`: its argument of that name. Absent: none.
   */
  readonly excuses?: (simulation: Simulation, host: HostName) => readonly InvariantId[];
  /** Strikes, at the event that it was armed for if that has just happened. A lasting fault answers with its cure. */
  apply(
    simulation: Simulation,
    args: Readonly<Record<string, string>>,
    occasion?: TraceRecord,
  ): Cure | undefined;
}

export interface FaultArgument {
  readonly name: string;
  /** `number`: a whole one. `name`: one of `names`. `text`: anything that is written, because nobody can list what it may be. */
  readonly type: 'host' | 'duration' | 'number' | 'name' | 'text' | 'before-or-after';
  readonly optional?: true;
  /** Hosts that it makes sense for. Absent: all. */
  readonly roles?: readonly HostRole[];
  /** Of a duration: negative ones mean something too. */
  readonly negative?: true;
  /** Of a number. Default: 1. */
  readonly least?: number;
  /** Of a number. Absent: no limit. */
  readonly most?: number;
  /** All that a name can be. Generators choose from `samples`. */
  readonly names?: readonly string[];
  /** What generators choose from: all but hosts. */
  readonly samples?: readonly string[];
  /** Of a sample that means something only on hosts of these roles: programs and units. Absent: on all. */
  readonly rolesOf?: Readonly<Record<string, readonly HostRole[]>>;
}

/** A moment that an event brings. */
export type Occasion = Extract<Moment, { kind: 'on' }>;

export function fits(moment: Occasion, record: TraceRecord): boolean {
  if (record.event !== moment.event) return false;
  if (moment.host !== undefined && record.host !== moment.host) return false;
  return Object.entries(moment.detail ?? {}).every(
    ([key, value]) => String(record.detail?.[key]) === String(value),
  );
}
