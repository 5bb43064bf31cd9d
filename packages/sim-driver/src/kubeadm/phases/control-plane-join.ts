import type { Task } from '../../engine/task.js';
import { asStrings } from '../../kubernetes/json.js';
import { parseClusterStatus, renderClusterStatus } from '../cluster/cluster-status.js';
import { persist } from '../cluster/kube-access.js';
import { connectEtcd } from '../etcd/etcd-cluster.js';
import { joinEtcd } from '../etcd/join-member.js';
import type { Failure } from '../failure.js';
import type { Phase } from '../run.js';
import { poll } from '../run.js';
import type { VersionProfile } from '../version-profile.js';
import type { JoinContext } from './join-context.js';
import { markControlPlane } from './mark-control-plane.js';
import { localServer } from './node-setup.js';
import { KUBEADM_CONFIG, KUBE_SYSTEM, uploadKubeadmConfig } from './upload-config.js';
import { goDuration } from '../text/go-duration.js';

/** `check-etcd`: every listed member must answer, or the join stops before the kubelet is touched. */
export const checkEtcdPhase: Phase<JoinContext> = {
  name: 'check-etcd',
  *run(context) {
    const { run } = context;
    const setup = yield* context.setup();
    if (!setup.ok) return setup.failure;
    if (setup.value.cluster.etcd.kind === 'external') {
      run.out('[check-etcd] Skipping etcd check in external mode');
      return undefined;
    }
    run.out('[check-etcd] Checking that the etcd cluster is healthy');
    const kube = context.admin();
    if (!kube.ok) return kube.failure;
    const etcd = yield* connectEtcd(run, kube.value);
    if (!etcd.ok) return etcd.failure;
    const health = yield* etcd.value.checkHealth();
    return health.ok ? undefined : { cause: `etcd cluster is not healthy: ${health.failure.cause}` };
  },
};

/** kubeadm ≥ 1.33: the etcd member joins before the wait for the kubelet's bootstrap. */
export const etcdJoinPhase: Phase<JoinContext> = { name: 'etcd-join', run: joinStackedEtcd };

/** The remaining phases of a control-plane join, by release. */
export function controlPlaneJoinPhase(profile: VersionProfile): Phase<JoinContext> {
  const { etcdJoinBeforeBootstrapWait, hasControlPlaneJoinEtcd, hasUpdateStatus } = profile.order;
  return {
    name: 'control-plane-join',
    phases: [
      // Where etcd has joined already the old name is kept and does nothing.
      ...(hasControlPlaneJoinEtcd
        ? [etcdJoinBeforeBootstrapWait ? { name: 'etcd' } : { name: 'etcd', run: joinStackedEtcd }]
        : []),
      ...(hasUpdateStatus ? [updateStatusPhase] : []),
      {
        name: 'mark-control-plane',
        *run(context: JoinContext) {
          const kube = context.admin();
          if (!kube.ok) return kube.failure;
          return yield* markControlPlane(context.run, kube.value, context.config.node);
        },
      },
    ],
  };
}

function* joinStackedEtcd(context: JoinContext): Task<Failure | undefined> {
  const setup = yield* context.setup();
  if (!setup.ok) return setup.failure;
  const kube = context.admin();
  return kube.ok ? yield* joinEtcd(setup.value, kube.value) : kube.failure;
}

/** Up to 1.21 this host is entered in ClusterStatus; later the phase only announces that it is gone. */
const updateStatusPhase: Phase<JoinContext> = {
  name: 'update-status',
  *run(context) {
    const { run } = context;
    if (!run.profile.config.storesClusterStatus) {
      run.out(
        "The 'update-status' phase is deprecated and will be removed in a future release. Currently it performs no operation",
      );
      return undefined;
    }
    const setup = yield* context.setup();
    if (!setup.ok) return setup.failure;
    const kube = context.admin();
    if (!kube.ok) return kube.failure;
    const { read } = run.profile.timing.apiCallTimeoutUs;
    const map = yield* persist(run, read, () => kube.value.get('ConfigMap', KUBE_SYSTEM, KUBEADM_CONFIG));
    if (!map.ok) return { cause: `error uploading configuration: ${map.error.message}` };
    const known = parseClusterStatus(asStrings(map.value.body['data'])['ClusterStatus'] ?? '');
    const endpoints = new Map(known).set(setup.value.node.name, setup.value.local);
    return yield* uploadKubeadmConfig(setup.value, kube.value, renderClusterStatus(run.profile, endpoints));
  },
};

/** kubeadm ≥ 1.33 ends a control-plane join by waiting for its own components. */
export const waitJoinedControlPlanePhase: Phase<JoinContext> = {
  name: 'wait-control-plane',
  *run(context) {
    const { run } = context;
    const setup = yield* context.setup();
    if (!setup.ok) return setup.failure;
    const { local, cluster } = setup.value;
    const admin = context.admin();
    if (!admin.ok) return admin.failure;
    const server = localServer(local);
    run.out(
      `[control-plane-check] Waiting for healthy control plane components. This can take up to ${goDuration(cluster.controlPlaneTimeoutUs)}`,
      `[control-plane-check] Checking kube-apiserver at ${server}/livez`,
    );
    const startUs = run.world.scheduler.now();
    const kube = run.clients.kube(run.host, { server, credential: { kind: 'anonymous' } });
    const timing = { everyUs: 500_000, timeoutUs: cluster.controlPlaneTimeoutUs };
    const healthy = yield* poll(run, timing, function* () {
      return (yield* kube.raw('/livez')).ok ? true : undefined;
    });
    if (healthy !== true) {
      return {
        cause: `failed while waiting for the control plane to start: kube-apiserver check failed at ${server}/livez: context deadline exceeded`,
      };
    }
    run.out(
      `[control-plane-check] kube-apiserver is healthy after ${goDuration(run.world.scheduler.now() - startUs)}`,
    );
    return undefined;
  },
};
