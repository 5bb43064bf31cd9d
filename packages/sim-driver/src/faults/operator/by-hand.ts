import type { ClusterSpec, HostName } from '@quorate/core';
import { hostNamed } from '@quorate/core';
import type { Task } from '../../engine/task.js';
import { etcdMembers } from '../../etcd/inspect.js';
import { createEtcdClient } from '../../etcd/etcd-client.js';
import { seconds } from '../../engine/scheduler.js';
import type { Host } from '../../host/host.js';
import type { Simulation } from '../../simulation/simulation.js';
import { asAdministrator } from '../credentials/as-administrator.js';
import { leavesTooFewCopies } from '../etcd/lost-copies.js';
import type { FaultArgument, FaultDefinition } from '../fault.js';
import { PROGRAMS_OF_ROLES } from '../programs-of-roles.js';
import { UNIT_NAMES } from '../simulated-names.js';
import { atConsole, type } from './console.js';

const HOST: FaultArgument = { name: 'host', type: 'host', roles: ['control-plane', 'worker'] };
const MASTER: FaultArgument = { name: 'host', type: 'host', roles: ['control-plane'] };

function isMaster(spec: ClusterSpec, host: HostName): boolean {
  return hostNamed(spec, host).role === 'control-plane';
}

const reset: FaultDefinition = {
  kind: 'reset-by-hand',
  title: 'a person runs kubeadm reset -f on a host',
  scope: 'operator',
  timing: 'once',
  aftermath: 'needs-a-person',
  args: [HOST],
  excuses: ({ world, spec }, host) => [
    ...(isMaster(spec, host) ? (['quorum-after-every-change'] as const) : []),
    ...(leavesTooFewCopies(world.host(host)) ? (['committed-data-survives'] as const) : []),
  ],
  apply({ world }, { host = '' }) {
    atConsole(world, host, (console) => type(console, ['kubeadm', 'reset', '-f']));
    return undefined;
  },
};

const join: FaultDefinition = {
  kind: 'join-by-hand',
  title: 'a person makes a join command on a master and runs it on a host',
  scope: 'operator',
  timing: 'once',
  aftermath: 'needs-a-person',
  args: [HOST],
  excuses: ({ spec }, host) => [
    // A person pastes the token and the key where everybody sees them.
    'no-secret-shown',
    ...(isMaster(spec, host)
      ? (['one-control-plane-join-at-a-time', 'one-membership-change-at-a-time'] as const)
      : []),
  ],
  apply(simulation, { host = '' }) {
    asAdministrator(simulation.world, (administrator) =>
      joinFrom(simulation, administrator.host, simulation.world.host(host)),
    );
    return undefined;
  },
};

function* joinFrom({ spec }: Simulation, master: Host, host: Host): Task<void> {
  const of = spec.hosts.find(({ name }) => name === host.name);
  const made = yield* type(master, ['kubeadm', 'token', 'create', '--print-join-command']);
  const command = made.stdout.trim().split(/\s+/);
  if (made.code !== 0 || command[0] !== 'kubeadm' || of === undefined) return;
  if (of.role === 'worker') {
    yield* type(host, command);
    return;
  }
  const uploaded = yield* type(master, ['kubeadm', 'init', 'phase', 'upload-certs', '--upload-certs']);
  const key = uploaded.stdout.trim().split('\n').at(-1) ?? '';
  if (uploaded.code !== 0) return;
  const address = ['--apiserver-advertise-address', of.advertiseAddress];
  yield* type(host, [...command, '--control-plane', '--certificate-key', key, ...address]);
}

const init: FaultDefinition = {
  kind: 'init-by-hand',
  title: 'a person runs kubeadm init on a master',
  scope: 'operator',
  timing: 'once',
  aftermath: 'needs-a-person',
  args: [MASTER],
  excuses: () => ['one-cluster', 'init-on-one-host', 'one-leader-per-term'],
  apply({ world, spec }, { host = '' }) {
    const { controlPlaneEndpoint, kubernetesVersion } = spec;
    const address = spec.hosts.find(({ name }) => name === host)?.advertiseAddress ?? '';
    atConsole(world, host, (console) =>
      type(console, [
        'kubeadm',
        'init',
        `--apiserver-advertise-address=${address}`,
        `--control-plane-endpoint=${controlPlaneEndpoint.host}:${String(controlPlaneEndpoint.port)}`,
        `--kubernetes-version=${kubernetesVersion}`,
      ]),
    );
    return undefined;
  },
};

const removeMember: FaultDefinition = {
  kind: 'remove-member-by-hand',
  title: 'a person removes the etcd member of a master from the cluster',
  scope: 'operator',
  timing: 'once',
  aftermath: 'needs-a-person',
  args: [MASTER],
  excuses: ({ world }) => (etcdMembers(world).length > 0 ? ['quorum-after-every-change'] : []),
  apply({ world }, { host = '' }) {
    const doomed = world.host(host);
    const member = etcdMembers(world).find((one) => one.host !== host) ?? etcdMembers(world)[0];
    if (member === undefined) return undefined;
    atConsole(world, member.host, function* (console) {
      const endpoints = ['https://127.0.0.1:2379'];
      const etcd = createEtcdClient(console, { endpoints, timeoutUs: seconds(5) });
      const listed = yield* etcd.memberList();
      const found = listed.ok
        ? listed.value.find(({ peerUrls }) =>
            peerUrls.some((url) => doomed.addresses.some((address) => url.includes(`//${address}:`))),
          )
        : undefined;
      if (found === undefined) return;
      world.record('person.typed', member.host, { line: 'etcdctl member remove' });
      yield* etcd.memberRemove(found.id);
    });
    return undefined;
  },
};

const deleteNode: FaultDefinition = {
  kind: 'delete-node',
  title: 'a person deletes the Node of a host',
  scope: 'operator',
  timing: 'once',
  aftermath: 'needs-a-person',
  args: [HOST],
  apply({ world }, { host = '' }) {
    asAdministrator(world, (administrator) =>
      type(administrator.host, ['kubectl', 'delete', 'node', world.host(host).hostname], {
        KUBECONFIG: '/etc/kubernetes/admin.conf',
      }),
    );
    return undefined;
  },
};

const restartService: FaultDefinition = {
  kind: 'restart-service',
  title: 'a person restarts a service of a host',
  scope: 'operator',
  timing: 'once',
  aftermath: 'heals',
  args: [
    { name: 'host', type: 'host' },
    {
      name: 'service',
      type: 'name',
      names: UNIT_NAMES,
      rolesOf: PROGRAMS_OF_ROLES,
      samples: ['kubelet', 'nginx', 'haproxy'],
    },
  ],
  apply({ world }, { host = '', service = '' }) {
    atConsole(world, host, (console) => type(console, ['systemctl', 'restart', service]));
    return undefined;
  },
};

export const BY_HAND_FAULTS: readonly FaultDefinition[] = [
  reset,
  join,
  init,
  removeMember,
  deleteNode,
  restartService,
];
