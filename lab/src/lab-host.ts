/** The machines of the tutorial: one to log in to, one load balancer, three masters, two workers. */
export interface LabHost {
  readonly name: string;
  readonly address: string;
  /** Runs kubelet and containers: gets the images. */
  readonly node: boolean;
}

export const labHosts: readonly LabHost[] = [
  { name: 'jumpbox', address: '192.168.56.3', node: false },
  { name: 'proxy', address: '192.168.56.4', node: false },
  { name: 'master1', address: '192.168.56.5', node: true },
  { name: 'master2', address: '192.168.56.6', node: true },
  { name: 'master3', address: '192.168.56.7', node: true },
  { name: 'node1', address: '192.168.56.8', node: true },
  { name: 'node2', address: '192.168.56.9', node: true },
];

export const GATEWAY = '192.168.56.1';

/** Throws with the names there are: for people at a prompt. */
export function labHost(name: string): LabHost {
  const host = labHosts.find((one) => one.name === name);
  if (host === undefined) {
    throw new Error(`no lab host "${name}"; there are ${labHosts.map((one) => one.name).join(', ')}`);
  }
  return host;
}
