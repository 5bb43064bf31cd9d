import { describe, expect, it } from 'vitest';
import { hostFitness, loadBalancerFitness } from '../../src/decisions/host-fitness.js';
import { fitnessRemedies } from '../../src/decisions/fitness-remedies.js';
import type { CheckId, ClusterSpec, HostObservation, Observation } from '../../src/index.js';
import { hostNamed } from '../../src/index.js';
import { specOf } from '../protocol/spec-of.js';
import { capacity, identity, listening, machine, withHost } from './defects.js';
import { fitObservation } from './fit-cluster.js';

function refusedChecks(spec: ClusterSpec, observation: Observation, name: string) {
  return hostFitness(spec, observation, hostNamed(spec, name)).filter(({ holds }) => holds !== 'yes');
}

interface Case {
  readonly what: string;
  readonly change: (seen: HostObservation) => HostObservation;
  readonly id: CheckId;
  readonly evidence: string;
  /** kubeadm's name, under which it may be ignored. */
  readonly waiver?: string;
  /** It is no defect of a worker. */
  readonly mastersOnly?: true;
  readonly spec?: Partial<ClusterSpec>;
}

const BRIDGE = 'FileContent--proc-sys-net-bridge-bridge-nf-call-iptables';
const old = { spec: { kubernetesVersion: 'v1.26.0' } } as const;

const DEFECTS: readonly Case[] = [
  {
    what: 'one CPU',
    change: machine({ cpus: 1 }),
    id: 'host-cpus',
    evidence: '1 of the 2 CPUs',
    waiver: 'NumCPU',
    mastersOnly: true,
  },
  {
    what: '1699 MB of memory',
    change: machine({ memoryMb: 1699 }),
    id: 'host-memory',
    evidence: '1699 of the 1700 MB',
    waiver: 'Mem',
    mastersOnly: true,
  },
  {
    what: 'swap',
    change: machine({ swaps: ['/dev/sda2', '/swapfile'] }),
    id: 'host-swap',
    evidence: '/dev/sda2, /swapfile',
    waiver: 'Swap',
  },
  {
    what: 'no overlay',
    change: machine({ overlay: false }),
    id: 'host-kernel',
    evidence: 'module overlay',
    waiver: 'SystemVerification',
  },
  {
    what: 'no br_netfilter',
    change: machine({ bridgeNfCallIptables: 'absent' }),
    id: 'host-kernel',
    evidence: 'br_netfilter is not loaded',
    waiver: BRIDGE,
    ...old,
  },
  {
    what: 'unfiltered bridges',
    change: machine({ bridgeNfCallIptables: 'off' }),
    id: 'host-kernel',
    evidence: 'bridge-nf-call-iptables is not 1',
    waiver: BRIDGE,
    ...old,
  },
  {
    what: 'no forwarding',
    change: machine({ ipForward: 'off' }),
    id: 'host-kernel',
    evidence: 'net.ipv4.ip_forward is not 1',
    waiver: 'FileContent--proc-sys-net-ipv4-ip_forward',
  },
  {
    what: 'no conntrack',
    change: capacity({ missingPrograms: { kind: 'told', value: ['conntrack'] } }),
    id: 'host-programs',
    evidence: 'conntrack is not installed',
    waiver: 'FileExisting-conntrack',
  },
  {
    what: 'no container runtime',
    change: capacity({ runtimeSockets: { kind: 'told', value: [] } }),
    id: 'host-runtime',
    evidence: '/run/containerd/containerd.sock',
    waiver: 'CRI',
  },
  {
    what: 'two container runtimes',
    change: capacity({
      runtimeSockets: { kind: 'told', value: ['/run/containerd/containerd.sock', '/var/run/crio/crio.sock'] },
    }),
    id: 'host-runtime',
    evidence:
      'several container runtimes (/run/containerd/containerd.sock, /var/run/crio/crio.sock), of which kubeadm chooses none: name one in criSocket',
  },
  {
    what: 'a stranger on 10250',
    change: listening(10_250, 'node_exporter'),
    id: 'host-ports-free',
    evidence: 'port 10250 is in use by node_exporter at 127.0.0.1',
    waiver: 'Port-10250',
  },
  {
    what: 'a stranger on 6443',
    change: listening(6443, 'python3'),
    id: 'host-ports-free',
    evidence: '6443 is in use by python3',
    waiver: 'Port-6443',
    mastersOnly: true,
  },
  {
    what: 'somebody unseen on 2380',
    change: listening(2380),
    id: 'host-ports-free',
    evidence: 'a process that is not shown',
    waiver: 'Port-2380',
    mastersOnly: true,
  },
  { what: 'a Node of the NAT address', change: (seen) => seen, id: 'host-address', evidence: '10.0.2.15' },
  {
    what: 'a clock 31 s ahead',
    change: (seen) => ({ ...seen, clockOffsetMs: 31_000 }),
    id: 'host-clock',
    evidence: 'is 31s ahead, limit 30s',
  },
  {
    what: 'no clock',
    change: ({ clockOffsetMs: _, ...seen }) => seen,
    id: 'host-clock',
    evidence: 'clock not read',
  },
  {
    what: 'a kubelet newer than the cluster',
    change: (seen) => ({ ...seen, versions: { kubeadm: 'v1.26.0', kubelet: 'v1.27.0' } }),
    id: 'host-versions',
    evidence: 'kubelet v1.27.0',
  },
  {
    what: 'the hostname of another host',
    change: identity({ hostname: 'node1' }),
    id: 'host-identity',
    evidence: 'hostname node1',
  },
  {
    what: 'the machine-id of another host',
    change: identity({ machineId: 'machine-of-master1' }),
    id: 'host-identity',
    evidence: 'machine-id machine-of-master1',
  },
  {
    what: 'the product_uuid of another host',
    change: identity({ productUuid: 'product-of-master1' }),
    id: 'host-identity',
    evidence: 'product_uuid product-of-master1',
  },
];

const isNatNode = ({ what }: Case): boolean => what === 'a Node of the NAT address';

/** The cluster with one defect on one host. */
function broken(one: Case, spec: ClusterSpec, name: string): Observation {
  const seen = withHost(fitObservation(spec), name, one.change);
  if (!isNatNode(one)) return seen;
  const node = { name, ready: 'no', labels: [], taints: [], internalIp: '10.0.2.15' } as const;
  return { ...seen, cluster: { ...seen.cluster, nodes: { known: true, value: [node] } } };
}

describe('a host', () => {
  it('is accepted when nothing can be said against it', () => {
    const spec = specOf(3, 1);
    for (const { name } of spec.hosts.filter(({ role }) => role !== 'load-balancer'))
      expect(refusedChecks(spec, fitObservation(spec), name)).toEqual([]);
  });

  for (const one of DEFECTS) {
    const { what, id, evidence, waiver, mastersOnly } = one;
    const spec = specOf(3, 2, one.spec);

    it(`is refused for ${what}, by name`, () => {
      for (const name of mastersOnly === true ? ['master2'] : ['master2', 'node2']) {
        const [refused, ...others] = refusedChecks(spec, broken(one, spec, name), name);
        expect(others).toEqual([]);
        expect(refused).toMatchObject({ id, evidence: expect.stringContaining(evidence) as string });
        expect(refused?.evidence).toContain(name);
      }
    });

    if (mastersOnly === true) {
      it(`is accepted as a worker in spite of ${what}`, () => {
        expect(refusedChecks(spec, broken(one, spec, 'node2'), 'node2')).toEqual([]);
      });
    }

    if (waiver !== undefined) {
      it(`is accepted in spite of ${what} when ${waiver} is ignored, and that is shown`, () => {
        const ignoring = { ...spec, ignorePreflightErrors: [waiver.toLowerCase()] };
        const checks = hostFitness(ignoring, broken(one, ignoring, 'master2'), hostNamed(spec, 'master2'));
        expect(checks.filter(({ holds }) => holds !== 'yes')).toEqual([]);
        expect(checks.find((check) => check.id === id)?.evidence).toContain(`${waiver} is ignored`);
      });

      it(`is refused for ${what} when something else is ignored`, () => {
        const ignoring = { ...spec, ignorePreflightErrors: ['Hostname'] };
        expect(refusedChecks(ignoring, broken(one, ignoring, 'master2'), 'master2')).toHaveLength(1);
      });
    }

    it(`has a remedy for ${what}, if it is certain`, () => {
      const refused = refusedChecks(spec, broken(one, spec, 'master2'), 'master2');
      const certain = refused.filter(({ holds }) => holds === 'no' && id !== 'host-versions');
      expect(fitnessRemedies(refused)).toHaveLength(certain.length);
    });
  }

  it('is accepted with 2 CPUs and 1700 MB, and by kubeadm 1.30 without br_netfilter', () => {
    const spec = specOf(3, 0);
    const least = withHost(fitObservation(spec), 'master1', machine({ cpus: 2, memoryMb: 1700 }));
    expect(refusedChecks(spec, least, 'master1')).toEqual([]);
    const newer = specOf(3, 0, { kubernetesVersion: 'v1.30.0' });
    const unfiltered = machine({ bridgeNfCallIptables: 'absent' });
    expect(refusedChecks(newer, withHost(fitObservation(newer), 'master1', unfiltered), 'master1')).toEqual(
      [],
    );
  });

  it('is refused without etcdctl or curl, which the protocol calls itself: no waiver of kubeadm is about them', () => {
    const missing = capacity({ missingPrograms: { kind: 'told', value: ['curl', 'etcdctl'] } });
    const spec = specOf(3, 0, { ignorePreflightErrors: ['all', 'FileExisting-etcdctl'] });
    expect(refusedChecks(spec, withHost(fitObservation(spec), 'master1', missing), 'master1')).toEqual([
      {
        id: 'host-programs',
        holds: 'no',
        evidence: 'master1: curl is not installed; etcdctl is not installed',
      },
    ]);
  });

  it('may be behind NAT as long as the cluster is told another address', () => {
    const spec = specOf(3, 0);
    const natted = withHost(
      fitObservation(spec),
      'master1',
      identity({ addresses: ['10.0.2.15', '192.168.56.10'] }),
    );
    expect(refusedChecks(spec, natted, 'master1')).toEqual([]);
  });

  it('is refused when its only address is that of the NAT card', () => {
    const spec = specOf(3, 0);
    const natted = withHost(fitObservation(spec), 'master1', identity({ addresses: ['10.0.2.15'] }));
    expect(refusedChecks(spec, natted, 'master1')).toContainEqual({
      id: 'host-address',
      holds: 'no',
      evidence:
        'the only address of master1 is 10.0.2.15, which VirtualBox gives to the NAT card of every machine',
    });
  });

  it('is not asked to have free ports once it is a member', () => {
    const spec = specOf(3, 0);
    const member = withHost(fitObservation(spec), 'master1', (seen) => ({
      ...listening(6443, 'kube-apiserver')(seen),
      files: ['/etc/kubernetes/manifests/etcd.yaml'],
    }));
    expect(refusedChecks(spec, member, 'master1')).toEqual([]);
  });
});

describe('two clocks', () => {
  const spec = specOf(3, 1);
  const clocks = (offsets: Readonly<Record<string, number>>): Observation =>
    Object.entries(offsets).reduce(
      (seen, [name, clockOffsetMs]) => withHost(seen, name, (host) => ({ ...host, clockOffsetMs })),
      fitObservation(spec),
    );

  it('are refused when each is within the limit but they are not, and the worst pair is named', () => {
    const apart = clocks({ master1: 20_000, master2: -5_000, master3: -20_000 });
    expect(refusedChecks(spec, apart, 'master1')).toEqual([
      {
        id: 'host-clock',
        holds: 'no',
        evidence: 'the clocks of master1 and master3 are 40s apart (20s ahead, and 20s behind), limit 30s',
      },
    ]);
    expect(refusedChecks(spec, apart, 'master2')).toEqual([]);
  });

  it('are compared for workers too, and only with masters that answered', () => {
    const apart = clocks({ node1: 20_000, master2: -20_000 });
    expect(refusedChecks(spec, apart, 'node1')[0]?.evidence).toContain('node1 and master2 are 40s apart');
    const away = withHost(apart, 'master2', (seen) => ({ ...seen, reachable: 'no' }));
    expect(refusedChecks(spec, away, 'node1')).toEqual([]);
  });
});

describe('a fact that could not be read', () => {
  const spec = specOf(1, 0);
  const lost = { kind: 'not-heard', why: 'connection-lost' } as const;
  const never = { kind: 'cannot-tell', why: 'not installed' } as const;
  const facts = ['listeners', 'machine', 'missingPrograms', 'runtimeSockets'] as const;

  for (const fact of facts) {
    it(`permits nothing when the answer about ${fact} was lost`, () => {
      const seen = withHost(fitObservation(spec), 'master1', capacity({ [fact]: lost }));
      const refused = refusedChecks(spec, seen, 'master1');
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.every(({ holds }) => holds === 'unknown')).toBe(true);
      expect(refused[0]?.evidence).toContain('connection-lost');
    });

    it(`is left to kubeadm's own preflight when the host cannot tell ${fact}`, () => {
      const seen = withHost(fitObservation(spec), 'master1', capacity({ [fact]: never }));
      expect(refusedChecks(spec, seen, 'master1')).toEqual([]);
      const checks = hostFitness(spec, seen, hostNamed(spec, 'master1'));
      expect(checks.some(({ evidence }) => evidence.includes("left to kubeadm's own preflight"))).toBe(true);
    });
  }

  it('permits nothing when nobody asked', () => {
    const seen = withHost(fitObservation(spec), 'master1', ({ capacity: _, ...rest }) => rest);
    expect(refusedChecks(spec, seen, 'master1').map(({ id }) => id)).toEqual([
      'host-cpus',
      'host-memory',
      'host-swap',
      'host-kernel',
      'host-programs',
      'host-runtime',
      'host-ports-free',
    ]);
  });
});

describe('several container runtimes', () => {
  const both = (docker: string) =>
    capacity({ runtimeSockets: { kind: 'told', value: ['/run/containerd/containerd.sock', docker] } });
  const refused = (change: Partial<ClusterSpec>, docker: string) => {
    const spec = { ...specOf(1, 0), ...change };
    return refusedChecks(spec, withHost(fitObservation(spec), 'master1', both(docker)), 'master1');
  };

  it('are none when the specification names one', () => {
    expect(refused({ criSocket: '/run/containerd/containerd.sock' }, '/run/cri-dockerd.sock')).toEqual([]);
  });

  it('are one while kubeadm knows Docker, which brings containerd along', () => {
    expect(refused({ kubernetesVersion: 'v1.23.0' }, '/var/run/docker.sock')).toEqual([]);
    expect(refused({ kubernetesVersion: 'v1.24.0' }, '/run/cri-dockerd.sock')).toHaveLength(1);
  });
});

describe('the load balancer', () => {
  const spec = specOf(1, 0);
  const fitness = (change: (seen: HostObservation) => HostObservation) =>
    loadBalancerFitness(spec, withHost(fitObservation(spec), 'proxy', change))[0];

  it('is refused when a stranger holds the port of the endpoint', () => {
    expect(fitness(listening(6443, 'apache2'))).toEqual({
      id: 'endpoint-port-free',
      holds: 'no',
      evidence: 'proxy: port 6443 is in use by apache2 at 127.0.0.1',
    });
  });

  it('is accepted when nobody does, or its own program, or a stranger another port', () => {
    for (const change of [listening(80, 'apache2'), listening(6443, 'nginx')])
      expect(fitness(change)?.holds).toBe('yes');
  });

  it('is not known to be fit when whoever holds the port is not shown', () => {
    expect(fitness(listening(6443))?.holds).toBe('unknown');
  });

  it('is nobody of ours when it is external', () => {
    expect(
      loadBalancerFitness({ ...spec, loadBalancer: { kind: 'external' } }, fitObservation(spec)),
    ).toEqual([]);
  });
});

describe('a judgement of the same host', () => {
  it('follows the observation and the spec, also when it is asked for again', () => {
    const spec = specOf(3, 1);
    const fit = fitObservation(spec);
    const unfit = withHost(fit, 'master1', machine({ cpus: 1 }));
    const lenient = { ...spec, ignorePreflightErrors: ['NumCPU'] };
    for (let count = 0; count < 2; count += 1) {
      expect(refusedChecks(spec, fit, 'master1')).toEqual([]);
      expect(refusedChecks(spec, unfit, 'master1').map(({ id }) => id)).toEqual(['host-cpus']);
      expect(refusedChecks(spec, unfit, 'master2')).toEqual([]);
      expect(refusedChecks(lenient, unfit, 'master1')).toEqual([]);
    }
  });
});
