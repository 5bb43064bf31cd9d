import { errorAt, warningAt, type Finding } from '../diagnostic.js';
import { hostsOfRole, type Draft, type DraftHost, type Located } from '../draft.js';
import { asIpAddress, formatEndpoint, type Endpoint } from '../endpoint.js';

const endpointPath = ['spec', 'controlPlaneEndpoint'];

/** What every kubeconfig points at must outlive each single master. */
export function checkEndpoint(draft: Draft): readonly Finding[] {
  const { endpoint, loadBalancer } = draft;
  if (endpoint === undefined) return [];
  if (endpoint === 'left-out') return checkLeftOut(draft);
  if (loadBalancer === undefined) return [];
  const own = loadBalancer !== 'left-out' && loadBalancer.kind?.value !== 'external';
  return own ? checkThroughOwn(draft, endpoint) : checkWithoutOwn(draft, endpoint);
}

function checkLeftOut(draft: Draft): readonly Finding[] {
  const masters = hostsOfRole(draft, 'control-plane').length;
  if (masters > 1) {
    const message = `is required with ${masters} control-plane hosts: a cluster made without one cannot take a second`;
    return [errorAt('missing-endpoint', endpointPath, message)];
  }
  if (draft.loadBalancer === 'left-out') return [];
  const message = 'is required with a load balancer: the address that it answers at';
  return [errorAt('missing-endpoint', endpointPath, message)];
}

function checkThroughOwn(draft: Draft, endpoint: Located<Endpoint>): readonly Finding[] {
  const balancer = hostsOfRole(draft, 'load-balancer')[0];
  const written = asIpAddress(endpoint.value.host);
  // A DNS name may resolve to the load balancer: the path is proven on the hosts.
  if (balancer === undefined || written === undefined || isAddressOf(balancer, written.text)) return [];
  const expected = balancer.advertiseAddress?.value.text ?? balancer.sshAddress?.value ?? 'its address';
  const other = draft.hosts.find((host) => isAddressOf(host, written.text));
  const path = endpoint.path;
  if (other !== undefined) {
    const message = `${written.text} is ${other.label}, not the load balancer ${balancer.label} (${expected})`;
    return [errorAt('endpoint-not-load-balancer', path, message)];
  }
  const message = `${written.text} is not an address of the load balancer ${balancer.label} (${expected}): right only if it is a virtual or translated address that leads there`;
  return [warningAt('endpoint-not-load-balancer', path, message)];
}

function checkWithoutOwn(draft: Draft, endpoint: Located<Endpoint>): readonly Finding[] {
  const masters = hostsOfRole(draft, 'control-plane');
  if (masters.length < 2) return [];
  const { host } = endpoint.value;
  const only = masters.find((master) => master.advertiseAddress?.value.text === host);
  if (only !== undefined) {
    const message = `${host} is ${only.label} alone: without it no kubelet and no client reaches the API, although ${masters.length - 1} other ${masters.length === 2 ? 'master serves' : 'masters serve'} it; put a load balancer in front`;
    return [warningAt('endpoint-is-one-master', endpoint.path, message)];
  }
  // A host of that role without spec.loadBalancer is reported as such.
  if (draft.loadBalancer !== 'left-out' || hostsOfRole(draft, 'load-balancer').length > 0) return [];
  const message = `nothing says what answers at ${formatEndpoint(endpoint.value)} for ${masters.length} control-plane hosts; add spec.loadBalancer, kind external if it is not ours`;
  return [warningAt('undeclared-load-balancer', endpoint.path, message)];
}

function isAddressOf(host: DraftHost, address: string): boolean {
  return host.advertiseAddress?.value.text === address || host.sshAddress?.value === address;
}
