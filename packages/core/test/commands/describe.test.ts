import { expect, it } from 'vitest';
import type { Command } from '../../src/commands/command.js';
import { describe, mutates } from '../../src/commands/describe.js';
import { describeStep } from '../../src/commands/describe-step.js';
import { Secret } from '../../src/foundation/secret.js';
import { SAMPLE_COMMANDS, TOKEN, sampleSpec } from './sample-cluster.js';

it('says in one line what each command is for', () => {
  const lines = Object.values<Command>(SAMPLE_COMMANDS).map((command) => describe(command, sampleSpec()));
  expect(lines).toEqual([
    'observe all 6 hosts, with identity, installation, certificates, alarms, capacity, paths',
    'wait 5 s: the new member starts',
    'prepare master1: complete interrupted package work; install the programs that the protocol calls; name every host in /etc/hosts; switch swap off; load overlay and br_netfilter; let bridged traffic be filtered and packets be forwarded; install the container runtime; configure the container runtime for systemd cgroups; add the package repository of Kubernetes; install and hold kubelet, kubeadm and kubectl',
    'configure nginx on proxy',
    'prove that master1, node1 can reach 192.168.56.4:6443',
    'ask the apiserver of master1, master2 whether it is ready',
    'initialise the control plane on master1',
    'finish the interrupted initialisation on master1',
    'create a bootstrap token and upload the certificates on master1',
    'revoke 2 bootstrap tokens through master1',
    'apply the CNI manifest cni.yaml through master1',
    'join master2 to the control plane',
    'finish the interrupted join of master2',
    'promote learner 3f1f3c49740f857d to voter through master1',
    'remove etcd member bed8af945f48d423 through master1',
    'delete Node master3 through master1',
    'restart the kubelet of master3',
    'reset master3',
    'join node1 as a worker',
  ]);
});

it('knows the commands that change nothing', () => {
  const harmless = Object.values<Command>(SAMPLE_COMMANDS).filter((command) => !mutates(command));
  expect(harmless.map(({ kind }) => kind)).toEqual(['observe', 'wait', 'prove-endpoint', 'probe-api']);
});

it('quotes what a shell would split', () => {
  const argv = ['echo', "it's", 'a b', 'plain=1'] as const;
  expect(describeStep({ kind: 'run', argv: [...argv], timeoutMs: 1 })).toBe(`echo 'it'\\''s' 'a b' plain=1`);
});

it('shows a probe and a file, but nothing of what is in the file', () => {
  const content = ['token: ', new Secret('bootstrap-token', TOKEN)];
  expect(describeStep({ kind: 'write-file', path: '/run/x', content, mode: 0o600, timeoutMs: 1 })).toBe(
    'install -D -m 0600 /dev/stdin /run/x',
  );
  expect(describeStep({ kind: 'probe-tcp', address: '10.0.0.1', port: 6443, timeoutMs: 4_500 })).toBe(
    'nc -z -w 5 10.0.0.1 6443',
  );
});
