import type { ResetHostCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { StepPlan } from '../step-plan.js';
import { cleanUp, mustSucceed, place } from './placing.js';
import { kubeadm } from './programs.js';
import { removeRunFile } from './run-file.js';

/** kubeadm: a member removal that cannot succeed is tried for about 200 s, and containers are stopped after that. */
const RESET_TIMEOUT_MS = 600_000;

/**
 * Exit 0 says that reset ran to its end, and nothing about the etcd member: only the member list does. Left behind, here as by
 * kubeadm: the Node, tokens, /etc/cni/net.d, iptables rules. The files of an interrupted run, which may hold secrets, go too.
 */
export function lowerResetHost(command: ResetHostCommand, { spec }: LoweringContext): StepPlan {
  const socket = spec.criSocket === undefined ? [] : ['--cri-socket', spec.criSocket];
  const { host } = command;
  return {
    stages: [
      mustSucceed(
        place(host, 'kubeadm-reset', kubeadm(['reset', '-f', ...socket], { timeoutMs: RESET_TIMEOUT_MS })),
      ),
      cleanUp(
        removeRunFile(host, 'init.yaml'),
        removeRunFile(host, 'join.yaml'),
        removeRunFile(host, 'cni.yaml'),
      ),
    ],
  };
}
