import type { BlockCode } from '../decisions/block-reason.js';
import type { Origin } from '../decisions/origin.js';
import { originOf } from '../decisions/origin.js';
import { assertNever } from '../foundation/assert-never.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { certificateStatuses } from './certificate-status.js';
import type { ClusterHealth, ClusterOrigin, ClusterStatus } from './cluster-status.js';
import { STATUS_FORMAT_VERSION } from './cluster-status.js';
import { credentialStatus } from './credential-status.js';
import { endpointStatus } from './endpoint-status.js';
import { etcdStatus } from './etcd-status.js';
import { findProblems } from './find-problems.js';
import { hostStatuses } from './host-status.js';
import { quorumStatus } from './quorum-status.js';
import type { StatusProblem } from './status-problem.js';

/** How it stands with the cluster of a spec, by one look. Pure; `nowMs` is the orchestrator's clock, Unix epoch. */
export function clusterStatus(spec: ClusterSpec, observation: Observation, nowMs: number): ClusterStatus {
  const origin = originOf(spec, observation);
  const facts = {
    formatVersion: STATUS_FORMAT_VERSION,
    cluster: spec.name,
    kubernetesVersion: spec.kubernetesVersion,
    atMs: nowMs,
    origin: clusterOrigin(origin),
    hosts: hostStatuses(spec, observation),
    etcd: etcdStatus(spec, observation),
    quorum: quorumStatus(spec, observation, origin),
    endpoint: endpointStatus(spec, observation),
    certificates: certificateStatuses(spec, observation, nowMs),
    credentials: credentialStatus(spec, observation, nowMs),
  } as const;
  const problems = findProblems(spec, observation, nowMs, facts);
  return { ...facts, health: healthOf(origin, problems), problems };
}

function clusterOrigin(origin: Origin): ClusterOrigin {
  switch (origin.kind) {
    case 'fresh':
      return 'none';
    case 'interrupted':
      return 'partial';
    case 'established':
      return 'established';
    case 'blocked':
      return originOfBlock(origin.block.code);
    default:
      return assertNever(origin);
  }
}

function originOfBlock(code: BlockCode): ClusterOrigin {
  if (code === 'may-hold-a-cluster') return 'unknown';
  return code === 'two-clusters' || code === 'another-cluster' ? 'foreign' : 'established';
}

function healthOf(origin: Origin, problems: readonly StatusProblem[]): ClusterHealth {
  if (origin.kind === 'fresh') return 'none';
  if (origin.kind !== 'established') return 'down';
  return problems.some(({ urgency }) => urgency === 'now') ? 'degraded' : 'healthy';
}
