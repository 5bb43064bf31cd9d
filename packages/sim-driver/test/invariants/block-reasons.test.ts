import type { BlockCode, BlockReason, CheckId, Command } from '@quorate/core';
import { bootstrapTokenDescription } from '@quorate/core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InvariantMonitor } from '../../src/index.js';
import { monitorInvariants, Simulation } from '../../src/index.js';
import { runChecked } from '../../src/check/index.js';
import { createAuthority } from '../../src/pki/authority.js';
import { encodeCertificate } from '../../src/pki/certificate.js';
import { Archives } from '../../src/packages/archive.js';
import { cluster, strike } from '../faults/laboratory.js';
import { faultOf } from '../support/faults.js';
import { specToPrepare, unpreparedSimulation } from '../support/preparation.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

const CLUSTER_CA = '/etc/kubernetes/pki/ca.crt';
const KUBERNETES_URI = 'https://pkgs.k8s.io/core:/stable:/v1.26/deb/';

type Failing = readonly [id: CheckId, evidence: string];

function reasonOf(code: BlockCode, summary: string, ...failing: readonly Failing[]): BlockReason {
  const evidence = failing.map(([id, text]) => ({ id, holds: 'no', evidence: text }) as const);
  return { code, summary, evidence, remedies: ['look at it'] };
}

/** What a run says when it ends with this reason. */
function endWith(monitor: InvariantMonitor, reason: BlockReason): void {
  const result = { status: 'blocked', reason, changes: 0, tookMs: 0 } as const;
  monitor.onEvent({ type: 'run.ended', atMs: 0, result });
}

/** What the invariant says of a run over this world that ends with this reason. */
function judged(
  simulation: Simulation,
  reason: BlockReason,
  begun: readonly Command[] = [],
): string | undefined {
  const monitor = monitorInvariants(simulation);
  for (const [index, command] of begun.entries())
    monitor.onEvent({
      type: 'command.issued',
      atMs: 0,
      id: `c${String(index)}`,
      command,
      title: command.kind,
      mutates: false,
    });
  endWith(monitor, reason);
  monitor.stop();
  const found = monitor.violations.filter(({ invariant }) => invariant === 'blocked-for-a-true-reason');
  return found[0]?.message;
}

/** As runs word them, over a cluster in which none of it is so. */
const FALSE_REASONS: Readonly<Record<BlockCode, Omit<BlockReason, 'code'>>> = {
  'may-hold-a-cluster': reasonOf('may-hold-a-cluster', 'master3 cannot be observed and may hold the cluster'),
  'two-clusters': reasonOf('two-clusters', 'master1 and master3 hold different clusters'),
  'another-cluster': reasonOf('another-cluster', 'the hosts run a cluster whose endpoint is another one'),
  'host-of-another-cluster': reasonOf('host-of-another-cluster', 'node1 belongs to another cluster'),
  'host-unfit': reasonOf('host-unfit', 'node1 cannot be joined as it is'),
  'host-unprepared': reasonOf('host-unprepared', 'node1 is not prepared, and may not be changed as it is'),
  'peers-not-reachable': reasonOf('peers-not-reachable', 'masters do not reach each other'),
  'host-unreachable': reasonOf('host-unreachable', 'master3 is not reachable: no route to host'),
  'load-balancer-not-configured': reasonOf('load-balancer-not-configured', 'it could not be configured'),
  'endpoint-not-reachable': reasonOf('endpoint-not-reachable', 'master3 may not join', [
    'api-through-endpoint',
    'asked from master1: no',
  ]),
  'init-interrupted': reasonOf('init-interrupted', 'an init on master1 was interrupted'),
  'init-failed': reasonOf('init-failed', 'kubeadm init on master1 did not succeed in 3 attempts'),
  'api-not-answering': reasonOf(
    'api-not-answering',
    'a cluster is there (master1) but its API does not answer',
  ),
  'data-lost': reasonOf('data-lost', 'etcd on master1 knows nothing of the cluster that node1 belongs to'),
  'quorum-lost': reasonOf('quorum-lost', 'etcd has no quorum: 1 of 3 voters healthy'),
  'voter-unhealthy': reasonOf('voter-unhealthy', 'the etcd member of master2 is a voter and not healthy'),
  'join-refused': reasonOf('join-refused', 'master3 may not join the control plane'),
  'join-budget-spent': reasonOf('join-budget-spent', 'master3 did not become a master in the 3 attempts'),
  'member-not-removable': reasonOf('member-not-removable', 'member a1 of master3 is unstarted; it must stay'),
  'member-not-listed': reasonOf('member-not-listed', 'etcd runs on master3, and nobody knows it'),
  'host-not-observable': reasonOf('host-not-observable', 'master2 answers, but could not be read'),
  'credentials-not-minted': reasonOf(
    'credentials-not-minted',
    'token or certificate key could not be minted',
  ),
  'credential-left': reasonOf('credential-left', 'credentials for joining could not be revoked: abcdef'),
  'token-not-signed': reasonOf('token-not-signed', 'cluster-info is not signed with the bootstrap token'),
  'certificate-expired': reasonOf('certificate-expired', 'apiserver on master1 expired 1h ago'),
  'certificate-not-yet-valid': reasonOf(
    'certificate-not-yet-valid',
    'ca on master1 not valid for another 1h',
  ),
  'cni-not-applied': reasonOf('cni-not-applied', 'the CNI manifest could not be applied: no answer'),
  'worker-budget-spent': reasonOf('worker-budget-spent', 'node1 did not join in 3 attempts'),
  'not-settling': reasonOf('not-settling', 'every step was done, but the cluster is not complete'),
};

/** Over a cluster that is ready, something has happened; and a reason that misses it. */
const MISSES: readonly (readonly [struck: string, reason: BlockReason])[] = [
  ['power-off:master3', reasonOf('host-unreachable', 'master2 is not reachable: no answer')],
  ['refuse-login:node1', reasonOf('host-unreachable', 'node2 is not reachable: authentication failed')],
  ['hang:master3', reasonOf('voter-unhealthy', 'the etcd member of master2 is a voter and not healthy')],
  ['power-off:master3', reasonOf('quorum-lost', 'etcd has no quorum: 1 of 3 voters healthy')],
  [
    'crash-loop:master3,kube-apiserver',
    reasonOf('api-not-answering', 'master1, master2, master3 do not answer'),
  ],
  ['swap-on:node1', reasonOf('host-unfit', 'node1', ['host-memory', 'node1: 512 of the 1700 MB'])],
  ['move-clock:node1,3h', reasonOf('host-unfit', 'node1', ['host-clock', 'the clock of node2 is 3h ahead'])],
  ['isolate:node1', reasonOf('peers-not-reachable', 'masters do not reach each other')],
  [
    'expire-certificate:master1,pki/apiserver.crt',
    reasonOf('certificate-not-yet-valid', 'apiserver on master1 is not valid yet'),
  ],
  [
    'premature-certificate:master1,pki/apiserver.crt',
    reasonOf('certificate-expired', 'apiserver on master1 has expired'),
  ],
  [
    'power-off:master3',
    reasonOf('not-settling', 'Node of node1 has not registered', ['host-settled', 'node1: no Node']),
  ],
];

/** The same, and a reason that is true of it. */
const HITS: readonly (readonly [struck: string, reason: BlockReason])[] = [
  ['power-off:master3', reasonOf('host-unreachable', 'master3 is not reachable: no answer')],
  ['refuse-login:node1', reasonOf('host-unreachable', 'node1 is not reachable: authentication failed')],
  ['hang:master3', reasonOf('voter-unhealthy', 'the etcd member of master3 is a voter and not healthy')],
  ['power-off:master3', reasonOf('not-settling', 'every step was done, but it is not complete')],
  ['wipe:node1 swap-on:node1', reasonOf('host-unfit', 'node1', ['host-swap', 'node1: swap is on'])],
  [
    'wipe:node1 move-clock:node1,3h',
    reasonOf('host-unfit', 'node1', ['host-clock', 'the clock of node1 is 3h ahead']),
  ],
  ['isolate:master3', reasonOf('peers-not-reachable', 'masters do not reach each other')],
  ['isolate:proxy', reasonOf('endpoint-not-reachable', 'no way', ['api-through-endpoint', 'asked: no'])],
  ['power-off:proxy', reasonOf('load-balancer-not-configured', 'proxy: no route to host')],
  ['disk-full:master1', reasonOf('credentials-not-minted', 'kubeadm token create: no space left')],
  [
    'remove-admin-conf:master2',
    reasonOf('host-not-observable', 'whether the apiserver of master2 is ready could not be asked'),
  ],
  ['expire-certificate:master1,admin.conf', reasonOf('certificate-expired', 'admin.conf on master1')],
  ['nospace:master1', reasonOf('voter-unhealthy', 'the etcd member of master2 is a voter and not healthy')],
  ['power-off:node1', reasonOf('host-not-observable', 'node1 could not be read')],
];

let ready: Simulation;

beforeAll(async () => {
  ready = await cluster();
  ready.advance(600_000);
});

describe('a reason that is not true', () => {
  it.each(Object.entries(FALSE_REASONS))('%s: is contradicted by a cluster that is ready', (code, reason) => {
    expect(judged(ready, { ...reason, code: code as BlockCode })).toContain(`blocked, ${code}, but `);
  });

  it.each(MISSES)('after %s: another one is contradicted', async (struck, reason) => {
    const simulation = await cluster();
    strike(simulation, struck);
    simulation.advance(600_000);
    expect(judged(simulation, reason)).toContain(`blocked, ${reason.code}, but `);
  });

  it.each([
    [
      'join-control-plane',
      reasonOf('join-budget-spent', 'master3 did not become a master in the 3 attempts'),
    ],
    ['join-worker', reasonOf('worker-budget-spent', 'node2 did not join in 3 attempts')],
    ['initialise', reasonOf('init-failed', 'kubeadm init on master1 did not succeed in 3 attempts')],
  ] as const)('is told by the attempts that were begun: %s', async (kind, reason) => {
    const simulation = await cluster();
    const host = /master\d|node\d/.exec(reason.summary)?.[0] ?? '';
    simulation.wipe(host);
    expect(judged(simulation, reason, [{ kind, host }])).toContain('1 of 3 times');
    // Attempts of one simulation add up, as those of a run that is resumed do.
    expect(
      judged(simulation, reason, [
        { kind, host },
        { kind, host },
      ]),
    ).toBeUndefined();
  });
});

/** What a person types on master1. */
function initialiseByHand(simulation: Simulation, endpoint: string) {
  return simulation.shell('master1', [
    ...['kubeadm', 'init', '--apiserver-advertise-address=192.168.56.5'],
    ...[`--control-plane-endpoint=${endpoint}`, '--kubernetes-version=v1.26.0'],
  ]);
}

describe('a reason that is true', () => {
  it.each(HITS)('after %s is accepted', async (struck, reason) => {
    const simulation = await cluster();
    for (const one of struck.split(' ')) strike(simulation, one);
    simulation.advance(600_000);
    expect(judged(simulation, reason)).toBeUndefined();
  });

  it.each([
    ['may-hold-a-cluster', 'power-off:master1@kubeadm.phase/master1/phase=upload-config/kubeadm'],
    ['two-clusters', 'init-by-hand:master3@kubeadm.phase/master2/phase=control-plane-prepare/certs'],
    ['peers-not-reachable', 'isolate:master3@journal.written/what=observe#6'],
    ['host-unreachable', 'power-off:master3@journal.written/what=observe#5'],
    ['host-unfit', 'move-clock:node1,3h@kubeadm.phase/master1/phase=certs'],
    ['load-balancer-not-configured', 'power-off:proxy@journal.written/what=observe'],
    ['endpoint-not-reachable', 'isolate:proxy@journal.written/what=configure-load-balancer'],
    ['endpoint-not-reachable', 'power-off:proxy@kubeadm.phase/master2/phase=control-plane-join/etcd'],
    ['api-not-answering', 'crash-loop:master1,etcd@journal.written/what=apply-cni'],
    ['api-not-answering', 'lose-address:master1@kubeadm.phase/node1/phase=kubelet-start'],
    ['init-failed', 'crash-loop:master1,kube-apiserver@1s'],
    [
      'endpoint-not-reachable',
      'reject-port:proxy,master1,6443@kubeadm.phase/master1/phase=upload-config/kubeadm',
    ],
    ['quorum-lost', 'kill:master2,kubeadm@etcd.member-added'],
    ['quorum-lost', 'hang:master1@kubeadm.phase/master2/phase=check-etcd'],
    ['voter-unhealthy', 'wipe-member:master2@etcd.member-started/master3'],
    ['join-refused', 'move-clock:master1,3h@journal.written/what=observe#8'],
    ['join-budget-spent', 'image-pull-fails:master2@0s'],
    ['worker-budget-spent', 'disk-full:node1@kubeadm.phase/master1/phase=kubelet-finalize~1m'],
    ['member-not-listed', 'wipe-init-member@etcd.member-started/master2'],
    [
      'certificate-expired',
      'expire-certificate:master1,pki/apiserver.crt@kubeadm.phase/master1/phase=certs/etcd-peer',
    ],
    ['certificate-not-yet-valid', 'move-clock:master1,3h@kubeadm.phase/master1/phase=preflight~1m'],
    ['host-not-observable', 'remove-admin-conf:master1@journal.written/what=observe#9'],
  ] as const)('%s: %s', async (code, fault) => {
    const spec = tutorialSpec();
    const { end } = await runChecked({ spec, seed: 1, faults: [faultOf(spec, fault)], late: {} });
    expect(end).toMatchObject({ kind: 'blocked', code });
  });

  it('host-unprepared: the mirror of packages is away', async () => {
    const simulation = unpreparedSimulation(specToPrepare());
    const monitor = monitorInvariants(simulation);
    Archives.of(simulation.world).setReachable(KUBERNETES_URI, false);
    const { result } = await run(simulation, { onEvent: monitor.onEvent });
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'host-unprepared' } });
    expect(monitor.violations).toEqual([]);
  });

  it('init-interrupted: the init of a person, whose etcd does not stay up', async () => {
    const simulation = new Simulation({ spec: tutorialSpec() });
    const monitor = monitorInvariants(simulation);
    strike(simulation, 'crash-loop:master1,etcd');
    expect(initialiseByHand(simulation, '192.168.56.4:6443').code).toBe(1);
    const { result } = await run(simulation, { onEvent: monitor.onEvent });
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'init-interrupted' } });
    expect(monitor.violations).toEqual([]);
  });

  it('another-cluster: somebody has initialised a master with another endpoint', async () => {
    const simulation = new Simulation({ spec: tutorialSpec() });
    const monitor = monitorInvariants(simulation);
    expect(initialiseByHand(simulation, '192.168.56.5:6443').code).toBe(0);
    const { result } = await run(simulation, { onEvent: monitor.onEvent });
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'another-cluster' } });
    expect(monitor.violations).toEqual([]);
  });

  it('host-of-another-cluster: a worker that holds the authority of another one', async () => {
    const simulation = await cluster();
    strike(simulation, 'wipe:node1');
    simulation.advance(60_000);
    const { disk } = simulation.world.host('node1');
    const own = simulation.world.host('master1').disk.text(CLUSTER_CA) ?? '';
    disk.write(
      CLUSTER_CA,
      encodeCertificate(createAuthority('kubernetes', simulation.world.rng.stream('test'), 0)),
    );
    const monitor = monitorInvariants(simulation);
    const { result } = await run(simulation, { onEvent: monitor.onEvent });
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'host-of-another-cluster' } });
    expect(monitor.violations).toEqual([]);
    disk.write(CLUSTER_CA, own);
    const reason = reasonOf('host-of-another-cluster', 'node1 belongs to another cluster: its CA differs');
    expect(judged(simulation, reason)).toContain('no master has another authority than node1');
  });

  it('api-not-answering: the survivor of three, whose etcd has started again', async () => {
    const simulation = await cluster();
    for (const name of ['master2', 'master3']) simulation.world.host(name).powerOff();
    strike(simulation, 'reboot:master1');
    simulation.advance(180_000);
    const monitor = monitorInvariants(simulation);
    const { result } = await run(simulation, { onEvent: monitor.onEvent });
    expect(result).toMatchObject({ status: 'blocked', reason: { code: 'api-not-answering' } });
    expect(monitor.violations).toEqual([]);
  });

  it('token-not-signed: a token of a run, and nobody who signs', async () => {
    const simulation = await cluster();
    const reason = reasonOf('token-not-signed', 'cluster-info is not signed with the bootstrap token');
    const create = [
      'kubeadm',
      'token',
      'create',
      '--description',
      bootstrapTokenDescription(simulation.spec),
    ];
    expect(simulation.shell('master1', create).code).toBe(0);
    simulation.advance(10_000);
    expect(judged(simulation, reason)).toContain('signed with every token');
    strike(simulation, 'unsign-tokens');
    simulation.advance(10_000);
    expect(judged(simulation, reason)).toBeUndefined();
  });

  it('cni-not-applied: an object of its manifest is gone', async () => {
    const simulation = await cluster();
    const gone = ['kubectl', 'delete', 'daemonset', 'lab-bridge-cni', '-n', 'kube-system'];
    expect(simulation.shell('master1', gone, { KUBECONFIG: '/etc/kubernetes/admin.conf' }).code).toBe(0);
    expect(judged(simulation, reasonOf('cni-not-applied', 'it could not be applied'))).toBeUndefined();
  });

  it('member-not-removable: a member that was announced and never started', async () => {
    const simulation = await cluster();
    strike(simulation, 'wipe:master3');
    simulation.advance(600_000);
    const reason = reasonOf('member-not-removable', 'voter a1 of master3 has lost its data and manifest');
    expect(judged(simulation, reason)).toBeUndefined();
  });
});
