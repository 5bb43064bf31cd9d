import { clusterMinor } from '../../kubeadm-config/kube-release.js';
import { hostNamed } from '../../spec/cluster-spec.js';
import type { FinishJoinCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { StepPlan } from '../step-plan.js';
import { mustSucceed, place } from './placing.js';
import { CHANGE_TIMEOUT_MS, kubeadm } from './programs.js';

/**
 * With `--control-plane` and an admin.conf on the host kubeadm skips discovery, so these phases need neither token nor key.
 * `update-status` did something up to 1.21 only.
 */
export function lowerFinishJoin(command: FinishJoinCommand, { spec }: LoweringContext): StepPlan {
  const { name, advertiseAddress } = hostNamed(spec, command.host);
  const phase = (...args: readonly string[]) =>
    mustSucceed(
      place(
        name,
        `phase ${args[0] ?? ''}`,
        kubeadm(['join', 'phase', 'control-plane-join', ...args, '--control-plane', '--node-name', name], {
          timeoutMs: CHANGE_TIMEOUT_MS,
        }),
      ),
    );
  return {
    stages: [
      ...(clusterMinor(spec) <= 21
        ? [phase('update-status', '--apiserver-advertise-address', advertiseAddress)]
        : []),
      phase('mark-control-plane'),
    ],
  };
}
