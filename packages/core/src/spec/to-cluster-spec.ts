import { invariant } from '../foundation/invariant.js';
import type { ClusterSpec, HostSpec, LoadBalancerSpec } from './cluster-spec.js';
import { DEFAULT_API_PORT, type Endpoint } from './endpoint.js';
import { formatKubeVersion } from './kube-version.js';
import { preparationSpec } from './default-preparation.js';
import type { ClusterDocument } from './schema.js';

type Spec = ClusterDocument['spec'];

/** Fills in the defaults that depend on other fields. The document has passed every check. */
export function toClusterSpec({ metadata, spec }: ClusterDocument): ClusterSpec {
  const hosts = spec.hosts.map(hostSpec);
  return {
    name: metadata.name,
    kubernetesVersion: formatKubeVersion(spec.kubernetesVersion),
    controlPlaneEndpoint: spec.controlPlaneEndpoint ?? onlyMaster(hosts),
    networking: {
      podSubnet: spec.networking.podSubnet.text,
      serviceSubnet: spec.networking.serviceSubnet.text,
      dnsDomain: spec.networking.dnsDomain,
    },
    etcd: { kind: spec.etcd.topology },
    ...(spec.loadBalancer === undefined ? {} : { loadBalancer: loadBalancerSpec(spec.loadBalancer, hosts) }),
    cni: spec.cni === 'none' ? { kind: 'none' } : { kind: 'manifest', source: spec.cni.manifest },
    hosts,
    ...(spec.criSocket === undefined ? {} : { criSocket: spec.criSocket }),
    ...(spec.imageRepository === undefined ? {} : { imageRepository: spec.imageRepository }),
    ignorePreflightErrors: spec.ignorePreflightErrors,
    credentials: { tokenTtlMs: spec.credentials.tokenTtl, keep: spec.credentials.keep },
    ...(spec.preparation === undefined
      ? {}
      : {
          preparation: preparationSpec(spec.preparation, spec.kubernetesVersion, spec.loadBalancer?.kind),
        }),
    certificates: { warnBelowMs: spec.certificates.warnBelow },
    budgets: {
      joinAttempts: spec.budgets.joinAttempts,
      joinTimeoutMs: spec.budgets.joinTimeout,
      initTimeoutMs: spec.budgets.initTimeout,
      settleMs: spec.budgets.settle,
      blockedPatienceMs: spec.budgets.blockedPatience,
      maxClockSkewMs: spec.budgets.maxClockSkew,
    },
    assumeNew: spec.assumeNew,
  };
}

function hostSpec(host: Spec['hosts'][number]): HostSpec {
  const { name, role, address, port, user, advertiseAddress } = host;
  return {
    name,
    role,
    ssh: { address, port, ...(user === undefined ? {} : { user }) },
    advertiseAddress: advertiseAddress?.text ?? address,
  };
}

function loadBalancerSpec(
  { kind, host }: NonNullable<Spec['loadBalancer']>,
  hosts: readonly HostSpec[],
): LoadBalancerSpec {
  if (kind === 'external') return { kind };
  const target = host ?? hosts.find(({ role }) => role === 'load-balancer')?.name;
  invariant(target !== undefined, 'a checked load balancer has a host');
  return { kind, host: target };
}

function onlyMaster(hosts: readonly HostSpec[]): Endpoint {
  const master = hosts.find(({ role }) => role === 'control-plane');
  invariant(master !== undefined, 'a checked cluster has a master');
  return { host: master.advertiseAddress, port: DEFAULT_API_PORT };
}
