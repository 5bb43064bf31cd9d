import type { HostName } from '@quorate/core';
import type { SshTarget } from '@quorate/ssh-driver';
import { labHosts } from '../../src/lab-host.js';
import { clientKey, knownHosts, LOGIN_USER } from '../../src/places.js';

/** Every host through the jumpbox, as the tutorial's machines are reached; host keys are those that the lab made. */
export function labTargets(): Readonly<Record<HostName, SshTarget>> {
  const target = (address: string, jumps: readonly SshTarget[]): SshTarget => ({
    address,
    port: 22,
    user: LOGIN_USER,
    authentication: [{ kind: 'key-file', path: clientKey }],
    hostKeys: { kind: 'strict', knownHosts: [knownHosts] },
    jumps,
    sudo: { kind: 'passwordless' },
  });
  const jumpbox = target(labHosts[0]?.address ?? '', []);
  return Object.fromEntries(
    labHosts.map(({ name, address }) => [name, name === 'jumpbox' ? jumpbox : target(address, [jumpbox])]),
  );
}
