import { addonPhase } from '../phases/addon.js';
import { bootstrapTokenPhase } from '../phases/bootstrap-token.js';
import { certsPhase } from '../phases/certs.js';
import { controlPlanePhase } from '../phases/control-plane.js';
import { writeEtcdManifest } from '../phases/etcd-manifest.js';
import type { InitContext } from '../phases/init-context.js';
import { kubeconfigPhase } from '../phases/kubeconfig-files.js';
import { kubeletFinalizePhase } from '../phases/kubelet-finalize.js';
import { kubeletStartPhase } from '../phases/kubelet-start-init.js';
import { markControlPlanePhase } from '../phases/mark-control-plane.js';
import { MANIFESTS_DIR } from '../phases/node-setup.js';
import { uploadCertsPhase } from '../phases/upload-certs.js';
import { uploadConfigPhase } from '../phases/upload-config.js';
import { waitControlPlanePhase } from '../phases/wait-control-plane.js';
import { controlPlaneChecks } from '../preflight/check-lists.js';
import { pullImages } from '../preflight/pull-images.js';
import { runChecks } from '../preflight/run-checks.js';
import type { Phase } from '../run.js';
import type { VersionProfile } from '../version-profile.js';

/** The phases of `kubeadm init` in the order of the release. */
export function initPhases(profile: VersionProfile): readonly Phase<InitContext>[] {
  const kubelet = kubeletStartPhase();
  const controlPlane = controlPlanePhase();
  const middle: readonly Phase<InitContext>[] = profile.order.manifestsBeforeKubelet
    ? [etcdPhase, controlPlane, kubelet]
    : [kubelet, controlPlane, etcdPhase];
  return [
    preflightPhase,
    certsPhase(),
    kubeconfigPhase(profile.files.superAdminConf),
    ...middle,
    waitControlPlanePhase(),
    uploadConfigPhase(),
    uploadCertsPhase(),
    markControlPlanePhase(),
    bootstrapTokenPhase(),
    kubeletFinalizePhase(),
    addonPhase(),
  ];
}

const preflightPhase: Phase<InitContext> = {
  name: 'preflight',
  *run({ run, config }) {
    run.out('[preflight] Running pre-flight checks');
    const { criSocket } = config.node;
    const checks = controlPlaneChecks(config.cluster, config.local.bindPort, { kind: 'init', criSocket });
    const failure = yield* runChecks(run, checks, config.ignorePreflightErrors);
    if (failure !== undefined) return failure;
    return yield* pullImages(run, config.cluster, config.ignorePreflightErrors);
  },
};

const etcdPhase: Phase<InitContext> = {
  name: 'etcd',
  phases: [
    {
      name: 'local',
      *run(context) {
        if (context.cluster.etcd.kind === 'external') return undefined;
        context.run.out(`[etcd] Creating static Pod manifest for local etcd in "${MANIFESTS_DIR}"`);
        yield* writeEtcdManifest(context);
        return undefined;
      },
    },
  ],
};
