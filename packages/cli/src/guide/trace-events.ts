/** What the simulated world says that happens, so that a fault can strike at it. */
export interface TraceEventGuide {
  readonly event: string;
  readonly meaning: string;
  /** What a moment can ask for as `/KEY=VALUE`. */
  readonly details: readonly string[];
}

export const TRACE_EVENTS: readonly TraceEventGuide[] = [
  {
    event: 'package.unpacked',
    meaning: 'dpkg unpacked a package on a host that is being prepared',
    details: ['package'],
  },
  { event: 'package.configured', meaning: 'dpkg configured a package there', details: ['package'] },
  { event: 'kubeadm.phase', meaning: 'kubeadm begins a phase on a host', details: ['phase'] },
  { event: 'kubeadm.exited', meaning: 'kubeadm ends on a host', details: ['code'] },
  {
    event: 'etcd.member-added',
    meaning: 'a member was added; #1 is that of the second master',
    details: ['member', 'learner'],
  },
  { event: 'etcd.member-started', meaning: 'a member published itself on its host', details: ['member'] },
  { event: 'etcd.member-promoted', meaning: 'a learner became a voter', details: ['member'] },
  { event: 'etcd.member-removed', meaning: 'a member was removed', details: ['member'] },
  { event: 'etcd.member-updated', meaning: 'the peer URLs of a member were changed', details: ['member'] },
  {
    event: 'etcd.leader-elected',
    meaning: 'the member of a host became leader',
    details: ['term', 'member'],
  },
  { event: 'etcd.stepped-down', meaning: 'a leader without a quorum gave up', details: ['term', 'member'] },
  { event: 'etcd.exited', meaning: 'etcd ended on a host by itself', details: ['member', 'code'] },
  { event: 'kubelet.started', meaning: 'the kubelet of a host runs', details: [] },
  { event: 'pod.started', meaning: 'a static pod runs on a host', details: ['pod', 'restarts'] },
  { event: 'pod.exited', meaning: 'a static pod ended on a host', details: ['pod'] },
  { event: 'apiserver.ready', meaning: 'the apiserver of a host serves', details: [] },
  {
    event: 'apiserver.etcd-failing',
    meaning: 'the apiserver of a host reaches no quorum of etcd',
    details: [],
  },
  { event: 'controller-manager.leading', meaning: 'the controller manager of a host leads', details: [] },
  { event: 'scheduler.leading', meaning: 'the scheduler of a host leads', details: [] },
  { event: 'node.registered', meaning: 'a kubelet made its Node', details: ['node'] },
  { event: 'node.ready', meaning: 'a Node became Ready', details: ['node'] },
  { event: 'node.not-ready', meaning: 'a Node stopped being Ready', details: ['node', 'reason'] },
  { event: 'token.expired', meaning: 'an expired bootstrap token was deleted', details: ['id'] },
  {
    event: 'secret.collected',
    meaning: 'a Secret went with its owner, as kubeadm-certs does',
    details: ['name'],
  },
  { event: 'lb.backend-up', meaning: 'the load balancer uses a master (again)', details: ['backend'] },
  { event: 'lb.backend-down', meaning: 'the load balancer gave a master up', details: ['backend'] },
  { event: 'host.powered-on', meaning: 'a host was switched on', details: [] },
  { event: 'host.powered-off', meaning: 'a host lost its power', details: [] },
  { event: 'host.wiped', meaning: 'a host got an empty disk', details: [] },
  { event: 'process.killed', meaning: 'a fault killed a program', details: ['program'] },
  { event: 'network.isolated', meaning: 'a fault isolated a host', details: [] },
  { event: 'network.cut', meaning: 'a fault cut the link from a host to another', details: ['to'] },
  {
    event: 'network.port-closed',
    meaning: 'a fault closed a port of a host to another',
    details: ['to', 'port'],
  },
  { event: 'network.unreachable', meaning: 'the orchestrator lost a host', details: [] },
  { event: 'network.healed', meaning: 'every link is whole again', details: [] },
  { event: 'clock.moved', meaning: 'the clock of a host jumped', details: ['by'] },
  { event: 'fault.struck', meaning: 'another fault struck', details: ['kind'] },
];
