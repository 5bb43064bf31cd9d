import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun } from '../run.js';
import type { Check, Finding } from './checks.js';

const CHECKS_US = millis(400);

/** Names to ignore, lower-case; `all` ignores every check. */
export type Ignored = readonly string[];

/** Runs a list of checks. */
export function* runChecks(
  run: KubeadmRun,
  checks: readonly Check[],
  ignored: Ignored,
): Task<Failure | undefined> {
  yield* run.work(CHECKS_US);
  const findings: NamedFinding[] = [];
  for (const check of checks) {
    const finding = check.find(run);
    if (finding !== undefined) findings.push({ name: check.name, ...finding });
  }
  return reportFindings(run, findings, ignored);
}

export interface NamedFinding extends Finding {
  readonly name: string;
}

/** Warnings are printed at once, errors together as one failure. */
export function reportFindings(
  run: KubeadmRun,
  findings: readonly NamedFinding[],
  ignored: Ignored,
): Failure | undefined {
  const errors: string[] = [];
  for (const { name, level, message } of findings) {
    const isError = level === 'error' && !ignored.includes('all') && !ignored.includes(name.toLowerCase());
    if (isError) errors.push(`\t[ERROR ${name}]: ${message}`);
    else run.err(`\t[WARNING ${name}]: ${message}`);
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
