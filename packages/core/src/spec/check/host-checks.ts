import { errorAt, warningAt, type DiagnosticCode, type Finding } from '../diagnostic.js';
import type { Draft, DraftHost, Located } from '../draft.js';
import { formatEndpoint } from '../endpoint.js';
import { notAdvertisable } from '../ip-network.js';
import { VIRTUALBOX_NAT_ADDRESS } from '../virtualbox-nat.js';

/** Names and addresses: each host is one host, and can be reached by the others. */
export function checkHosts({ hosts }: Draft): readonly Finding[] {
  const ssh = duplicates(hosts, 'duplicate-ssh-address', 'SSH address', sshEndpointOf);
  const advertised = duplicates(hosts, 'duplicate-advertise-address', 'advertise address', advertisedText);
  return [
    ...duplicates(hosts, 'duplicate-host-name', 'name', (host) => host.name),
    ...ssh,
    // An address that is also the default to advertise is wrong once, not twice.
    ...advertised.filter((finding) => !ssh.some(({ path }) => path === finding.path)),
    ...hosts
      .filter(isPartOfCluster)
      .flatMap((host, _, cluster) => checkAdvertiseAddress(host, cluster.length > 1)),
  ];
}

/** All but the jumpbox talk to each other. */
export function isPartOfCluster(host: DraftHost): boolean {
  return host.role?.value !== 'jumpbox';
}

function duplicates(
  hosts: readonly DraftHost[],
  code: DiagnosticCode,
  what: string,
  keyOf: (host: DraftHost) => Located<string> | undefined,
): readonly Finding[] {
  const owners = new Map<string, DraftHost>();
  return hosts.flatMap((host) => {
    const key = keyOf(host);
    if (key === undefined) return [];
    const owner = owners.get(key.value);
    if (owner === undefined) {
      owners.set(key.value, host);
      return [];
    }
    const whose = code === 'duplicate-host-name' ? `hosts[${String(owner.path.at(-1))}]` : owner.label;
    return [errorAt(code, key.path, `${key.value} is already the ${what} of ${whose}`)];
  });
}

function sshEndpointOf({ sshAddress, sshPort }: DraftHost): Located<string> | undefined {
  if (sshAddress === undefined || sshPort === undefined) return undefined;
  const value = formatEndpoint({ host: sshAddress.value, port: sshPort.value });
  return { value, path: sshAddress.path };
}

/** A jumpbox advertises nothing; its address still is one that no other host may claim. */
function advertisedText(host: DraftHost): Located<string> | undefined {
  const address = host.advertiseAddress;
  if (address === undefined || notAdvertisable(address.value) !== undefined) return undefined;
  return { value: address.value.text, path: address.path };
}

function checkAdvertiseAddress(host: DraftHost, hasOthers: boolean): readonly Finding[] {
  const address = host.advertiseAddress;
  if (address === undefined) {
    if (host.advertiseGiven || host.sshAddress === undefined) return [];
    const message = `${host.label} needs an advertiseAddress: its address ${host.sshAddress.value} is a name, and etcd and the apiserver advertise an IP address`;
    return [errorAt('missing-advertise-address', [...host.path, 'advertiseAddress'], message)];
  }
  const given = host.advertiseGiven ? '' : '; give the advertiseAddress of its cluster network';
  const why = notAdvertisable(address.value);
  if (why !== undefined) {
    const message = `${host.label} cannot advertise ${address.value.text}, ${why}${given}`;
    return [errorAt('unusable-advertise-address', address.path, message)];
  }
  if (address.value.text !== VIRTUALBOX_NAT_ADDRESS) return [];
  const message = `${host.label} advertises ${VIRTUALBOX_NAT_ADDRESS}, which VirtualBox gives to the NAT card of every machine: no other host can reach it there; use the address of its host-only or bridged card`;
  const report = hasOthers ? errorAt : warningAt;
  return [report('virtualbox-nat-address', address.path, message)];
}
