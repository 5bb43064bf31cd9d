import { describe, expect, it } from 'vitest';
import { hostStanding } from '../../src/decisions/host-standing.js';
import type { HostObservation, NodeObservation, Observation } from '../../src/index.js';
import { hostNamed, known, unknown } from '../../src/index.js';
import { specOf } from '../protocol/spec-of.js';
import { runningObservation } from './running-cluster.js';

const spec = specOf(3, 1);
const base = runningObservation(spec, { joined: ['master1', 'master2'], workers: ['node1'] });
const standing = (name: string, observation: Observation | null = base) =>
  hostStanding(observation, hostNamed(spec, name));

function seenOf(name: string): HostObservation {
  const seen = base.hosts[name];
  if (seen === undefined) throw new Error(`${name} was seen`);
  return seen;
}

function shown(name: string, change: Partial<HostObservation>): Observation {
  return { ...base, hosts: { ...base.hosts, [name]: { ...seenOf(name), ...change } } };
}

function withNodes(nodes: readonly NodeObservation[]): Observation {
  return { ...base, cluster: { ...base.cluster, nodes: known(nodes) } };
}

const ANYTHING = ['journalctl -u kubelet', 'crictl ps -a'];

describe('what stands on a host', () => {
  it('is told part by part, and when all is well there is nothing in particular to look at', () => {
    expect(standing('master2')).toEqual({
      seen: 'master2: the kubelet is healthy; etcd member id1 is healthy; the apiserver is ready; Node master2 is Ready',
      lookAt: ANYTHING,
    });
    expect(standing('node1')).toEqual({
      seen: 'node1: the kubelet is healthy; Node node1 is Ready',
      lookAt: ANYTHING,
    });
  });

  it('tells what of it is not well, and where to look for that', () => {
    const { etcd } = seenOf('master2');
    if (etcd === undefined) throw new Error('master2 runs etcd');
    const { memberId: _id, ...silent } = etcd;
    const { etcd: _etcd, ...unasked } = seenOf('master2');
    const without = { ...base, hosts: { ...base.hosts, master2: unasked } };
    expect(standing('master2', without).seen).toContain('; etcd does not answer; ');
    const said: readonly (readonly [Partial<HostObservation>, string, readonly string[]])[] = [
      [{ kubeadmRunning: 'yes' }, 'a kubeadm process is running', ['pgrep -a kubeadm']],
      [
        { kubelet: { active: 'yes', healthy: 'no' } },
        'the kubelet runs and is not healthy',
        ['journalctl -u kubelet'],
      ],
      [{ kubelet: { active: 'no', healthy: 'no' } }, 'the kubelet does not run', ['journalctl -u kubelet']],
      [
        { kubelet: { active: 'yes', healthy: 'yes', hasCertificate: 'no' } },
        'the kubelet has no certificate of the cluster',
        ['journalctl -u kubelet'],
      ],
      [
        { kubelet: { active: 'unknown', healthy: 'unknown' } },
        'the kubelet could not be asked',
        ['journalctl -u kubelet'],
      ],
      [{ etcd: silent }, 'etcd does not answer', ['crictl ps -a --name etcd']],
      [
        { etcd: { ...etcd, healthy: 'no' } },
        'etcd member id1 answers, and no read goes through it',
        ['crictl ps -a --name etcd'],
      ],
      [
        { etcd: { ...etcd, alarms: known(['NOSPACE']) } },
        'etcd member id1 is healthy, alarms: NOSPACE',
        ['crictl ps -a --name etcd'],
      ],
      [{ apiReady: 'no' }, 'the apiserver is not ready', ['crictl ps -a --name kube-apiserver']],
    ];
    for (const [change, part, lookAt] of said) {
      const told = standing('master2', shown('master2', change));
      expect(told.seen.slice('master2: '.length).split('; ')).toContain(part);
      expect(told.lookAt).toEqual(lookAt);
    }
  });

  it('tells of its Node', () => {
    const [first, second] = base.cluster.nodes.known ? base.cluster.nodes.value : [];
    if (first === undefined || second === undefined) throw new Error('two Nodes have registered');
    expect(standing('master2', withNodes([first]))).toMatchObject({
      seen: expect.stringMatching(/; no Node has registered for master2$/),
      lookAt: ['journalctl -u kubelet'],
    });
    expect(
      standing('master2', withNodes([first, { ...second, ready: 'no', reason: 'KubeletNotReady' }])),
    ).toMatchObject({
      seen: expect.stringMatching(/; Node master2 is not Ready \(KubeletNotReady\)$/),
      lookAt: ['kubectl describe node master2'],
    });
    const { reason: _reason, ...unexplained } = second;
    expect(standing('master2', withNodes([first, { ...unexplained, ready: 'unknown' }])).seen).toMatch(
      /; Node master2 is not Ready$/,
    );
    const unread = { ...base, cluster: { ...base.cluster, nodes: unknown('no answer') } };
    expect(standing('master2', unread).seen).toMatch(/; the apiserver is ready$/);
  });

  it('says of what was not seen no more than that', () => {
    const unseen = { seen: 'master2: not looked at yet', lookAt: ANYTHING };
    expect(standing('master2', null)).toEqual(unseen);
    const { master2: _master2, ...others } = base.hosts;
    expect(standing('master2', { ...base, hosts: others })).toEqual(unseen);
    const away = shown('master2', { reachable: 'no', detail: 'connection refused' });
    expect(standing('master2', away)).toEqual({
      seen: 'master2: not reachable: connection refused',
      lookAt: ANYTHING,
    });
    const { kubelet: _kubelet, files: _files, ...unread } = seenOf('master2');
    const deaf = {
      hosts: { ...base.hosts, master2: unread },
      cluster: { ...base.cluster, nodes: unknown('no answer') },
    };
    expect(standing('master2', deaf)).toEqual({
      seen: 'master2: nothing of it could be read',
      lookAt: ANYTHING,
    });
    expect(standing('master3').seen).toBe(
      'master3: the kubelet does not run; no Node has registered for master3',
    );
  });

  it('names a place to look at once', () => {
    const stopped = shown('master2', { kubelet: { active: 'no', healthy: 'no' }, apiReady: 'no' });
    const [first] = base.cluster.nodes.known ? base.cluster.nodes.value : [];
    const cluster = { ...base.cluster, nodes: known(first === undefined ? [] : [first]) };
    expect(standing('master2', { ...stopped, cluster }).lookAt).toEqual([
      'journalctl -u kubelet',
      'crictl ps -a --name kube-apiserver',
    ]);
  });
});
