/** How hosts that nobody has prepared are to be prepared. Absent from the spec: hosts are only checked. */
export interface PreparationSpec {
  /** Keep an entry for every host in /etc/hosts. */
  readonly hostsFile: boolean;
  readonly containerRuntime: {
    /** Absent: whatever containerd is there, else the distribution's. */
    readonly package?: string;
    /** An apt version or pattern. Absent: any. */
    readonly version?: string;
    readonly sandboxImage?: string;
    readonly cniBinDir: string;
  };
  readonly repository: PackageRepository;
  /** Pattern of apt for the versions of kubelet, kubeadm and kubectl, for example `1.26.0-*`. */
  readonly kubernetesPackages: { readonly version: string };
  readonly loadBalancerPackages: readonly string[];
  readonly etcdClientPackage: string;
  /** Longest time for one installation by apt. */
  readonly installTimeoutMs: number;
}

export type PackageRepository =
  /** The packages are reachable already. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'deb';
      readonly uri: string;
      /** `/` for a flat repository. */
      readonly suite: string;
      readonly components: readonly string[];
      /** Do not check signatures. */
      readonly trusted: boolean;
      readonly key?: RepositoryKey;
    };

export type RepositoryKey =
  | { readonly kind: 'url'; readonly url: string }
  /** A file that is on the hosts already. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'armored'; readonly text: string };
