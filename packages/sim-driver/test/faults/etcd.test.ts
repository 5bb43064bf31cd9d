import { describe, expect, it } from 'vitest';
import type { TraceRecord } from '../../src/index.js';
import { armFaults, etcdMembers, orchestrate, Simulation } from '../../src/index.js';
import { etcdMembersOn } from '../../src/etcd/inspect.js';
import { tutorialSpec } from '../support/specs.js';
import { cluster, strike } from './laboratory.js';
import { faultOf } from '../support/faults.js';

const PKI = '/etc/kubernetes/pki';

function etcdctl(simulation: Simulation, host: string, ...words: readonly string[]) {
  return simulation.shell(host, [
    'etcdctl',
    '--endpoints=https://127.0.0.1:2379',
    `--cacert=${PKI}/etcd/ca.crt`,
    `--cert=${PKI}/etcd/server.crt`,
    `--key=${PKI}/etcd/server.key`,
    ...words,
  ]);
}

function hosts(simulation: Simulation): readonly string[] {
  return etcdMembers(simulation.world)
    .filter(({ ready }) => ready)
    .map(({ host }) => host);
}

/** A bootstrap with a release that adds members as learners. */
async function withLearners(
  text: string,
): Promise<{ records: readonly TraceRecord[]; status: string; ms: number }> {
  const spec = tutorialSpec({ kubernetesVersion: 'v1.32.0' });
  const simulation = new Simulation({ spec, keepTrace: true });
  armFaults(simulation, text === '' ? [] : [faultOf(spec, text)]);
  const startedMs = simulation.nowMs();
  const { result } = await orchestrate(simulation);
  return {
    records: simulation.world.trace.records,
    status: result.status,
    ms: simulation.nowMs() - startedMs,
  };
}

describe('processes of etcd', () => {
  it('never-starts: a member that runs goes on, the next start fails until the cure', async () => {
    const simulation = await cluster();
    const cure = strike(simulation, 'never-starts:master3');
    simulation.advance(30_000);
    expect(hosts(simulation)).toContain('master3');
    strike(simulation, 'kill:master3,etcd');
    simulation.advance(120_000);
    expect(hosts(simulation)).not.toContain('master3');
    cure();
    simulation.advance(180_000);
    expect(hosts(simulation)).toContain('master3');
  });

  it('kill-leader: whoever leads dies, and another one leads', async () => {
    const simulation = await cluster();
    const before = etcdMembers(simulation.world).find(({ role }) => role === 'leader');
    strike(simulation, 'kill-leader');
    expect(before?.process.alive).toBe(false);
    simulation.advance(8_000);
    const after = etcdMembers(simulation.world).filter(({ role }) => role === 'leader');
    expect(after).toHaveLength(1);
    expect(after[0]?.host).not.toBe(before?.host);
  });

  it('kill-learner: it is promoted while it does not run, and the bootstrap gets over it', async () => {
    const { records, status } = await withLearners('kill-learner:master3@0s');
    const at = (event: string, host?: string, after = -1): number =>
      records.findIndex(
        (record, index) =>
          index > after && record.event === event && (host === undefined || record.host === host),
      );
    const killed = at('process.killed', 'master3');
    expect(killed).toBeGreaterThan(0);
    const promoted = at('etcd.member-promoted', undefined, killed);
    expect(promoted).toBeGreaterThan(killed);
    expect(at('pod.started', 'master3', killed)).toBeGreaterThan(promoted);
    expect(status).toBe('ready');
  });
});

describe('late-promotion', () => {
  it('promotes each learner once, and costs the joins the time of their retries', async () => {
    const usual = await withLearners('');
    const late = await withLearners('late-promotion:3s@0s');
    const promotions = ({ records }: typeof late): number =>
      records.filter(({ event }) => event === 'etcd.member-promoted').length;
    expect([promotions(usual), promotions(late)]).toEqual([2, 2]);
    expect(late.ms).toBeGreaterThan(usual.ms + 60_000);
    expect(late.status).toBe('ready');
  });
});

describe('nospace', () => {
  it('refuses every write everywhere after the first one, and says why, until the last cure', async () => {
    const simulation = await cluster();
    const [first, second] = [strike(simulation, 'nospace:master1'), strike(simulation, 'nospace:master1')];
    for (const host of ['master1', 'master2', 'master3']) {
      const put = etcdctl(simulation, host, 'put', 'key', 'value');
      if (host !== 'master1' && put.code === 0) continue;
      expect(put.stderr).toContain('etcdserver: mvcc: database space exceeded');
    }
    expect(etcdctl(simulation, 'master3', 'put', 'key', 'value').stderr).toContain('database space exceeded');
    expect(etcdctl(simulation, 'master2', 'alarm', 'list').stdout).toMatch(/^memberID:\d+ alarm:NOSPACE \n$/);
    expect(etcdctl(simulation, 'master2', 'endpoint', 'health').stderr).toContain('Active Alarm(s): NOSPACE');
    expect(etcdctl(simulation, 'master2', 'get', 'key').code).toBe(0);
    first();
    simulation.advance(1_000);
    expect(etcdctl(simulation, 'master2', 'alarm', 'list').stdout).not.toBe('');
    second();
    simulation.advance(1_000);
    expect(etcdctl(simulation, 'master2', 'alarm', 'list').stdout).toBe('');
    expect(etcdctl(simulation, 'master1', 'put', 'key', 'value').code).toBe(0);
  });
});

describe('data of members', () => {
  it('wipe-member: the member starts empty, under the name that the others know', async () => {
    const simulation = await cluster();
    const { disk } = simulation.world.host('master3');
    const before = disk.read('/var/lib/etcd/member/wal/0.wal');
    strike(simulation, 'wipe-member:master3');
    expect(disk.filesBelow('/var/lib/etcd')).toEqual([]);
    expect(disk.exists('/etc/kubernetes/manifests/etcd.yaml')).toBe(true);
    simulation.advance(15_000);
    const after = disk.read('/var/lib/etcd/member/wal/0.wal');
    expect(after?.data).toBeDefined();
    expect(after?.data).not.toBe(before?.data);
  });

  it('wipe-init-member: strikes the master whose flags make a new cluster, and no other', async () => {
    const simulation = await cluster();
    strike(simulation, 'wipe-init-member');
    const wiped = simulation.world.trace.records.filter(({ event }) => event === 'etcd.data-wiped');
    expect(wiped.map(({ host }) => host)).toEqual(['master1']);
    expect(hosts(simulation)).toEqual(['master2', 'master3']);
  });

  it('corrupt-member: each start finds the damage', async () => {
    const simulation = await cluster();
    strike(simulation, 'corrupt-member:master2');
    simulation.advance(300_000);
    expect(etcdMembersOn(simulation.world.host('master2'))).toEqual([]);
    const exits = simulation.world.trace.records.filter(
      ({ event, host, detail }) => event === 'pod.exited' && host === 'master2' && detail?.['pod'] === 'etcd',
    );
    expect(exits.length).toBeGreaterThan(3);
    expect(exits.at(-1)?.detail?.['status']).toBe(1);
    expect(hosts(simulation)).toEqual(['master1', 'master3']);
  });
});

describe('an etcd that is out of space', () => {
  const pids = (simulation: Simulation, program: string): readonly number[] =>
    [...simulation.world.hosts.values()].flatMap((host) =>
      host.processesNamed(program).map(({ pid }) => pid),
    );
  const leaders = (simulation: Simulation): number =>
    simulation.world.trace.records.filter(({ event }) => event === 'controller-manager.leading').length;

  it('takes no renewals: the controller manager that leads ends, and leads again after the cure', async () => {
    const simulation = await cluster();
    const before = { pids: pids(simulation, 'kube-controller-manager'), leaders: leaders(simulation) };
    const cure = strike(simulation, 'nospace:master1');
    simulation.advance(60_000);
    expect(pids(simulation, 'kube-controller-manager')).not.toEqual(before.pids);
    simulation.advance(60_000);
    expect(leaders(simulation)).toBe(before.leaders);
    cure();
    simulation.advance(90_000);
    expect(leaders(simulation)).toBe(before.leaders + 1);
  });

  it.each([
    ['v1.23.0', true],
    ['v1.26.0', false],
  ])('fails its liveness probe with %s: %s', async (kubernetesVersion, restarted) => {
    const simulation = await cluster(1, { kubernetesVersion });
    const before = pids(simulation, 'etcd');
    strike(simulation, 'nospace:master1');
    simulation.advance(110_000);
    expect(pids(simulation, 'etcd').filter((pid) => before.includes(pid))).toHaveLength(restarted ? 0 : 3);
  });
});

describe('an etcd that leads and is stopped', () => {
  const leader = (simulation: Simulation) =>
    etcdMembers(simulation.world).find(({ role }) => role === 'leader');

  it.each([
    ['by its manifest', ['find', '/etc/kubernetes/manifests', '-mindepth', '1', '-delete']],
    ['by a reset that leaves its member', ['kubeadm', 'reset', '-f', '--skip-phases=remove-etcd-member']],
  ])('%s hands over, so that no election passes without a leader', async (_, argv) => {
    const simulation = await cluster();
    const before = leader(simulation);
    if (before === undefined) throw new Error('nobody leads');
    const stops: number[] = [];
    const elected: number[] = [];
    simulation.world.trace.onRecord(({ event, atUs, detail }) => {
      if (event === 'pod.exited' && detail?.['pod'] === 'etcd') stops.push(atUs);
      if (event === 'etcd.leader-elected') elected.push(atUs);
    });
    simulation.shell(before.host, argv);
    simulation.advance(5_000);
    expect(simulation.world.host(before.host).processesNamed('etcd')).toHaveLength(0);
    expect(leader(simulation)?.host).not.toBe(before.host);
    expect(elected).toHaveLength(1);
    expect((elected[0] ?? Infinity) - (stops[0] ?? 0)).toBeLessThan(100_000);
  });
});
