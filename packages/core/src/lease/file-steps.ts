import { cleanUp, keyOf, mustSucceed, place } from '../commands/lower/placing.js';
import { ASK_TIMEOUT_MS } from '../commands/lower/programs.js';
import type { Stage, StepPlan } from '../commands/step-plan.js';
import type { HostName } from '../spec/cluster-spec.js';
import type { RunStep } from '../steps/host-step.js';
import type { LeaseRecord } from './lease-record.js';
import { renderRecord } from './lease-record.js';

/**
 * The lease on the first master. Neither `kubeadm reset` nor a reboot touches it; a wiped host has none.
 *
 * A directory of generations: the file with the highest number is the lease. Its successor is made with link(2), which fails if
 * the name exists, so of several that try to follow generation 7 one makes 8. Whoever takes the lease links a record of
 * its own; its holder renews by linking its present generation to the next name, in one step, and fails if that generation is
 * gone. Older ones are removed in ascending order, so a renewal never revives a number. Whoever takes the lease looks once more
 * whether a higher one is there, and the highest is never removed: a lease that is given up has a generation that says so.
 */
export const LEASE_DIRECTORY = '/var/lib/quorate/lease';

export const FILE_LOOK = 'lease-file';
const LINK = 'lease-link';

export function fileLookKey(host: HostName): string {
  return keyOf(host, FILE_LOOK);
}

export function fileLinkKey(host: HostName): string {
  return keyOf(host, LINK);
}

export function generationPath(generation: number): string {
  return `${LEASE_DIRECTORY}/${String(generation).padStart(10, '0')}`;
}

/** Every line of every file, each after its path: the whole directory in one step. */
export function lookAtFile(): RunStep {
  return {
    ...program('grep', '-r', '.', LEASE_DIRECTORY),
    // Its reader knows an empty directory from a missing one by the text.
    env: { LC_ALL: 'C' },
  };
}

/** Makes generation `after + 1` with this record: to take the lease, and to give it up. */
export function claimFile(host: HostName, record: LeaseRecord, after: number): StepPlan {
  const claim = `${LEASE_DIRECTORY}/claim.${record.holder.runId}`;
  return {
    stages: [
      mustSucceed(
        place(host, 'lease-claim', {
          kind: 'write-file',
          path: claim,
          content: [`${renderRecord(record)}\n`],
          mode: 0o644,
          timeoutMs: ASK_TIMEOUT_MS,
        }),
      ),
      link(host, claim, generationPath(after + 1)),
      // A lease that a power cut undoes would be taken by the next one that asks.
      mustSucceed(place(host, 'lease-sync', program('sync', LEASE_DIRECTORY))),
      cleanUp(
        place(host, 'lease-claim-removed', { kind: 'remove-file', path: claim, timeoutMs: ASK_TIMEOUT_MS }),
      ),
    ],
  };
}

/** `stale`: paths that nobody needs any more, in the order in which to remove them. */
export function renewFile(host: HostName, generation: number, stale: readonly string[]): StepPlan {
  const present = generationPath(generation);
  return { stages: [link(host, present, generationPath(generation + 1)), tidy(host, [...stale, present])] };
}

export function tidyFile(host: HostName, stale: readonly string[]): StepPlan {
  return { stages: [tidy(host, stale)] };
}

function link(host: HostName, target: string, name: string): Stage {
  return mustSucceed(place(host, LINK, program('ln', '-T', target, name)));
}

function tidy(host: HostName, paths: readonly string[]): Stage {
  return mustSucceed(place(host, 'lease-tidy', program('rm', '-f', ...paths)));
}

function program(...argv: readonly [string, ...string[]]): RunStep {
  return { kind: 'run', argv, timeoutMs: ASK_TIMEOUT_MS };
}
