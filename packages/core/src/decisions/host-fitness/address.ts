import type { Observation } from '../../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import { runsKubelet } from '../../spec/cluster-spec.js';
import { VIRTUALBOX_NAT_ADDRESS } from '../../spec/virtualbox-nat.js';
import { nodeOfHost } from '../node-standing.js';
import type { Check } from '../verdict.js';
import { check } from '../verdict.js';

/**
 * VirtualBox gives every machine the same address on its NAT card, and the default route: kubeadm and the kubelet would choose
 * it by themselves. No other host can reach a machine there.
 */
export function addressCheck(spec: ClusterSpec, observation: Observation, host: HostSpec): Check {
  const addresses = observation.hosts[host.name]?.identity?.addresses;
  const node = nodeOfHost(observation, host)?.internalIp;
  const alone = spec.hosts.filter(runsKubelet).length === 1;
  if (alone) return check('host-address', 'yes', `${host.name} is the only host of its cluster`);
  if (node === VIRTUALBOX_NAT_ADDRESS) return refused(`Node ${host.name} has registered with`);
  if (addresses === undefined)
    return check('host-address', 'unknown', `${host.name}: addresses not observed`);
  const [first, ...others] = addresses;
  if (first === VIRTUALBOX_NAT_ADDRESS && others.length === 0)
    return refused(`the only address of ${host.name} is`);
  const behindNat = addresses.includes(VIRTUALBOX_NAT_ADDRESS)
    ? `, not ${VIRTUALBOX_NAT_ADDRESS} of its NAT card`
    : '';
  return check('host-address', 'yes', `${host.name} is told to use ${host.advertiseAddress}${behindNat}`);
}

function refused(what: string): Check {
  return check(
    'host-address',
    'no',
    `${what} ${VIRTUALBOX_NAT_ADDRESS}, which VirtualBox gives to the NAT card of every machine`,
  );
}
