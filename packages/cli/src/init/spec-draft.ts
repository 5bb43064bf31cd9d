/** What `init` knows of a cluster that somebody has in mind. What is absent is left for that person to fill in. */
export interface SpecDraft {
  readonly name: string;
  readonly kubernetesVersion: string;
  readonly masters: number;
  readonly workers: number;
  /** Addresses in the order of the hosts; shorter lists leave the rest open. */
  readonly masterAddresses: readonly string[];
  readonly workerAddresses: readonly string[];
  readonly loadBalancer: 'nginx' | 'haproxy' | 'external' | 'none';
  /** Of the load balancer's host; for `external` the endpoint itself. */
  readonly loadBalancerAddress: string | undefined;
  readonly user: string | undefined;
}
