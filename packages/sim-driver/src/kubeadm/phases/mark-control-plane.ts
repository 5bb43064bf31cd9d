import type { Task } from '../../engine/task.js';
import type { KubeClient, KubeObject } from '../../kubernetes/client.js';
import { asArray, asObject, asString, at } from '../../kubernetes/json.js';
import type { NodeRegistration } from '../config/kubeadm-config.js';
import { patchNode } from '../cluster/kube-access.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun, Phase } from '../run.js';
import type { InitContext } from './init-context.js';

/** `kubeadm init phase mark-control-plane`. */
export function markControlPlanePhase(): Phase<InitContext> {
  return {
    name: 'mark-control-plane',
    *run(context) {
      const kube = context.kube();
      return kube.ok ? yield* markControlPlane(context.run, kube.value, context.node) : kube.failure;
    },
  };
}

/** Labels and taints the Node of this host. */
export function* markControlPlane(
  run: KubeadmRun,
  kube: KubeClient,
  registration: NodeRegistration,
): Task<Failure | undefined> {
  const { labels, taintKeys } = run.profile.cluster;
  const taints = registration.taints ?? taintKeys.map((key) => `${key}:NoSchedule`);
  const head = `[mark-control-plane] Marking the node ${registration.name} as control-plane by adding the`;
  if (run.profile.text.markLabels === 'quoted') {
    const quoted = labels.map(
      (label, index) => `"${label}=''${index === labels.length - 1 ? ' (deprecated)' : ''}"`,
    );
    run.out(`${head} labels ${quoted.join(' and ')}`);
  } else {
    run.out(`${head} labels: [${labels.join(' ')}]`);
  }
  if (taints.length > 0) run.out(`${head} taints [${taints.join(' ')}]`);
  const marked = yield* patchNode(run, kube, registration.name, (node) => withMarks(node, labels, taints));
  return marked.ok
    ? undefined
    : { cause: `error applying control-plane label and taints: ${marked.error.message}` };
}

function withMarks(node: KubeObject, labels: readonly string[], taints: readonly string[]): KubeObject {
  const spec = asObject(node.body['spec']);
  const present = asArray(spec['taints']);
  const known = new Set(present.map(taintName));
  const added = taints
    .filter((taint) => !known.has(taint))
    .map((taint) => {
      const [key = '', effect = ''] = taint.split(':');
      return { key, effect };
    });
  return {
    ...node,
    labels: { ...node.labels, ...Object.fromEntries(labels.map((label) => [label, ''])) },
    body: { ...node.body, spec: { ...spec, taints: [...present, ...added] } },
  };
}

function taintName(taint: unknown): string {
  return `${asString(at(taint, 'key')) ?? ''}:${asString(at(taint, 'effect')) ?? ''}`;
}
