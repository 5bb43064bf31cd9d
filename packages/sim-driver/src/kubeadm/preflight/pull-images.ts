import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { PullTrouble } from '../../kubernetes/kubelet/image-store.js';
import { ImageStore } from '../../kubernetes/kubelet/image-store.js';
import type { ClusterConfiguration } from '../config/kubeadm-config.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun } from '../run.js';
import { controlPlaneImages } from './control-plane-images.js';
import type { Ignored, NamedFinding } from './run-checks.js';
import { reportFindings } from './run-checks.js';

/** All of them, from a registry nearby or from the disk. */
const PULL_US = millis(500);
/** kubeadm: `PullImageRetry`, one after another without a pause. */
const TRIES = 5;

/** The last check. Images that are on the host already are not pulled again; one that cannot be does not stop the others. */
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
  const findings: NamedFinding[] = [];
  for (const image of controlPlaneImages(run, cluster)) {
    const why = yield* pullImage(run, image);
    if (why !== undefined)
      findings.push({ name: 'ImagePull', level: 'error', message: `failed to pull image ${image}: ${why}` });
  }
  return reportFindings(run, findings, ignored);
}

/** Why it could not be pulled, as the runtime says it. */
export function* pullImage(run: KubeadmRun, image: string): Task<string | undefined> {
  const images = ImageStore.of(run.host);
  let trouble: PullTrouble | undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    trouble = yield* images.pullInTime(image);
    if (trouble === undefined) return undefined;
  }
  return trouble === undefined ? undefined : failureText(run, image, trouble);
}

/** Up to 1.30 crictl pulls; later kubeadm asks the runtime itself. */
function failureText(run: KubeadmRun, image: string, trouble: PullTrouble): string {
  const cause = `rpc error: code = Unknown desc = failed to pull and unpack image "${image}": ${because(image, trouble)}`;
  return run.profile.preflight.grpcRuntimeCheck
    ? cause
    : `output: time="" level=fatal msg="pulling image: ${cause}"\n, error: exit status 1`;
}

function because(image: string, trouble: PullTrouble): string {
  const registry = image.split('/', 1)[0] ?? image;
  switch (trouble) {
    case 'no-registry':
      return `failed to resolve reference "${image}": failed to do request: Head "https://${registry}": dial tcp: lookup ${registry}: i/o timeout`;
    case 'no-space':
      return 'write /var/lib/containerd/io.containerd.content.v1.content/ingest: no space left on device';
  }
}
