import type { Task } from '../../engine/task.js';
import type { ClusterConfiguration, JoinConfiguration } from '../config/kubeadm-config.js';
import type { Failure } from '../failure.js';
import { controlPlaneChecks, joinChecks } from '../preflight/check-lists.js';
import { pullImages } from '../preflight/pull-images.js';
import { runChecks } from '../preflight/run-checks.js';
import type { KubeadmRun, Phase } from '../run.js';
import { CLUSTER_CA_FILE } from './kubelet-start-join.js';
import type { JoinContext } from './join-context.js';

/** Two stages: a failure in the first, before the cluster is asked, hides all of the second. */
export function joinPreflightPhase(): Phase<JoinContext> {
  return {
    name: 'preflight',
    *run(context) {
      const { run, config } = context;
      run.out('[preflight] Running pre-flight checks');
      const first = joinChecks(run, config, CLUSTER_CA_FILE);
      const failure = yield* runChecks(run, first, config.ignorePreflightErrors);
      if (failure !== undefined) return failure;
      const found = yield* context.bootstrap();
      if (!found.ok) return found.failure;
      run.out(...run.profile.text.readingConfig);
      const setup = yield* context.setup();
      if (!setup.ok) return setup.failure;
      if (config.controlPlane === undefined) return undefined;
      return yield* secondStage(run, config, config.controlPlane, setup.value.cluster);
    },
  };
}

function* secondStage(
  run: KubeadmRun,
  config: JoinConfiguration,
  controlPlane: NonNullable<JoinConfiguration['controlPlane']>,
  cluster: ClusterConfiguration,
): Task<Failure | undefined> {
  const unfit = unfitToHost(run, cluster, controlPlane.certificateKey !== undefined);
  if (unfit !== undefined) return unfit;
  run.out('[preflight] Running pre-flight checks before initializing the new control plane instance');
  const withCertificateKey = controlPlane.certificateKey !== undefined;
  const checks = controlPlaneChecks(cluster, controlPlane.bindPort, { kind: 'join', withCertificateKey });
  const failure = yield* runChecks(run, checks, config.ignorePreflightErrors);
  if (failure !== undefined) return failure;
  return yield* pullImages(run, cluster, config.ignorePreflightErrors);
}

/** Without a certificate key the CAs and the service account key must have been copied here by hand. */
function unfitToHost(run: KubeadmRun, cluster: ClusterConfiguration, withKey: boolean): Failure | undefined {
  const problem =
    cluster.controlPlaneEndpoint === undefined
      ? "unable to add a new control plane instance a cluster that doesn't have a stable controlPlaneEndpoint address"
      : withKey
        ? undefined
        : missingSharedFile(run, cluster);
  if (problem === undefined) return undefined;
  return {
    cause: [
      '',
      'One or more conditions for hosting a new control plane instance is not satisfied.',
      '',
      problem,
      '',
      'Please ensure that:',
      '* The cluster has a stable controlPlaneEndpoint address.',
      '* The certificates that must be shared among control plane instances are provided.',
      '',
    ].join('\n'),
  };
}

function missingSharedFile(run: KubeadmRun, cluster: ClusterConfiguration): string | undefined {
  const pki = cluster.certificatesDir;
  const authorities = [
    { base: 'ca', what: 'CA' },
    { base: 'front-proxy-ca', what: 'front-proxy CA' },
    ...(cluster.etcd.kind === 'local' ? [{ base: 'etcd/ca', what: 'etcd CA' }] : []),
  ];
  for (const { base, what } of authorities) {
    const path = `${pki}/${base}.crt`;
    if (run.host.disk.exists(path)) continue;
    return `failure loading certificate for ${what}: couldn't load the certificate file ${path}: open ${path}: no such file or directory`;
  }
  const key = `${pki}/sa.key`;
  if (run.host.disk.exists(key)) return undefined;
  return `failure loading key for service account: couldn't load the private key file ${key}: open ${key}: no such file or directory`;
}
