import type { Task } from '../../engine/task.js';
import type { ClusterConfiguration, ExtraArg } from '../config/kubeadm-config.js';
import type { KubeadmRun } from '../run.js';
import { MANIFESTS_DIR } from './node-setup.js';

export interface StaticPodPlan {
  /** `etcd`, `kube-apiserver`, ... */
  readonly component: string;
  readonly image: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly args: readonly ExtraArg[];
  readonly liveness: {
    readonly host: string;
    readonly port: number;
    readonly path: string;
    readonly scheme: 'HTTP' | 'HTTPS';
  };
}

/** The manifest of a static pod: flags sorted by name, as kubeadm writes them. */
function renderStaticPod(pod: StaticPodPlan, startupFailures: number): string {
  const annotations = Object.entries(pod.annotations);
  const { host, port, path, scheme } = pod.liveness;
  const probe = (failures: number): readonly string[] => [
    `      failureThreshold: ${String(failures)}`,
    '      httpGet:',
    `        host: ${host}`,
    `        path: ${path}`,
    `        port: ${String(port)}`,
    `        scheme: ${scheme}`,
    '      initialDelaySeconds: 10',
    '      periodSeconds: 10',
    '      timeoutSeconds: 15',
  ];
  return [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    ...(annotations.length === 0
      ? []
      : ['  annotations:', ...annotations.map(([key, value]) => `    ${key}: ${value}`)]),
    '  labels:',
    `    component: ${pod.component}`,
    '    tier: control-plane',
    `  name: ${pod.component}`,
    '  namespace: kube-system',
    'spec:',
    '  containers:',
    '  - command:',
    `    - ${pod.component}`,
    ...pod.args.map(({ name, value }) => `    - --${name}=${value}`),
    `    image: ${pod.image}`,
    '    livenessProbe:',
    ...probe(8),
    `    name: ${pod.component}`,
    '    startupProbe:',
    ...probe(startupFailures),
    '  hostNetwork: true',
    '  priorityClassName: system-node-critical',
    'status: {}',
    '',
  ].join('\n');
}

/** Defaults with extra arguments laid over them: one of the same name replaces, duplicates among the extras all stay. */
export function mergeArgs(
  defaults: Readonly<Record<string, string>>,
  extra: readonly ExtraArg[],
): readonly ExtraArg[] {
  const merged = [...extra];
  for (const name of Object.keys(defaults)) {
    if (!extra.some((one) => one.name === name)) merged.push({ name, value: defaults[name] ?? '' });
  }
  return merged.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

export function* writeManifest(
  run: KubeadmRun,
  cluster: ClusterConfiguration,
  pod: StaticPodPlan,
): Task<void> {
  const startupFailures = Math.ceil(cluster.controlPlaneTimeoutUs / 10_000_000);
  yield* run.write(`${MANIFESTS_DIR}/${pod.component}.yaml`, renderStaticPod(pod, startupFailures));
}
