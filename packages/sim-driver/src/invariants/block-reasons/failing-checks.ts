import type { CheckId, HostSpec } from '@quorate/core';
import { hostsOf, quorumOf } from '@quorate/core';
import { seconds } from '../../engine/scheduler.js';
import { etcdMembers } from '../../etcd/inspect.js';
import type { Host } from '../../host/host.js';
import { nodeAddress } from '../../kubernetes/kubelet/kubelet-files.js';
import { MICROS_PER_MS } from '../../engine/scheduler.js';
import type { Simulation } from '../../simulation/simulation.js';
import type { Finding } from '../invariant.js';
import { refusedCertificate } from './certificate-times.js';
import { hasAlarm, isMemberOf, votersOf } from './etcd-health.js';
import { ADMIN_CONF, isWritten } from './files.js';
import type { BlockJudge } from './judge.js';
import { hostsIn, namesOf } from './named-hosts.js';
import { servesItself } from './standing.js';
import { closedPeerPath, closedWorkerPath, isReached, lackOfEndpoint } from './ways.js';

/** Whether a check fails as it says, for the hosts that it names. A check that is not here is judged by nothing. */
type Fails = (simulation: Simulation, named: readonly HostSpec[]) => boolean;

function onSome(fails: (host: Host, spec: HostSpec, simulation: Simulation) => boolean): Fails {
  return (simulation, named) =>
    named.some((spec) => fails(simulation.world.host(spec.name), spec, simulation));
}

const FAILS: Readonly<Partial<Record<CheckId, Fails>>> = {
  'host-reachable': onSome(({ name }, _spec, simulation) => !isReached(simulation, name)),
  'host-identity': onSome((host, { advertiseAddress }, { world, spec }) => {
    const others = spec.hosts.filter(({ name }) => name !== host.name).map(({ name }) => world.host(name));
    return !host.addresses.includes(advertiseAddress) || others.some((other) => isAlike(host, other));
  }),
  'host-address': onSome((host) => [...host.addresses, nodeAddress(host)].includes(NAT_ADDRESS)),
  'host-versions': onSome(({ software }, _spec, { spec }) =>
    ['kubeadm', 'kubelet'].some((name) => minorOf(software[name]) !== minorOf(spec.kubernetesVersion)),
  ),
  'host-clock': onSome((host, _spec, { world, spec }) => {
    const masters = hostsOf(spec, 'control-plane').map(({ name }) => world.host(name).clock());
    const apart = [world.scheduler.now(), ...masters].map((clock) => Math.abs(clock - host.clock()));
    return Math.max(...apart) + READ_SINCE_US > spec.budgets.maxClockSkewMs * MICROS_PER_MS;
  }),
  'host-cpus': onSome(({ cpus }) => cpus < 2),
  'host-memory': onSome(({ memoryMb }) => memoryMb < 1700),
  'host-swap': onSome(({ disk }) => (disk.text('/proc/swaps') ?? '').trim().split('\n').length > 1),
  'host-kernel': onSome(
    ({ disk }) =>
      !/\toverlay$/m.test(disk.text('/proc/filesystems') ?? '') ||
      SWITCHES.some((path) => disk.text(path)?.trim() !== '1'),
  ),
  'host-programs': onSome(({ missingPrograms }) => missingPrograms.size > 0),
  'host-runtime': onSome(
    ({ disk }) =>
      !['/run', '/var/run'].some((path) => disk.filesBelow(path).some((file) => file.endsWith('.sock'))),
  ),
  'host-ports-free': onSome((host) => PORTS.some((port) => host.portInUse(port))),
  'endpoint-port-free': onSome((host, _spec, { spec: { controlPlaneEndpoint, loadBalancer } }) =>
    [...host.listeners].some(
      ({ port, process }) => port === controlPlaneEndpoint.port && process.name !== loadBalancer?.kind,
    ),
  ),
  'host-in-no-cluster': onSome((host) => isWritten(host) || host.processesNamed('kubelet').length > 0),
  'host-clean': onSome(isWritten),
  'peer-ports-open': (simulation) => closedPeerPath(simulation) !== undefined,
  'worker-paths-open': (simulation, named) =>
    named.some((host) => host.role === 'worker' && closedWorkerPath(simulation, host) !== undefined),
  'certificates-valid': (simulation) => refusedCertificate(simulation) !== undefined,
  'no-alarm': ({ world }) => hasAlarm(world),
  'every-voter-healthy': (simulation) => {
    const { all, confirmed } = confirmedVoters(simulation);
    return confirmed < all || all === 0 || hasAlarm(simulation.world);
  },
  'member-lists-agree': ({ world }) => new Set(listsIn(world)).size !== 1,
  'every-member-started': ({ world }) =>
    etcdMembers(world).some(({ members }) => members.some(({ name }) => name === '')),
  'no-learner': ({ world }) =>
    etcdMembers(world).some(({ members }) => members.some(({ learner }) => learner)),
  'api-on-serving-masters': (simulation) => {
    const serving = hostsOf(simulation.spec, 'control-plane').filter(({ name }) =>
      simulation.world.host(name).disk.exists(ADMIN_CONF),
    );
    return serving.length === 0 || serving.some(({ name }) => !servesItself(simulation, name));
  },
  'api-through-endpoint': (simulation) => lackOfEndpoint(simulation) !== undefined,
  'quorum-after-change': (simulation) => {
    const { all, confirmed } = confirmedVoters(simulation);
    return confirmed < quorumOf(all + 1) && !(all === 1 && confirmed === 1);
  },
};

/** VirtualBox gives it to the NAT card of every machine. */
const NAT_ADDRESS = '10.0.2.15';
/** A look is no older, and a clock that drifts gains no more meanwhile. */
const READ_SINCE_US = seconds(5);
const SWITCHES = ['/proc/sys/net/ipv4/ip_forward', '/proc/sys/net/bridge/bridge-nf-call-iptables'];
const PORTS = [6443, 2379, 2380, 10_250, 10_257, 10_259];

/** Voters, and how many of them are healthy on a host where that can be asked. */
function confirmedVoters(simulation: Simulation): { readonly all: number; readonly confirmed: number } {
  const { all, healthy } = votersOf(simulation.world);
  const reached = hostsOf(simulation.spec, 'control-plane').filter(({ name }) => isReached(simulation, name));
  const confirmed = healthy.filter((member) => reached.some((host) => isMemberOf(host, member)));
  return { all: all.length, confirmed: confirmed.length };
}

function isAlike(a: Host, b: Host): boolean {
  return a.hostname === b.hostname || a.machineId === b.machineId || a.productUuid === b.productUuid;
}

function minorOf(version = ''): string | undefined {
  return /^v?1\.(\d+)/.exec(version)?.[1];
}

function listsIn(world: Simulation['world']): readonly string[] {
  return etcdMembers(world).map(({ members }) =>
    members
      .map(({ id, name, learner }) => `${id} ${name} ${String(learner)}`)
      .sort()
      .join('\n'),
  );
}

/** The first check of the evidence that is said to fail and does not. */
export const checksThatHold: BlockJudge = (simulation, { evidence }): Finding => {
  for (const { id, holds, evidence: text } of evidence) {
    const fails = holds === 'no' ? FAILS[id] : undefined;
    const named = hostsIn(simulation.spec, text);
    if (fails !== undefined && !fails(simulation, named.length > 0 ? named : simulation.spec.hosts))
      return `${id} holds${named.length > 0 ? ` for ${namesOf(named)}` : ''}`;
  }
  return undefined;
};
