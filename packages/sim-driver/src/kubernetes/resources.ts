/** Where a kind lives in the API: its plural, its group and version, and whether it has a namespace. */
export interface Resource {
  readonly kind: string;
  readonly plural: string;
  /** Empty: the core group. */
  readonly group: string;
  readonly version: string;
  readonly namespaced: boolean;
}

const RBAC = 'rbac.authorization.k8s.io';

const RESOURCES: readonly Resource[] = [
  { kind: 'Node', plural: 'nodes', group: '', version: 'v1', namespaced: false },
  { kind: 'Namespace', plural: 'namespaces', group: '', version: 'v1', namespaced: false },
  { kind: 'Secret', plural: 'secrets', group: '', version: 'v1', namespaced: true },
  { kind: 'ConfigMap', plural: 'configmaps', group: '', version: 'v1', namespaced: true },
  { kind: 'Pod', plural: 'pods', group: '', version: 'v1', namespaced: true },
  { kind: 'Service', plural: 'services', group: '', version: 'v1', namespaced: true },
  { kind: 'ServiceAccount', plural: 'serviceaccounts', group: '', version: 'v1', namespaced: true },
  { kind: 'DaemonSet', plural: 'daemonsets', group: 'apps', version: 'v1', namespaced: true },
  { kind: 'Deployment', plural: 'deployments', group: 'apps', version: 'v1', namespaced: true },
  { kind: 'Lease', plural: 'leases', group: 'coordination.k8s.io', version: 'v1', namespaced: true },
  {
    kind: 'CertificateSigningRequest',
    plural: 'certificatesigningrequests',
    group: 'certificates.k8s.io',
    version: 'v1',
    namespaced: false,
  },
  { kind: 'Role', plural: 'roles', group: RBAC, version: 'v1', namespaced: true },
  { kind: 'RoleBinding', plural: 'rolebindings', group: RBAC, version: 'v1', namespaced: true },
  { kind: 'ClusterRole', plural: 'clusterroles', group: RBAC, version: 'v1', namespaced: false },
  {
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings',
    group: RBAC,
    version: 'v1',
    namespaced: false,
  },
];

const BY_KIND = new Map(RESOURCES.map((resource) => [resource.kind, resource]));

const SHORT_NAMES: Readonly<Record<string, string>> = {
  no: 'nodes',
  ns: 'namespaces',
  cm: 'configmaps',
  po: 'pods',
  svc: 'services',
  sa: 'serviceaccounts',
  ds: 'daemonsets',
  deploy: 'deployments',
  csr: 'certificatesigningrequests',
};

/** The resource of a kind; kinds that are not built in are namespaced custom resources. */
export function resourceOf(kind: string): Resource {
  return (
    BY_KIND.get(kind) ?? {
      kind,
      plural: `${kind.toLowerCase()}s`,
      group: 'apiextensions.k8s.io',
      version: 'v1',
      namespaced: true,
    }
  );
}

/** The resource that kubectl means by `nodes`, `node`, `no`, `ds`, `secret`, ... */
export function resourceNamed(name: string): Resource | undefined {
  const lower = name.toLowerCase();
  const plural = SHORT_NAMES[lower] ?? lower;
  return RESOURCES.find((resource) => resource.plural === plural || resource.kind.toLowerCase() === plural);
}

/** `secrets`, `daemonsets.apps`: how the API names a resource in its messages. */
export function qualifiedPlural(resource: Resource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

export function apiVersion(resource: Resource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** `/api/v1/namespaces/kube-system/secrets/x`, `/apis/apps/v1/...` */
export function urlPath(resource: Resource, namespace: string | undefined, name?: string): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${apiVersion(resource)}`;
  const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return `${root}${scope}/${resource.plural}${name === undefined ? '' : `/${name}`}`;
}

/** Where objects of a resource stand in etcd, with a final slash. */
export function registryPrefix(resource: Resource, namespace?: string): string {
  return `/registry/${resource.plural}/${namespace === undefined ? '' : `${namespace}/`}`;
}
