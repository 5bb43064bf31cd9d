import type { ClusterSpec } from '@quorate/core';
import { hostsOf } from '@quorate/core';
import fc from 'fast-check';
import type { Moment } from '../faults/fault.js';

type Occasion = Pick<Extract<Moment, { kind: 'on' }>, 'event' | 'host' | 'detail'>;

/** Phases between which an init or a join of a master is most easily hurt. */
const INIT_PHASES = [
  'preflight',
  'certs',
  'kubelet-start',
  'etcd/local',
  'wait-control-plane',
  'upload-config/kubelet',
  'upload-certs',
  'mark-control-plane',
  'bootstrap-token',
  'addon/kube-proxy',
];
const JOIN_PHASES = [
  'preflight',
  'control-plane-prepare/download-certs',
  'control-plane-prepare/certs',
  'check-etcd',
  'kubelet-start',
  'control-plane-join/etcd',
  'control-plane-join/mark-control-plane',
];
const WORKER_PHASES = ['preflight', 'kubelet-start'];

const COMMANDS = [
  'observe',
  'configure-load-balancer',
  'initialise',
  'apply-cni',
  'mint-credentials',
  'join-control-plane',
  'join-worker',
  'remove-member',
  'reset-host',
  'revoke-credentials',
  'probe-api',
];

/** What happens in a bootstrap of this cluster, for faults that strike at it. */
function occasions(spec: ClusterSpec): readonly Occasion[] {
  const [first, ...others] = hostsOf(spec, 'control-plane').map(({ name }) => name);
  const phases = (host: string, names: readonly string[]): readonly Occasion[] =>
    names.map((phase) => ({ event: 'kubeadm.phase', host, detail: { phase } }));
  const ofMaster = (host: string): readonly Occasion[] =>
    ['etcd.member-started', 'apiserver.ready', 'kubelet.started'].map((event) => ({ event, host }));
  return [
    { event: 'etcd.member-added' },
    { event: 'etcd.member-promoted' },
    { event: 'etcd.member-removed' },
    ...COMMANDS.map((what) => ({ event: 'journal.written', detail: { what } })),
    ...(first === undefined ? [] : [...phases(first, INIT_PHASES), ...ofMaster(first)]),
    ...others.flatMap((name) => [...phases(name, JOIN_PHASES), ...ofMaster(name)]),
    ...hostsOf(spec, 'worker').flatMap(({ name }) => phases(name, WORKER_PHASES)),
  ];
}

/** Times within the run, and what happens in it. Simplest: at the very beginning. */
export function moment(spec: ClusterSpec, withinMs = 120_000): fc.Arbitrary<Moment> {
  const time = fc
    .integer({ min: 0, max: Math.floor(withinMs / 100) })
    .map((tenths): Moment => ({ kind: 'after', ms: tenths * 100 }));
  const event = fc
    .record({
      occasion: fc.constantFrom(...occasions(spec)),
      occurrence: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 3 })),
      delayMs: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 0, max: 60 }).map((tenths) => tenths * 100),
      ),
    })
    .map(({ occasion, ...rest }): Moment => ({ kind: 'on', ...occasion, ...rest }));
  return fc.oneof(time, event);
}
