import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun } from '../run.js';
import type { ClusterConfiguration } from '../config/kubeadm-config.js';
import { ImageStore } from '../../kubernetes/kubelet/image-store.js';
import type { Check, Finding } from './checks.js';
import { controlPlaneImages } from './control-plane-images.js';

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
  const findings: NamedFinding[] = [];
  for (const check of checks) {
    const finding = check.find(run);
    if (finding !== undefined) findings.push({ name: check.name, ...finding });
  }
  return reportFindings(run, findings, ignored);
}

interface NamedFinding extends Finding {
  readonly name: string;
}

function reportFindings(
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

const PULL_US = millis(500);

/** The last check. Images that are on the host already are not pulled again. */
export function* pullImages(
  run: KubeadmRun,
  cluster: ClusterConfiguration,
  ignored: Ignored,
): Task<Failure | undefined> {
  run.out(
    '[preflight] Pulling images required for setting up a Kubernetes cluster',
    '[preflight] This might take a minute or two, depending on the speed of your internet connection',
    `[preflight] You can also perform this action ${run.profile.text.beforehand} using 'kubeadm config images pull'`,
  );
  yield* run.work(PULL_US);
  const images = ImageStore.of(run.host);
  const missing = controlPlaneImages(run, cluster).filter((image) => !images.pull(image));
  return reportFindings(
    run,
    missing.map((image) => ({ name: 'ImagePull', level: 'error', message: pullFailure(run, image) })),
    ignored,
  );
}

/** Up to 1.30 crictl pulls; later kubeadm asks the runtime itself. */
function pullFailure(run: KubeadmRun, image: string): string {
  const registry = image.split('/', 1)[0] ?? image;
  const cause = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": failed to do request: Head "https://${registry}": dial tcp: lookup ${registry}: i/o timeout`;
  return run.profile.preflight.grpcRuntimeCheck
    ? `failed to pull image ${image}: rpc error: code = Unknown desc = ${cause}`
    : `failed to pull image ${image}: output: time="" level=fatal msg="pulling image: rpc error: code = Unknown desc = ${cause}"\n, error: exit status 1`;
}
