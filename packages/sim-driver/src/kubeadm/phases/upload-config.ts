import type { Task } from '../../engine/task.js';
import type { KubeClient, NewKubeObject } from '../../kubernetes/client.js';
import { renderClusterConfiguration } from '../config/cluster-configuration.js';
import { applyAll, patchNode } from '../cluster/kube-access.js';
import { BOOTSTRAPPERS, NODES, groups, roleAndBinding } from '../cluster/rbac.js';
import { renderClusterStatus } from '../cluster/cluster-status.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun, Phase } from '../run.js';
import type { InitContext } from './init-context.js';
import { renderKubeletConfiguration } from './kubelet-files.js';
import type { NodeSetup } from './node-setup.js';

export const KUBE_SYSTEM = 'kube-system';
export const KUBEADM_CONFIG = 'kubeadm-config';
const CRI_SOCKET_ANNOTATION = 'kubeadm.alpha.kubernetes.io/cri-socket';

/** `kubeadm init phase upload-config`: kubeadm-config, kubelet-config, the Node's annotation. */
export function uploadConfigPhase(): Phase<InitContext> {
  return {
    name: 'upload-config',
    phases: [
      {
        name: 'kubeadm',
        *run(context) {
          const kube = context.kube();
          return kube.ok ? yield* uploadKubeadmConfig(context, kube.value, undefined) : kube.failure;
        },
      },
      {
        name: 'kubelet',
        *run(context) {
          const kube = context.kube();
          return kube.ok ? yield* uploadKubeletConfig(context, kube.value) : kube.failure;
        },
      },
    ],
  };
}

/** Overwrites kubeadm-config wholesale; up to 1.21 with the endpoints of all control-plane hosts beside it. */
export function* uploadKubeadmConfig(
  setup: NodeSetup,
  kube: KubeClient,
  status: string | undefined,
): Task<Failure | undefined> {
  const { run, cluster, node, local } = setup;
  run.out(
    '[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace',
  );
  const data = {
    ClusterConfiguration: renderClusterConfiguration(cluster, run.profile),
    ...(run.profile.config.storesClusterStatus
      ? { ClusterStatus: status ?? renderClusterStatus(run.profile, new Map([[node.name, local]])) }
      : {}),
  };
  const objects: readonly NewKubeObject[] = [
    { kind: 'ConfigMap', namespace: KUBE_SYSTEM, name: KUBEADM_CONFIG, body: { data } },
    ...readableBy('kubeadm:nodes-kubeadm-config', KUBEADM_CONFIG),
  ];
  return yield* applyAll(run, kube, objects, 'error uploading the kubeadm ClusterConfiguration');
}

function* uploadKubeletConfig(context: InitContext, kube: KubeClient): Task<Failure | undefined> {
  const { run, cluster, node } = context;
  const name = run.profile.cluster.kubeletConfigMap;
  run.out(
    `[kubelet] Creating a ConfigMap "${name}" in namespace kube-system with the configuration for the kubelets in the cluster`,
  );
  const kubelet = renderKubeletConfiguration(cluster, run.profile.release.minor);
  const objects: readonly NewKubeObject[] = [
    { kind: 'ConfigMap', namespace: KUBE_SYSTEM, name, body: { data: { kubelet } } },
    ...readableBy(`kubeadm:${name}`, name),
  ];
  const failure = yield* applyAll(run, kube, objects, 'error creating kubelet configuration ConfigMap');
  return failure ?? (yield* annotateCriSocket(run, kube, node.name, node.criSocket));
}

/** Patient: the Node appears only when the kubelet registers. */
export function* annotateCriSocket(
  run: KubeadmRun,
  kube: KubeClient,
  nodeName: string,
  socket: string,
): Task<Failure | undefined> {
  if (!run.profile.files.nodeCriSocketAnnotation) return undefined;
  const patched = yield* patchNode(run, kube, nodeName, (node) => ({
    ...node,
    annotations: { ...node.annotations, [CRI_SOCKET_ANNOTATION]: socket },
  }));
  return patched.ok ? undefined : { cause: 'error uploading crisocket: timed out waiting for the condition' };
}

function readableBy(role: string, configMap: string): readonly NewKubeObject[] {
  const rule = { resource: 'configmaps', names: [configMap], verbs: ['get'] };
  return roleAndBinding(KUBE_SYSTEM, role, rule, groups(BOOTSTRAPPERS, NODES));
}
