import { expect, test } from 'vitest';
import { quorate, simulate } from '../fake-terminal.js';

test('a cluster comes up: progress on stderr, the state of the cluster and one summary on stdout', async () => {
  const { code, out, err } = await simulate();
  expect(code).toBe(0);
  expect(err).toContain('ha-cluster: Kubernetes v1.26.0, 3 masters, 2 workers (simulated, seed 1)');
  expect(err).toMatch(/→ join master3 to the control plane\n +permitted: /);
  expect(err).toContain('3 voters after the change, quorum 2, 2 healthy with master3 counted as down');
  expect(out).toContain('master1# kubectl --kubeconfig=/etc/kubernetes/admin.conf get nodes');
  expect(out.match(/^(?:master[123]|node[12]) +Ready /gm)).toHaveLength(5);
  expect(out).toContain('--cacert=/etc/kubernetes/pki/etcd/ca.crt');
  expect(out.match(/, started, master[123], .*, false$/gm)).toHaveLength(3);
  expect(out).toMatch(
    /\nready\n8 changes in \S+ \S+ of virtual time; 3 voters, quorum 2, any 1 may fail; seed 1, trace [0-9a-f]{16}$/,
  );
});

test('the same seed tells the same story to the letter, another seed another one', async () => {
  const [first, second, other] = await Promise.all([
    simulate('--seed', '5'),
    simulate('--seed', '5'),
    simulate('--seed', '6'),
  ]);
  expect(second).toEqual(first);
  expect(other.out).not.toBe(first.out);
});

test('a late master joins with credentials of its own', async () => {
  const { code, err, out } = await simulate('--late', 'master3=3d');
  expect(code).toBe(0);
  const [, second = ''] = err.split('master3 appears: ');
  expect(second).toContain('→ create a bootstrap token and upload the certificates on master1');
  expect(second).toMatch(/^\+3d 00:.* ✓ join master3 to the control plane/m);
  expect(out).toContain('3 voters, quorum 2, any 1 may fail');
});

test('what was killed is shown with where, what was tried and what was seen', async () => {
  const { code, err } = await simulate('--fault', 'kill:master3,kubeadm@etcd.member-added#2');
  expect(code).toBe(0);
  expect(err).toContain('will go wrong: kill:master3,kubeadm@etcd.member-added#2');
  expect(err).toMatch(
    /✗ failed: join master3 to the control plane \(killed\)\n +tried on master3: kubeadm join .*\n +seen: /,
  );
  expect(err).toMatch(/→ remove etcd member [0-9a-f]+ through master1\n +permitted: quorum-after-change: /);
});

test('the power of a master goes and comes back', async () => {
  const { code } = await simulate('--fault', 'power-off:master2@60s', '--fault', 'power-on:master2@5m');
  expect(code).toBe(0);
});

test('a blocked story ends with its code, the evidence and what is safe next', async () => {
  const { code, out, err } = await simulate('--fault', 'unreachable:master3@0s');
  expect(code).toBe(5);
  expect(err).toMatch(/■ blocked: master3 cannot be observed.*\n +seen: every-master-observed: /);
  expect(out).toContain('there is no cluster to look at');
  expect(out).toMatch(
    /^blocked \(may-hold-a-cluster\): .*\n {2}seen: .*\n(?: {2}seen: .*\n)* {2}safe next: make master3 reachable/m,
  );
  expect(out).toContain('0 changes in');
});

test('--verbose shows the commands on the hosts and every condition', async () => {
  const [brief, verbose] = await Promise.all([simulate(), simulate('--verbose')]);
  expect(brief.err).not.toContain('master1# kubeadm init');
  expect(verbose.err).toContain('master1# kubeadm init --config /run/quorate/init.yaml --upload-certs');
  expect(verbose.err).not.toContain('more conditions');
  expect(verbose.out).toBe(brief.out);
});

test('a fault whose moment never comes is said', async () => {
  const { code, err } = await simulate('--fault', 'reboot:node1@etcd.member-promoted');
  expect(code).toBe(0);
  expect(err).toContain('never happened, its moment did not come: reboot:node1@etcd.member-promoted');
});

test('an interrupted simulation stops at once and exits with 130', async () => {
  const interrupt = new AbortController();
  let turns = 0;
  const breathe = () => {
    turns += 1;
    if (turns === 10) interrupt.abort();
    return Promise.resolve();
  };
  const { code, out, err } = await quorate(['simulate', '--scenario', scenario('late-master')], {
    signal: interrupt.signal,
    breathe,
  });
  expect(code).toBe(130);
  expect(turns).toBe(10);
  expect(err).toContain('interrupted');
  expect(out).toBe('');
});

test('colours go only to the stream that wants them', async () => {
  const { out, err } = await quorate(['simulate', '--scenario', scenario('wrong-clock')], {
    colour: { out: false, err: true },
  });
  expect(err).toContain('\u001B[');
  expect(out).not.toContain('\u001B[');
});

function scenario(name: string): string {
  return new URL(`../../../../examples/scenarios/${name}.yaml`, import.meta.url).pathname;
}
