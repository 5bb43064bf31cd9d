import type { ClusterSpec } from '@quorate/core';
import { hostsOf } from '@quorate/core';
import type { Simulation } from '@quorate/sim-driver';

const ADMIN_CONF = '/etc/kubernetes/admin.conf';
const GET_NODES = ['kubectl', `--kubeconfig=${ADMIN_CONF}`, 'get', 'nodes'] as const;
const MEMBER_LIST = [
  'etcdctl',
  '--endpoints=127.0.0.1:2379',
  '--cacert=/etc/kubernetes/pki/etcd/ca.crt',
  '--cert=/etc/kubernetes/pki/etcd/server.crt',
  '--key=/etc/kubernetes/pki/etcd/server.key',
  'member',
  'list',
] as const;

/** What a person sees who logs in to a master when the story is over: asks them in their order until one answers. */
export function lastLook(simulation: Simulation, spec: ClusterSpec): readonly string[] {
  const masters = hostsOf(spec, 'control-plane')
    .map(({ name }) => name)
    .filter((name) => {
      const host = simulation.world.host(name);
      return host.power === 'on' && host.disk.text(ADMIN_CONF) !== undefined;
    });
  if (masters.length === 0)
    return ['(no master is on and has an admin.conf: there is no cluster to look at)'];
  const nodes = ask(simulation, masters, GET_NODES);
  const members = ask(simulation, masters, MEMBER_LIST);
  return [...nodes, '', ...members];
}

function ask(simulation: Simulation, masters: readonly string[], argv: readonly string[]): readonly string[] {
  let shown: readonly string[] = [];
  for (const master of masters) {
    const { code, stdout, stderr } = simulation.shell(master, argv);
    const printed = `${stdout}${stderr}`.trimEnd().split('\n');
    shown = [...asTyped(master, argv), ...printed];
    if (code === 0) break;
  }
  return shown;
}

/** As it would be pasted into a shell: one line, or one option a line when that is too long. */
function asTyped(host: string, argv: readonly string[]): readonly string[] {
  const line = `${host}# ${argv.join(' ')}`;
  if (line.length <= 100) return [line];
  const words = argv.filter((word) => !word.startsWith('-'));
  const options = argv.filter((word) => word.startsWith('-'));
  return [
    `${host}# ${words[0] ?? ''} \\`,
    ...options.map((option) => `    ${option} \\`),
    `    ${words.slice(1).join(' ')}`,
  ];
}
