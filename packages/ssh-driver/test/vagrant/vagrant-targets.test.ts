import { describe, expect, it } from 'vitest';
import type { VagrantMachine } from '../../src/vagrant/parse-vagrant-ssh-config.js';
import { vagrantTargets } from '../../src/vagrant/vagrant-targets.js';

const machine = (name: string, port: number): VagrantMachine => ({
  name,
  address: '127.0.0.1',
  port,
  user: 'vagrant',
  identityFiles: [`/keys/${name}`],
});
const MACHINES = [machine('jumpbox', 2222), machine('master1', 2200), machine('node1', 2201)];
const hostKeys = { kind: 'accept-new', file: '/project/known_hosts' } as const;

describe('targets for Vagrant machines', () => {
  it('are the forwarded ports, with the key of each, sudo without a password, and the key known by the name', () => {
    const targets = vagrantTargets(MACHINES, { hostKeys });
    expect(targets).toMatchObject({ ok: true });
    expect(targets.ok && targets.value['master1']).toEqual({
      address: '127.0.0.1',
      port: 2200,
      user: 'vagrant',
      authentication: [{ kind: 'key-file', path: '/keys/master1' }],
      hostKeys: {
        kind: 'accept-new',
        knownHosts: ['/project/known_hosts'],
        addTo: '/project/known_hosts',
        alias: 'master1',
      },
      jumps: [],
      sudo: { kind: 'passwordless' },
    });
  });

  it('lead through the jumpbox to private addresses, each end with its own key and host key', () => {
    const privateAddresses = { master1: '192.168.56.5', node1: '192.168.56.8' };
    const targets = vagrantTargets(MACHINES, { hostKeys, through: 'jumpbox', privateAddresses });
    if (!targets.ok) throw new Error(targets.error.join('\n'));
    const { jumpbox, master1 } = targets.value;
    expect(jumpbox).toMatchObject({ address: '127.0.0.1', port: 2222, jumps: [] });
    expect(master1).toMatchObject({ address: '192.168.56.5', port: 22, hostKeys: { alias: 'master1' } });
    expect(master1?.authentication).toEqual([{ kind: 'key-file', path: '/keys/master1' }]);
    expect(master1?.jumps).toEqual([jumpbox]);
    expect(jumpbox?.authentication).toEqual([{ kind: 'key-file', path: '/keys/jumpbox' }]);
  });

  it('check no host key only when that was chosen', () => {
    const targets = vagrantTargets(MACHINES, { hostKeys: { kind: 'off' } });
    expect(targets.ok && targets.value['node1']?.hostKeys).toEqual({ kind: 'off' });
  });

  it.each([
    ['the jumpbox is not up', MACHINES.slice(1), {}, 'jumpbox: Vagrant does not show this machine'],
    [
      'a private address is missing',
      MACHINES,
      { master1: '192.168.56.5' },
      'node1: its private address is not given',
    ],
    [
      'a machine has no key',
      [machine('jumpbox', 1), { ...machine('m', 2), identityFiles: [] }],
      {},
      'm: Vagrant shows no IdentityFile',
    ],
  ])('are refused by name when %s', (_, machines, privateAddresses, error) => {
    const targets = vagrantTargets(machines, { hostKeys, through: 'jumpbox', privateAddresses });
    expect(targets).toEqual({ ok: false, error: [expect.stringContaining(error)] });
  });
});
