import { DEFAULT_CNI_BIN_DIR } from '../preparation/containerd-config.js';
import type { KubeVersion } from './kube-version.js';
import type { PackageRepository, PreparationSpec, RepositoryKey } from './preparation-spec.js';
import type { ClusterDocument } from './schema.js';

type PreparationDocument = NonNullable<ClusterDocument['spec']['preparation']>;

/** Packages of older minors were never published there. */
export const OLDEST_PUBLISHED_MINOR = 24;

/** Fills in what depends on the release and on the load balancer. The document has passed every check. */
export function preparationSpec(
  document: PreparationDocument,
  version: KubeVersion,
  loadBalancer: 'nginx' | 'haproxy' | 'external' | undefined,
): PreparationSpec {
  const { package: runtime, version: runtimeVersion, sandboxImage, cniBinDir } = document.containerRuntime;
  return {
    hostsFile: document.hostsFile,
    containerRuntime: {
      ...(runtime === undefined ? {} : { package: runtime }),
      ...(runtimeVersion === undefined ? {} : { version: runtimeVersion }),
      ...(sandboxImage === undefined ? {} : { sandboxImage }),
      cniBinDir: cniBinDir ?? DEFAULT_CNI_BIN_DIR,
    },
    repository: repositoryOf(document.repository, version),
    kubernetesPackages: {
      version: document.kubernetesPackages.version ?? `1.${version.minor}.${version.patch}-*`,
    },
    loadBalancerPackages: document.loadBalancerPackages ?? defaultBalancerPackages(loadBalancer),
    etcdClientPackage: document.etcdClientPackage,
    installTimeoutMs: document.installTimeout,
  };
}

function repositoryOf(document: PreparationDocument['repository'], version: KubeVersion): PackageRepository {
  if (document === 'none') return { kind: 'none' };
  if (document !== undefined) {
    const { uri, suite, components, trusted, key } = document;
    return { kind: 'deb', uri, suite, components, trusted, ...(key === undefined ? {} : { key }) };
  }
  const uri = `https://pkgs.k8s.io/core:/stable:/v1.${version.minor}/deb/`;
  const key: RepositoryKey = { kind: 'url', url: `${uri}Release.key` };
  return { kind: 'deb', uri, suite: '/', components: [], trusted: false, key };
}

/** The stream module is a package of its own: without it nginx knows no TCP. */
function defaultBalancerPackages(kind: 'nginx' | 'haproxy' | 'external' | undefined): readonly string[] {
  if (kind === 'nginx') return ['nginx', 'libnginx-mod-stream'];
  return kind === 'haproxy' ? ['haproxy'] : [];
}
