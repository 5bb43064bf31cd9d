import { describe, expect, it } from 'vitest';
import { armFaults, etcdMembers, FAULT_CATALOGUE, monitorInvariants, orchestrate } from '../../src/index.js';
import { laboratory } from './laboratory.js';
import { faultOf } from '../support/faults.js';

/** In the short form of a fault, and how the bootstrap of three masters ends in which it strikes. */
const ENDINGS: readonly (readonly [fault: string, ending: string])[] = [
  // Processes.
  ['kill:master3,etcd@etcd.member-started/master3', 'ready'],
  ['kill:master2,kubeadm@etcd.member-added', 'quorum-lost'],
  ['kill-at-write:master1,kubeadm,5@0s', 'ready'],
  ['kill-at-write:master2,kubeadm,27@0s', 'ready'],
  ['stop:master2,kubeadm@kubeadm.phase/master2/phase=check-etcd~30s', 'ready'],
  ['stop:master1,etcd@etcd.member-added~40s', 'ready'],
  ['slow-start:master2,etcd,25s@0s~3m', 'ready'],
  ['crash-loop:master3,etcd@etcd.member-started/master3~1m', 'ready'],
  ['image-pull-fails:master2@0s~2m', 'ready'],
  ['image-pull-fails:master2@0s', 'join-budget-spent'],
  ['refuse-pod:master2,etcd@etcd.member-added', 'ready'],
  ['stop-unit:master2,kubelet@kubeadm.phase/master2/phase=control-plane-join/etcd~1m', 'ready'],
  ['disable-unit:master2,kubelet@kubeadm.phase/master2/phase=control-plane-join/etcd~1m', 'ready'],
  // Hosts.
  ['power-off:master1@etcd.member-added#2~1m', 'ready'],
  ['reboot:master3@etcd.member-started/master3', 'ready'],
  ['wipe:master3@etcd.member-started/master3', 'ready'],
  ['hang:master2@etcd.member-started/master2~2m', 'ready'],
  // The answer to the second member's addition is lost with it: nobody starts that member.
  ['hang:master1@etcd.member-added~1m', 'quorum-lost'],
  ['move-clock:master2,20s@30s~1m', 'ready'],
  ['drift-clock:master2,10m@0s', 'ready'],
  ['disk-full:master2@etcd.member-started/master2~1m', 'ready'],
  ['slow-fsync:master2,1500ms@etcd.member-added~1m', 'ready'],
  ['same-hostname:master3,master1@0s', 'host-unfit'],
  ['same-machine-id:master3,master1@0s', 'host-unfit'],
  ['lose-address:master3@0s', 'host-unfit'],
  ['swap-on:master3@0s', 'host-unfit'],
  ['swap-on:master2@kubeadm.phase/master2/phase=kubelet-start~1m', 'ready'],
  // etcd.
  ['never-starts:master2@0s~2m', 'ready'],
  ['kill-leader@etcd.member-added', 'quorum-lost'],
  ['kill-leader@etcd.member-added#2', 'ready'],
  ['kill-learner:master2@0s', 'ready'],
  ['late-promotion:8s@0s', 'ready'],
  ['nospace:master1@etcd.member-added~1m', 'ready'],
  ['wipe-member:master2@etcd.member-started/master3', 'voter-unhealthy'],
  ['wipe-init-member@etcd.member-started/master2', 'member-not-listed'],
  ['wipe-init-member@etcd.member-started/master3', 'ready'],
  ['corrupt-member:master2@etcd.member-started/master3', 'voter-unhealthy'],
  // Credentials.
  ['foreign-ca@45s~40s', 'ready'],
  ['foreign-ca@45s~4m', 'ready'],
  ['unsign-tokens@40s', 'ready'],
  ['unsign-tokens@etcd.member-started/master2', 'ready'],
  // The network.
  ['delay:master2,master1,300ms,1s@0s~3m', 'quorum-lost'],
];

const SCOPES: readonly string[] = ['process', 'host', 'etcd'];
const ENDLESS_MS = 24 * 3_600_000;

describe('a bootstrap of three masters with one fault', () => {
  it('each kind has an ending here', () => {
    const covered = new Set(ENDINGS.map(([text]) => text.split(/[:@]/, 1)[0]));
    const kinds = FAULT_CATALOGUE.filter(
      ({ scope, aftermath }) => SCOPES.includes(scope) && aftermath !== 'no-fault',
    ).map(({ kind }) => kind);
    expect(kinds.filter((kind) => !covered.has(kind))).toEqual([]);
  });

  it.each(ENDINGS)('%s: %s', async (text, ending) => {
    const simulation = laboratory();
    const monitor = monitorInvariants(simulation);
    const fault = faultOf(simulation.spec, text);
    armFaults(simulation, [fault]);
    const startedMs = simulation.nowMs();
    const { result } = await orchestrate(simulation, {
      onEvent({ atMs }) {
        if (atMs - startedMs > ENDLESS_MS) throw new Error('the run does not end');
      },
    });
    expect(simulation.world.trace.records.some(({ event }) => event === 'fault.struck')).toBe(true);
    expect(monitor.violations).toEqual([]);
    expect(result.status === 'blocked' ? result.reason.code : result.status).toBe(ending);
    if (result.status === 'blocked') {
      expect(result.reason.summary).not.toBe('');
      expect(result.reason.remedies.length).toBeGreaterThan(0);
      const healing = FAULT_CATALOGUE.filter(({ aftermath }) => aftermath === 'heals').map(
        ({ kind }) => kind,
      );
      expect(healing).not.toContain(fault.kind);
    } else {
      const members = etcdMembers(simulation.world).map(({ name }) => name);
      expect(members.toSorted()).toEqual(['master1', 'master2', 'master3']);
    }
  });
});
