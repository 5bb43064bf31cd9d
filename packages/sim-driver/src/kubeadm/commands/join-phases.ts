import {
  checkEtcdPhase,
  controlPlaneJoinPhase,
  etcdJoinPhase,
  waitJoinedControlPlanePhase,
} from '../phases/control-plane-join.js';
import { controlPlanePreparePhase } from '../phases/control-plane-prepare.js';
import type { JoinContext } from '../phases/join-context.js';
import { joinPreflightPhase } from '../phases/join-preflight.js';
import { kubeletStartJoinPhase, kubeletWaitBootstrapPhase } from '../phases/kubelet-start-join.js';
import type { Phase } from '../run.js';
import type { VersionProfile } from '../version-profile.js';

/** The phases of `kubeadm join` in the order of the release; a worker runs few of them. */
export function joinPhases(profile: VersionProfile, isControlPlane: boolean): readonly Phase<JoinContext>[] {
  const early = profile.order.etcdJoinBeforeBootstrapWait;
  const bootstrapWait = early ? [kubeletWaitBootstrapPhase()] : [];
  if (!isControlPlane) return [joinPreflightPhase(), kubeletStartJoinPhase(), ...bootstrapWait];
  return [
    joinPreflightPhase(),
    controlPlanePreparePhase(),
    checkEtcdPhase,
    kubeletStartJoinPhase(),
    ...(early ? [etcdJoinPhase] : []),
    ...bootstrapWait,
    controlPlaneJoinPhase(profile),
    ...(early ? [waitJoinedControlPlanePhase] : []),
  ];
}
