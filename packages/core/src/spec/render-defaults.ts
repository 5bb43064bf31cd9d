import { stringify } from 'yaml';
import type { ClusterSpec, CniSpec, HostSpec } from './cluster-spec.js';
import { formatDuration } from './duration.js';
import { asIpAddress, formatEndpoint } from './endpoint.js';
import type { PackageRepository, PreparationSpec, RepositoryKey } from './preparation-spec.js';
import { API_VERSION, KIND, type ClusterDocumentInput } from './schema.js';

/** The spec as a document with every default visible. It parses back to the same spec, but for the CNI manifest's content, which has its own file. */
export function renderDefaults(spec: ClusterSpec): string {
  return stringify(documentOf(spec), { lineWidth: 0, aliasDuplicateObjects: false });
}

function documentOf(spec: ClusterSpec): ClusterDocumentInput {
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { name: spec.name },
    spec: {
      kubernetesVersion: spec.kubernetesVersion,
      controlPlaneEndpoint: formatEndpoint(spec.controlPlaneEndpoint),
      networking: spec.networking,
      etcd: { topology: spec.etcd.kind },
      ...(spec.loadBalancer === undefined ? {} : { loadBalancer: spec.loadBalancer }),
      cni: cniOf(spec.cni),
      hosts: spec.hosts.map(hostOf),
      ...(spec.criSocket === undefined ? {} : { criSocket: spec.criSocket }),
      ...(spec.imageRepository === undefined ? {} : { imageRepository: spec.imageRepository }),
      ignorePreflightErrors: [...spec.ignorePreflightErrors],
      credentials: {
        tokenTtl: formatDuration(spec.credentials.tokenTtlMs),
        keep: spec.credentials.keep,
      },
      ...(spec.preparation === undefined ? {} : { preparation: preparationOf(spec.preparation) }),
      certificates: { warnBelow: formatDuration(spec.certificates.warnBelowMs) },
      budgets: {
        joinAttempts: spec.budgets.joinAttempts,
        joinTimeout: formatDuration(spec.budgets.joinTimeoutMs),
        initTimeout: formatDuration(spec.budgets.initTimeoutMs),
        settle: formatDuration(spec.budgets.settleMs),
        blockedPatience: formatDuration(spec.budgets.blockedPatienceMs),
        maxClockSkew: formatDuration(spec.budgets.maxClockSkewMs),
      },
      assumeNew: spec.assumeNew,
    },
  };
}

function hostOf({
  name,
  role,
  ssh,
  advertiseAddress,
}: HostSpec): ClusterDocumentInput['spec']['hosts'][number] {
  // Only a jumpbox may have no IP address of its own: it advertises nothing.
  const hasAddress = asIpAddress(advertiseAddress) !== undefined;
  return { name, role, ...ssh, ...(hasAddress ? { advertiseAddress } : {}) };
}

function cniOf(cni: CniSpec): ClusterDocumentInput['spec']['cni'] {
  return cni.kind === 'none' ? 'none' : { manifest: cni.source };
}

type PreparationInput = NonNullable<ClusterDocumentInput['spec']['preparation']>;

function preparationOf(preparation: PreparationSpec): PreparationInput {
  const { repository, loadBalancerPackages, installTimeoutMs, ...same } = preparation;
  return {
    ...same,
    repository: repositoryOf(repository),
    loadBalancerPackages: [...loadBalancerPackages],
    installTimeout: formatDuration(installTimeoutMs),
  };
}

function repositoryOf(repository: PackageRepository): PreparationInput['repository'] {
  if (repository.kind === 'none') return 'none';
  const { uri, suite, components, trusted, key } = repository;
  return {
    uri,
    suite,
    components: [...components],
    trusted,
    ...(key === undefined ? {} : { key: keyText(key) }),
  };
}

function keyText(key: RepositoryKey): string {
  switch (key.kind) {
    case 'url':
      return key.url;
    case 'file':
      return key.path;
    case 'armored':
      return key.text;
  }
}
