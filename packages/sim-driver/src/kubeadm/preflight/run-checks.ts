import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun } from '../run.js';
import type { Check } from './checks.js';

const CHECKS_US = millis(400);

/** Names to ignore, lower-case; `all` ignores every check. */
export type Ignored = readonly string[];

/** Runs a list of checks: warnings are printed at once, errors together as one failure. */
export function* runChecks(
  run: KubeadmRun,
  checks: readonly Check[],
  ignored: Ignored,
): Task<Failure | undefined> {
  yield* run.work(CHECKS_US);
  const errors: string[] = [];
  for (const check of checks) {
    const finding = yield* check.find(run);
    if (finding === undefined) continue;
    const isError =
      finding.level === 'error' && !ignored.includes('all') && !ignored.includes(check.name.toLowerCase());
    if (isError) errors.push(`\t[ERROR ${check.name}]: ${finding.message}`);
    else run.err(`\t[WARNING ${check.name}]: ${finding.message}`);
  }
  return errors.length === 0 ? undefined : checksFailure(run, errors);
}

function checksFailure(run: KubeadmRun, errors: readonly string[]): Failure {
  const block = [
    '[preflight] Some fatal errors occurred:',
    ...errors,
    '[preflight] If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`',
  ].join('\n');
  return run.profile.text.preflightBlockFirst
    ? { cause: 'preflight checks failed', block }
    : { cause: block };
}

const PULL_US = millis(500);

/** Images are on the host already: kubeadm only looks. */
export function* pullImages(run: KubeadmRun): Task<void> {
  run.out(
    '[preflight] Pulling images required for setting up a Kubernetes cluster',
    '[preflight] This might take a minute or two, depending on the speed of your internet connection',
    `[preflight] You can also perform this action ${run.profile.text.beforehand} using 'kubeadm config images pull'`,
  );
  yield* run.work(PULL_US);
}
