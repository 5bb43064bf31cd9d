import type {
  ClusterStatus,
  HostStatus,
  MemberStatus,
  QuorumStatus,
  StatusProblem,
  Tri,
} from '@quorate/core';
import { counted } from './counted.js';
import { endpointLine } from './status-endpoint.js';
import { certificateLine, certificateTable, credentialLine } from './status-expiry.js';
import { statusTable } from './status-table.js';
import { wrapped } from './wrapped.js';
import type { Paint } from './style.js';

export interface StatusStyle {
  /** Also addresses, taints, kubeadm, clocks, members by id and every certificate. */
  readonly wide: boolean;
  readonly columns: number;
  readonly paint: Paint;
}

/** One screen for people. What a colour says is said in words too. */
export function statusLines(status: ClusterStatus, style: StatusStyle): readonly string[] {
  const { columns, wide } = style;
  const facts = [
    labelled('ETCD', quorumLine(status.quorum), columns),
    labelled('ENDPOINT', endpointLine(status.endpoint), columns),
    labelled('CERTS', certificateLine(status), columns),
    labelled('TOKENS', credentialLine(status.credentials), columns),
  ];
  return [
    ...heading(status, style),
    '',
    ...hostTable(status, wide),
    '',
    ...facts.flat(),
    ...(wide ? [...memberTable(status), ...certificateTable(status)] : []),
    ...problemLines(status, style),
  ];
}

const HEALTH = {
  healthy: { style: 'green', text: 'healthy' },
  degraded: { style: 'yellow', text: 'degraded: it serves, and a person must act' },
  down: { style: 'red', text: 'down: it does not serve, or that cannot be seen' },
  none: { style: 'yellow', text: 'no cluster yet' },
} as const;

function heading(status: ClusterStatus, { paint, columns }: StatusStyle): readonly string[] {
  const { style, text } = HEALTH[status.health];
  const of = (role: HostStatus['role']): number => status.hosts.filter((host) => host.role === role).length;
  const counts = `${counted(of('control-plane'), 'master')}, ${counted(of('worker'), 'worker')}`;
  const at = new Date(status.atMs).toISOString().replace('T', ' ').slice(0, 19);
  return [
    ...wrapped(`${status.cluster}: ${text}`, columns, '', '  ').map((line) => paint(style, line)),
    ...wrapped(`Kubernetes ${status.kubernetesVersion}, ${counts}; seen ${at} UTC`, columns, '', '  '),
  ];
}

const LABEL_WIDTH = 10;

function labelled(label: string, text: string, columns: number): readonly string[] {
  return wrapped(text, columns, label.padEnd(LABEL_WIDTH));
}

const ROLES = { 'control-plane': 'master', worker: 'worker', 'load-balancer': 'balancer' } as const;

function hostTable(status: ClusterStatus, wide: boolean): readonly string[] {
  const headers = ['HOST', 'ROLE', 'UP', 'NODE', 'KUBELET', 'API', 'ETCD', 'VERSION'];
  const more = ['ADDRESS', 'KUBEADM', 'CLOCK', 'TAINTS'];
  const rows = status.hosts.map((host) => [
    host.name,
    ROLES[host.role],
    host.reachable === 'unknown' ? '?' : host.reachable,
    nodeText(host),
    kubeletText(host),
    host.role === 'control-plane' ? tri(host.apiserver, 'ready', 'down') : '-',
    etcdText(status, host),
    versionText(host),
    ...(wide ? wideFacts(host) : []),
  ]);
  return statusTable(wide ? [...headers, ...more] : headers, rows);
}

function wideFacts(host: HostStatus): readonly string[] {
  const { clockOffsetMs: offset, node, versions, address } = host;
  const taints = node?.known === true ? (node.value?.taints ?? []) : [];
  return [
    address,
    versions === undefined ? '-' : (versions.kubeadm ?? '?'),
    offset === undefined ? '?' : `${offset >= 0 ? '+' : ''}${offset}ms`,
    taints.length === 0 ? '-' : taints.join(','),
  ];
}

function tri(value: Tri | undefined, yes: string, no: string): string {
  if (value === undefined || value === 'unknown') return '?';
  return value === 'yes' ? yes : no;
}

function nodeText({ node }: HostStatus): string {
  if (node === undefined) return '-';
  if (!node.known) return '?';
  return node.value === null ? 'absent' : tri(node.value.ready, 'Ready', 'NotReady');
}

function kubeletText({ kubelet }: HostStatus): string {
  if (kubelet === undefined) return '-';
  if (kubelet.active === 'yes') return tri(kubelet.healthy, 'healthy', 'unhealthy');
  return tri(kubelet.active, 'healthy', 'stopped');
}

function versionText({ node, versions }: HostStatus): string {
  const registered = node?.known === true ? node.value?.kubeletVersion : undefined;
  return registered ?? versions?.kubelet ?? (versions === undefined ? '-' : '?');
}

function etcdText({ etcd, quorum }: ClusterStatus, host: HostStatus): string {
  if (host.role !== 'control-plane') return '-';
  if (!etcd.members.known) {
    if (quorum.kind !== 'lost') return quorum.kind === 'none' ? '-' : '?';
    if (quorum.up.includes(host.name)) return 'runs alone';
    return quorum.down.includes(host.name) ? 'down' : '-';
  }
  const member = etcd.members.value.find((one) => one.host === host.name);
  return member === undefined ? 'no member' : memberText(member);
}

function memberText({ role, healthy, leader }: MemberStatus): string {
  const health = role === 'voter' && healthy !== 'yes' ? (healthy === 'no' ? ', down' : ', ?') : '';
  return `${role}${leader ? ', leader' : ''}${health}`;
}

/** `3 voters, quorum 2, 3 up; tolerates 1: any one of master1, master2, master3`. */
export function quorumLine(quorum: QuorumStatus): string {
  switch (quorum.kind) {
    case 'none':
      return 'none';
    case 'unknown':
      return `not known: ${quorum.why}`;
    case 'lost': {
      const { up, voters, down, counted: how } = quorum;
      const assumed = how === 'assumed' ? ' (assumed)' : '';
      const what = up.length >= quorum.quorum ? '; they elect no leader' : `; down: ${down.join(', ')}`;
      return `lost: ${up.length} of ${voters} voters up, ${quorum.quorum} needed${what}${assumed}`;
    }
    case 'held': {
      const { up, voters, down } = quorum;
      const missing = down.length === 0 ? '' : ` (not ${down.join(', ')})`;
      return `${counted(voters, 'voter')}, quorum ${quorum.quorum}, ${up.length} up${missing}; ${tolerance(quorum)}`;
    }
  }
}

const NUMBERS = ['none', 'one', 'two', 'three', 'four'];

function tolerance({ up, tolerates, quorum }: Extract<QuorumStatus, { kind: 'held' }>): string {
  if (tolerates > 0)
    return `tolerates ${tolerates}: any ${NUMBERS[tolerates] ?? tolerates} of ${up.join(', ')}`;
  if (up.length < quorum)
    return 'tolerates 0 as far as is seen: it decides, and not every voter can be asked';
  return `tolerates 0: ${up.join(' and ')} ${up.length === 1 ? 'is' : 'are'} needed`;
}

function memberTable({ etcd }: ClusterStatus): readonly string[] {
  if (!etcd.members.known || etcd.members.value.length === 0) return [];
  const rows = etcd.members.value.map((member) => [
    member.id,
    member.host ?? `stray ${member.name}`.trim(),
    member.role,
    tri(member.healthy, 'yes', 'no'),
    member.leader ? 'yes' : '-',
    member.peerUrls.join(','),
  ]);
  return ['', ...statusTable(['MEMBER', 'HOST', 'ROLE', 'HEALTHY', 'LEADER', 'PEER'], rows)];
}

function problemLines({ problems }: ClusterStatus, style: StatusStyle): readonly string[] {
  if (problems.length === 0) return [labelled('PROBLEMS', 'none', style.columns).join('\n')];
  return problems.flatMap((problem) => ['', ...problemText(problem, style)]);
}

/** So that a problem leaves room for the others on one screen. */
const SHOWN_REMEDIES = 3;

/** Texts of programs may run over lines; here one problem is a block of its own. */
function problemText(problem: StatusProblem, { paint, columns, wide }: StatusStyle): readonly string[] {
  const { code, urgency, summary, means, evidence, remedies } = problem;
  const line = (text: string, indent = '  '): readonly string[] =>
    wrapped(text, columns - 2, '', indent).map((one) => `  ${one}`);
  const shown = wide ? remedies : remedies.slice(0, SHOWN_REMEDIES);
  const head = urgency === 'now' ? 'NOW  ' : 'SOON  ';
  return [
    ...wrapped(`${code}: ${summary}`, columns, head, '  ').map((one) =>
      paint(urgency === 'now' ? 'red' : 'yellow', one),
    ),
    ...line(means, ''),
    ...(wide ? evidence.flatMap((one) => line(`seen: ${one}`)) : []),
    ...shown.flatMap((one) => line(`→ ${one}`)),
    ...(shown.length < remedies.length ? line(`… more: -o wide, or quorate explain ${code}`) : []),
  ];
}
