import { describe, expect, it } from 'vitest';
import type { ControlPlaneStep } from '../../src/decisions/control-plane-step.js';
import { controlPlaneStep } from '../../src/decisions/control-plane-step.js';
import { ETCD_MANIFEST, KUBELET_CONF } from '../../src/decisions/kubernetes-files.js';
import { membershipOf } from '../../src/decisions/membership.js';
import { waitedMs } from '../../src/decisions/patience.js';
import { workerStep } from '../../src/decisions/worker-step.js';
import type { HostObservation, HostSpec, MemberObservation, Observation } from '../../src/index.js';
import { hostNamed, known } from '../../src/index.js';
import { specOf } from '../protocol/spec-of.js';
import { fitObservation } from './fit-cluster.js';

const NOW = 1_800_000;
const LONG_AGO = 0;
const spec = specOf(3, 1);

describe('patience', () => {
  it('counts from when this very reason began', () => {
    const waiting = { reason: 'its learner catches up', sinceMs: 1_000 };
    expect(waitedMs({ waiting, nowMs: 5_000 }, 'its learner catches up')).toBe(4_000);
    expect(waitedMs({ waiting, nowMs: 5_000 }, 'a kubeadm process is still running')).toBe(0);
    expect(waitedMs({ waiting: undefined, nowMs: 5_000 }, 'anything')).toBe(0);
  });

  it('a worker whose kubeadm ran for long has time of its own to register its Node', () => {
    const host = hostNamed(spec, 'node1');
    const observation = joinedButUnregistered(host);
    const after = (reason: string) =>
      workerStep({
        spec,
        observation,
        host,
        nowMs: NOW,
        waiting: { reason, sinceMs: LONG_AGO },
        kubeletRestarted: true,
        wasReset: false,
        clusterCa: 'AA',
      });
    expect(after('a kubeadm process is still running on node1')).toMatchObject({ kind: 'wait' });
    expect(after('the kubelet of node1 has not registered its Node')).toMatchObject({ kind: 'reset-host' });
  });

  it('a worker whose Node is gone gets one restart of its kubelet before it is reset', () => {
    const host = hostNamed(spec, 'node1');
    const step = (agoMs: number, kubeletRestarted: boolean) =>
      workerStep({
        spec,
        observation: joinedButUnregistered(host),
        host,
        nowMs: NOW,
        waiting: { reason: 'the kubelet of node1 has not registered its Node', sinceMs: NOW - agoMs },
        kubeletRestarted,
        wasReset: false,
        clusterCa: 'AA',
      });
    expect(step(59_000, false)).toMatchObject({ kind: 'wait' });
    expect(step(61_000, false)).toMatchObject({ kind: 'restart-kubelet' });
    expect(step(61_000, true)).toMatchObject({ kind: 'wait' });
    expect(step(NOW, true)).toMatchObject({ kind: 'reset-host' });
  });

  it('a member whose kubeadm ran for long has time of its own to start, and its kubelet a restart', () => {
    const host = hostNamed(spec, 'master2');
    const observation = withUnstartedMember(host);
    const after = (reason: string, agoMs = NOW - LONG_AGO, restarted = false) =>
      stepAfter(host, observation, { reason, agoMs, restarted });
    const starting = 'the kubelet of master2 is starting its etcd member';
    expect(after('a kubeadm process is still running on master2')).toMatchObject({
      kind: 'wait',
      reason: starting,
    });
    expect(after(starting, 59_000)).toMatchObject({ kind: 'wait' });
    expect(after(starting, 61_000)).toMatchObject({ kind: 'restart-kubelet' });
    expect(after(starting, 61_000, true)).toMatchObject({ kind: 'wait' });
    expect(after(starting, NOW - LONG_AGO, true)).toMatchObject({ kind: 'remove-member' });
  });

  it('a kubeadm that hangs because its member does not start gets a restart of the kubelet, once', () => {
    const host = hostNamed(spec, 'master2');
    const observation = withUnstartedMember(host);
    const after = (
      reason: string,
      agoMs: number,
      changes: Partial<HostObservation> = {},
      restarted = false,
    ) => {
      const seen = amended(host.name, { kubeadmRunning: 'yes', ...changes }, observation);
      return stepAfter(host, seen, { reason, agoMs, restarted });
    };
    const running = 'a kubeadm process is still running on master2';
    const hanging = `${running} and its etcd member does not start`;
    const withinMs = spec.budgets.joinTimeoutMs;
    expect(after(running, 300_000)).toEqual({ kind: 'wait', reason: hanging, withinMs });
    expect(after(hanging, 59_000)).toEqual({ kind: 'wait', reason: hanging, withinMs });
    expect(after(hanging, 61_000)).toMatchObject({ kind: 'restart-kubelet' });
    expect(after(hanging, 61_000, {}, true)).toEqual({ kind: 'wait', reason: running, withinMs });
    // Before the manifest kubeadm is about to restart the kubelet itself; one that is stopped was stopped by kubeadm.
    expect(after(hanging, 61_000, { files: [] })).toEqual({ kind: 'wait', reason: running, withinMs });
    const stopped = { kubelet: { active: 'no', healthy: 'no' } } as const;
    expect(after(hanging, 61_000, stopped)).toEqual({ kind: 'wait', reason: hanging, withinMs });
  });
});

/** What is done about a master that has been waited for so long, for this reason. */
function stepAfter(
  host: HostSpec,
  observation: Observation,
  {
    reason,
    agoMs,
    restarted,
  }: { readonly reason: string; readonly agoMs: number; readonly restarted: boolean },
): ControlPlaneStep {
  return controlPlaneStep({
    spec,
    observation,
    membership: membershipOf(spec, observation),
    host,
    nowMs: NOW,
    waiting: { reason, sinceMs: NOW - agoMs },
    kubeletRestarted: restarted,
    wasReset: false,
    clusterCa: 'AA',
  });
}

function joinedButUnregistered({ name }: HostSpec): Observation {
  return amended(name, {
    files: [KUBELET_CONF],
    caFingerprint: 'AA',
    kubelet: { active: 'yes', healthy: 'yes' },
  });
}

/** Three masters of which `host` has announced its member; its kubelet runs and has the manifest. */
function withUnstartedMember(host: HostSpec): Observation {
  const members = known(
    spec.hosts
      .filter((one) => one.role === 'control-plane')
      .map((one, index): MemberObservation => ({
        id: `a${index}`,
        name: one === host ? '' : one.name,
        peerUrls: [`https://${one.advertiseAddress}:2380`],
        clientUrls: [],
        learner: false,
      })),
  );
  const up: Partial<HostObservation> = {
    files: [ETCD_MANIFEST],
    caFingerprint: 'AA',
    kubelet: { active: 'yes', healthy: 'yes' },
    apiReady: 'yes',
  };
  const alarms = known([]);
  let observation = amended(host.name, {
    ...up,
    etcd: { members: { known: false, why: 'refused' }, healthy: 'no', alarms },
  });
  for (const [index, name] of ['master1', 'master2', 'master3'].entries()) {
    if (name === host.name) continue;
    const etcd = { members, healthy: 'yes', memberId: `a${index}`, leaderId: 'a0', alarms } as const;
    observation = amended(name, { ...up, etcd }, observation);
  }
  return observation;
}

function amended(
  name: string,
  changes: Partial<HostObservation>,
  base: Observation = fitObservation(spec, NOW),
): Observation {
  const seen = base.hosts[name];
  if (seen === undefined) throw new Error(`no host ${name}`);
  return {
    hosts: { ...base.hosts, [name]: { ...seen, ...changes } },
    cluster: { ...base.cluster, nodes: known([]) },
  };
}
