import type { EtcdState } from './etcd-state.js';
import type { Ended, NaiveScript } from './naive-script.js';

/** What a person finds in the end who ran a naive script. */
export type Damage =
  /** The last command never comes back, or not within half an hour. */
  | 'hangs'
  /** etcd has no quorum any more: no API. */
  | 'quorum lost'
  /** Two clusters, each of which takes itself for the only one. */
  | 'split'
  /** The script stops at a command that fails, and fails when it is run again. */
  | 'stuck'
  /** The script is content, the cluster is not what it believes. */
  | 'false success';

/** A failure that happened to people, as data: the world in which it happens, and two ways to meet it. */
export interface Exhibit {
  /** Name of the exhibit, and of its scenario file. */
  readonly id: string;
  readonly title: string;
  /** Where it is told: an issue, or documented behaviour of a release. */
  readonly source: string;
  /** What happened in the world, and why. */
  readonly story: string;
  readonly world: {
    /** Specification below examples/. */
    readonly cluster: string;
    readonly seed: number;
    /** Short forms. */
    readonly faults: readonly string[];
    /** Hosts that are switched on later, and when. */
    readonly late?: Readonly<Record<string, string>>;
  };
  readonly naive: {
    readonly script: NaiveScript;
    readonly damage: Damage;
    /** How its last command ends, and words of its output. */
    readonly last: { readonly end: Ended['end']; readonly says: string; readonly atLeastMs?: number };
    /** Of a stuck one: how its last command ends when it is run again an hour later. Default: `failed`, as at once. */
    readonly anHourLater?: Ended['end'];
    readonly etcd: Partial<EtcdState>;
    readonly why: string;
  };
  readonly protocol: {
    /** `ready`, or `blocked, CODE`. */
    readonly ends: string;
    /** Beginnings of titles of commands that it issues, in this order; others may stand between them. */
    readonly issues: readonly string[];
    /** Beginnings of titles of commands that it must not issue here. */
    readonly neverIssues?: readonly string[];
    readonly etcd: Partial<EtcdState>;
    readonly why: string;
  };
}
