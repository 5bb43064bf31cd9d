import type { NormalForm } from '../conformance/normal-form.js';
import { normalForm } from '../conformance/normal-form.js';
import type { MemberLabels } from './member-labels.js';
import type { Script, Slot } from './script.js';
import type { Snapshot } from './snapshot.js';

/** What was really done: a step of the script with everything filled in but the ids, which stand as `{m2#1}`. */
export type Action =
  | {
      readonly kind: 'etcdctl';
      readonly argv: readonly string[];
      readonly adds: Slot | undefined;
      readonly removes: Slot | undefined;
    }
  | { readonly kind: 'etcd'; readonly slot: Slot; readonly argv: readonly string[] }
  | { readonly kind: 'kill' | 'wipe'; readonly slot: Slot }
  | { readonly kind: 'put-many'; readonly endpoint: string }
  | { readonly kind: 'rest' }
  /** It means nothing here: a member is started that runs already. */
  | { readonly kind: 'nothing' };

/** How the cluster stands after a step, without anything that chance decides. */
export type ClusterState = readonly {
  readonly member: string;
  readonly process: string;
  readonly serves: boolean;
  readonly leader: string;
  readonly list: readonly string[] | 'not told';
}[];

/** What one side gave for a step. */
export interface Outcome {
  readonly answer: NormalForm | undefined;
  readonly state: ClusterState;
}

export interface RecordedStep {
  readonly title: string;
  readonly action: Action;
  /** Since the beginning of the script. */
  readonly atMs: number;
  /** False for all but the last of several things that are done at once. */
  readonly settles: boolean;
  readonly outcome: Outcome;
  /** Who leads afterwards: chance decides. */
  readonly leader: string | undefined;
}

export interface Recording {
  readonly script: Script;
  readonly version: string;
  /** Addresses are `${block}.11` and so on. */
  readonly block: string;
  readonly startUs: number;
  readonly steps: readonly RecordedStep[];
}

export interface Output {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Without ids and durations. Of `move-leader`, and of `member promote` without a leader, client and server give up at the
 * same moment: either may word it.
 */
export function answerOf(output: Output, labels: MemberLabels): NormalForm {
  const stderr = output.stderr.replace(
    /^Error: (rpc error: code = Unknown desc = etcdserver: request timed out, leader transfer took too long|etcdserver: no leader)$/m,
    'Error: context deadline exceeded',
  );
  return normalForm(
    { exit: output.exit, stdout: output.stdout.split('\n'), stderr: stderr.split('\n') },
    labels.names,
  );
}

export function stateOf(snapshot: Snapshot, labels: MemberLabels): ClusterState {
  return snapshot.map(({ slot, process, serving }) => ({
    member: `m${slot}`,
    process: process.kind === 'running' ? 'running' : process.how,
    serves: serving !== undefined,
    leader: serving?.leaderId === undefined ? 'none' : labels.labelOf(serving.leaderId),
    list:
      serving?.list
        ?.map(({ id, name, peerUrls, clientUrls, learner }) =>
          [
            labels.labelOf(id),
            name === '' ? 'unstarted' : `started as ${name}`,
            peerUrls,
            clientUrls,
            learner,
          ].join(' '),
        )
        .sort() ?? 'not told',
  }));
}

export function leaderOf(snapshot: Snapshot): string | undefined {
  const leading = snapshot.flatMap(({ serving }) =>
    serving !== undefined && serving.leaderId === serving.id ? [serving] : [],
  );
  return leading.sort((a, b) => b.applied - a.applied)[0]?.id;
}

/** Fills in the ids of one side. */
export function withIds(argv: readonly string[], labels: MemberLabels): readonly string[] {
  return argv.map((word) => word.replace(/\{(.+?)\}/g, (_all, label: string) => labels.idOf(label)));
}

/** The fatal error that etcd ended with, without the dump of its peers' lists. */
export function endOf(code: number | string, log: string): string {
  const fatal = log
    .split('\n')
    .filter((line) => line.includes('"level":"fatal"'))
    .at(-1);
  const error = fatal === undefined ? undefined : /"error":"((?:[^"\\]|\\.)*)"/.exec(fatal)?.[1];
  const text = error
    ?.replace(/\{ClusterID.*\}/, '{…}')
    .replace(/, last resolver error.*/, '')
    .replace(/[0-9a-f]{13,16}/g, 'ID');
  return code === 1 && text !== undefined ? `exit 1: ${text}` : `exit ${code}`;
}
