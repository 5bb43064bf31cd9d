import type { ClusterSpec } from '@quorate/core';
import { parseClusterSpec } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import { loadSshConfig } from '../../src/ssh-config/load-ssh-config.js';
import type { SpecTargetOptions } from '../../src/ssh-config/targets-for-spec.js';
import { targetsForSpec } from '../../src/ssh-config/targets-for-spec.js';
import { LOCAL, memoryFiles } from './memory-files.js';

const HOSTS = `
    - { name: gate, role: jumpbox, address: gate.example.org, advertiseAddress: 192.168.56.3, user: keeper }
    - { name: master1, role: control-plane, address: 192.168.56.5, advertiseAddress: 192.168.56.5 }
    - { name: node1, role: worker, address: 192.168.56.8, advertiseAddress: 192.168.56.8, port: 2208 }`;

function specWith(hosts: string): ClusterSpec {
  const parsed = parseClusterSpec(`
apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: small }
spec:
  kubernetesVersion: v1.26.0
  controlPlaneEndpoint: 192.168.56.5:6443
  networking: { podSubnet: 10.244.0.0/16 }
  cni: none
  hosts:${hosts}
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.spec;
}

async function targets(text: string, more: Partial<SpecTargetOptions> = {}, spec = specWith(HOSTS)) {
  const files = memoryFiles({ '/config': text });
  const config = await loadSshConfig({ userFile: '/config', systemFile: 'none' }, LOCAL, files);
  return targetsForSpec(spec, { config, local: LOCAL, files, ...more });
}

async function found(text: string, more: Partial<SpecTargetOptions> = {}) {
  const result = await targets(text, more);
  if (!result.ok) throw new Error(result.error.join('\n'));
  return result.value;
}

describe('the targets of a specification', () => {
  it('take user and port of the specification before ssh_config, which fills in the rest', async () => {
    const { gate, master1, node1 } = await found('Host 192.168.56.*\n User one\n Port 2200\n');
    expect(gate).toMatchObject({ address: 'gate.example.org', port: 22, user: 'keeper', jumps: [] });
    expect(master1).toMatchObject({ address: '192.168.56.5', port: 2200, user: 'one' });
    expect(node1).toMatchObject({ port: 2208, user: 'one' });
  });

  it('keep port 22 where the document states it', async () => {
    const { master1 } = await found('Port 2200', { portStated: ({ name }) => name === 'master1' });
    expect(master1?.port).toBe(22);
  });

  it('take what is said of one host before everything else', async () => {
    const overridesFor = ({ name }: { readonly name: string }) =>
      name === 'node1' ? { user: 'two', port: 22 } : {};
    const { master1, node1 } = await found('', { overridesFor });
    expect(node1).toMatchObject({ user: 'two', port: 22 });
    expect(master1).toMatchObject({ user: 'me' });
  });

  it('lead through the jumpbox and its own jumps when asked to, whatever ssh_config says of the hosts', async () => {
    const config = 'Host gate.*\n ProxyJump outer\nHost 192.*\n ProxyJump elsewhere\n';
    const { gate, master1, node1 } = await found(config, { jumps: 'jumpbox' });
    expect(gate?.jumps.map(({ address }) => address)).toEqual(['outer']);
    for (const target of [master1, node1])
      expect(target?.jumps.map(({ address }) => address)).toEqual(['outer', 'gate.example.org']);
    expect(master1?.jumps[1]).toMatchObject({ user: 'keeper', jumps: [] });
  });

  it('are refused with the name of the host and the place in ssh_config', async () => {
    expect(await targets('Host 192.168.56.5\n ProxyCommand nc %h %p\n')).toEqual({
      ok: false,
      error: [expect.stringMatching(/^master1: \/config:2: error: proxycommand is not supported/)],
    });
  });

  it('are refused once for what is wrong with a file itself, whichever host it is for', async () => {
    const files = memoryFiles({ '/config': 'User\n' });
    const names = { userFile: '/config', systemFile: '/absent' };
    const config = await loadSshConfig(names, LOCAL, files);
    expect(await targetsForSpec(specWith(HOSTS), { config, local: LOCAL, files })).toEqual({
      ok: false,
      error: [
        expect.stringMatching(/^\/config:1: error: /),
        'error: the ssh_config file /absent does not exist',
      ],
    });
  });

  it('are refused when the jumpbox is asked for and there is none', async () => {
    const spec = specWith(
      HOSTS.split('\n')
        .slice(2)
        .map((line) => `\n${line}`)
        .join(''),
    );
    expect(await targets('', { jumps: 'jumpbox' }, spec)).toEqual({
      ok: false,
      error: ['small: all hosts are to be reached through the jumpbox, but no host has that role'],
    });
  });

  it('say once what is not carried out', async () => {
    const warnings: string[] = [];
    await found('StrictHostKeyChecking no\n', { onWarning: (text) => warnings.push(text) });
    expect(warnings).toEqual([expect.stringContaining('/config:1: warning: StrictHostKeyChecking is off')]);
  });
});
