import { errorAt, type Finding } from '../diagnostic.js';
import { writtenPath, type Draft, type DraftHost, type Located, type Setting } from '../draft.js';
import { asIpAddress } from '../endpoint.js';
import { bitsOf, cidrContains, cidrsOverlap, type Cidr, type IpAddress } from '../ip-network.js';
import { isPartOfCluster } from './host-checks.js';

/** kubeadm: the controller manager cuts one such network per node out of the pod subnet. */
const nodePrefix = { 4: 24, 6: 64 } as const;
/** kubeadm: so many bits at most between pod subnet and node network. */
const mostNodeBits = 16;
/** kubeadm: so many bits at most for services. */
const mostServiceBits = 20;
/** kubeadm wants ten addresses, the tenth is the cluster DNS: four bits. */
const leastServiceBits = 4;

/** Pods, services and hosts must not claim the same addresses. */
export function checkNetworks(draft: Draft): readonly Finding[] {
  const { podSubnet, serviceSubnet } = draft;
  const networks = [
    ...(podSubnet === undefined ? [] : [{ what: 'pod', ...podSubnet }]),
    ...(serviceSubnet === undefined ? [] : [{ what: 'service', ...serviceSubnet }]),
  ];
  return [
    ...(podSubnet === undefined ? [] : checkPodSubnet(draft, podSubnet)),
    ...(serviceSubnet === undefined ? [] : checkServiceSubnet(serviceSubnet)),
    ...(podSubnet && serviceSubnet ? checkPair(podSubnet, serviceSubnet) : []),
    ...networks.flatMap((network) => addressesOf(draft).flatMap((address) => checkOutside(network, address))),
    ...(podSubnet === undefined ? [] : checkFamilies(draft, podSubnet.value)),
  ];
}

function checkPodSubnet(draft: Draft, { value, path }: Located<Cidr>): readonly Finding[] {
  const perNode = nodePrefix[value.family];
  const bits = perNode - value.prefix;
  if (bits > mostNodeBits) {
    const message = `${value.text} is too large: kubeadm allows /${perNode - mostNodeBits} at most, for a /${perNode} per node`;
    return [errorAt('pod-subnet-size', path, message)];
  }
  const nodes = draft.hosts.filter(
    ({ role }) => role?.value === 'control-plane' || role?.value === 'worker',
  ).length;
  const room = bits < 0 ? 0 : 2 ** bits;
  if (nodes <= room && room > 0) return [];
  const needed = perNode - Math.ceil(Math.log2(Math.max(1, nodes)));
  const message = `${value.text} has room for ${room} ${room === 1 ? 'node' : 'nodes'} (a /${perNode} each), the cluster has ${nodes}: /${needed} or larger is needed`;
  return [errorAt('pod-subnet-size', path, message)];
}

function checkServiceSubnet({ value, path }: Located<Cidr>): readonly Finding[] {
  const bits = bitsOf(value) - value.prefix;
  if (bits >= leastServiceBits && bits <= mostServiceBits) return [];
  const largest = bitsOf(value) - mostServiceBits;
  const smallest = bitsOf(value) - leastServiceBits;
  const message = `${value.text} is too ${bits > mostServiceBits ? 'large' : 'small'}: kubeadm takes /${largest} to /${smallest}`;
  return [errorAt('service-subnet-size', path, message)];
}

function checkPair(pods: Setting<Cidr>, services: Setting<Cidr>): readonly Finding[] {
  if (pods.value.family !== services.value.family) {
    const message = `pod subnet ${pods.value.text} and service subnet ${services.value.text} must both be IPv4 or both be IPv6`;
    return [errorAt('mixed-address-families', writtenPath(services, pods), message)];
  }
  if (!cidrsOverlap(pods.value, services.value)) return [];
  const message = `service subnet ${services.value.text} overlaps pod subnet ${pods.value.text}`;
  return [errorAt('overlapping-networks', writtenPath(services, pods), message)];
}

interface OwnedAddress extends Located<IpAddress> {
  readonly owner: string;
}

function addressesOf(draft: Draft): readonly OwnedAddress[] {
  const { endpoint } = draft;
  const ip = endpoint === undefined || endpoint === 'left-out' ? undefined : asIpAddress(endpoint.value.host);
  const ofEndpoint =
    endpoint === undefined || endpoint === 'left-out' || ip === undefined
      ? []
      : [{ owner: 'the endpoint', value: ip, path: endpoint.path }];
  return [...ofEndpoint, ...draft.hosts.filter(isPartOfCluster).flatMap(addressesOfHost)];
}

function addressesOfHost(host: DraftHost): readonly OwnedAddress[] {
  const ssh = host.sshAddress && asIpAddress(host.sshAddress.value);
  const advertised = host.advertiseAddress;
  const ofCluster = advertised === undefined ? [] : [{ owner: host.label, ...advertised }];
  if (ssh === undefined || host.sshAddress === undefined || advertised?.path === host.sshAddress.path) {
    return ofCluster;
  }
  return [{ owner: host.label, value: ssh, path: host.sshAddress.path }, ...ofCluster];
}

function checkOutside(
  network: Located<Cidr> & { readonly what: string },
  address: OwnedAddress,
): readonly Finding[] {
  if (!cidrContains(network.value, address.value)) return [];
  const message = `${address.value.text} of ${address.owner} lies in the ${network.what} subnet ${network.value.text}: hosts could not reach it`;
  return [errorAt('address-in-cluster-network', address.path, message)];
}

function checkFamilies(draft: Draft, pods: Cidr): readonly Finding[] {
  return draft.hosts.filter(isPartOfCluster).flatMap((host) => {
    const address = host.advertiseAddress;
    if (address === undefined || address.value.family === pods.family || host.role?.value === 'load-balancer')
      return [];
    const message = `${host.label} advertises an IPv${address.value.family} address, the pod subnet ${pods.text} is IPv${pods.family}`;
    return [errorAt('mixed-address-families', address.path, message)];
  });
}
