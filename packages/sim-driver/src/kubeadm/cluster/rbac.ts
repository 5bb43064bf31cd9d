import type { NewKubeObject } from '../../kubernetes/client.js';

const GROUP = 'rbac.authorization.k8s.io';
export const BOOTSTRAPPERS = 'system:bootstrappers:kubeadm:default-node-token';
export const NODES = 'system:nodes';

export interface Rule {
  readonly group?: string;
  readonly resource: string;
  readonly names?: readonly string[];
  readonly verbs: readonly string[];
}

type Subject = { readonly kind: 'Group' | 'User'; readonly name: string };

export function groups(...names: readonly string[]): readonly Subject[] {
  return names.map((name) => ({ kind: 'Group', name }));
}

/** A Role and its RoleBinding of the same name. */
export function roleAndBinding(
  namespace: string,
  name: string,
  rule: Rule,
  subjects: readonly Subject[],
): readonly NewKubeObject[] {
  return [
    { kind: 'Role', namespace, name, body: { rules: [renderRule(rule)] } },
    { kind: 'RoleBinding', namespace, name, body: binding('Role', name, subjects) },
  ];
}

export function clusterRole(name: string, rule: Rule): NewKubeObject {
  return { kind: 'ClusterRole', name, body: { rules: [renderRule(rule)] } };
}

export function clusterRoleBinding(name: string, role: string, subjects: readonly Subject[]): NewKubeObject {
  return { kind: 'ClusterRoleBinding', name, body: binding('ClusterRole', role, subjects) };
}

function renderRule({ group, resource, names, verbs }: Rule): Readonly<Record<string, unknown>> {
  return {
    apiGroups: [group ?? ''],
    resources: [resource],
    ...(names === undefined ? {} : { resourceNames: names }),
    verbs,
  };
}

function binding(
  kind: 'Role' | 'ClusterRole',
  name: string,
  subjects: readonly Subject[],
): Readonly<Record<string, unknown>> {
  return {
    roleRef: { apiGroup: GROUP, kind, name },
    subjects: subjects.map((one) => ({ apiGroup: GROUP, ...one })),
  };
}
