import type { ResetHostCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { StepPlan } from '../step-plan.js';
import type { RunStep } from '../../steps/host-step.js';
import { cleanUp, keyOf, mustSucceed, place } from './placing.js';
import { CHANGE_TIMEOUT_MS, kubeadm, run } from './programs.js';
import { removeRunFile } from './run-file.js';

/** kubeadm: a member removal that cannot succeed is tried for about 200 s, and containers are stopped after that. */
const RESET_TIMEOUT_MS = 600_000;

const CNI_CONFIGURATION = '/etc/cni/net.d';
const CLEAN_CNI = 'clean-cni';

export function cleanCniKey({ host }: ResetHostCommand): string {
  return keyOf(host, CLEAN_CNI);
}

/**
 * Exit 0 says that reset ran to its end, and nothing about the etcd member: only the member list does. Left behind, here as by
 * kubeadm: the Node, tokens, iptables rules. The configuration of the CNI, which kubeadm leaves too, goes when the spec brings a
 * CNI of its own: with it a Node would be Ready without a network. So do the files of an interrupted run, which may hold secrets.
 */
export function lowerResetHost(command: ResetHostCommand, { spec }: LoweringContext): StepPlan {
  const socket = spec.criSocket === undefined ? [] : ['--cri-socket', spec.criSocket];
  const { host } = command;
  return {
    stages: [
      mustSucceed(
        place(host, 'kubeadm-reset', kubeadm(['reset', '-f', ...socket], { timeoutMs: RESET_TIMEOUT_MS })),
      ),
      ...(spec.cni.kind === 'none' ? [] : [mustSucceed(place(host, CLEAN_CNI, cleanCni()))]),
      cleanUp(
        removeRunFile(host, 'init.yaml'),
        removeRunFile(host, 'join.yaml'),
        removeRunFile(host, 'cni.yaml'),
      ),
    ],
  };
}

function cleanCni(): RunStep {
  return run(['find', CNI_CONFIGURATION, '-mindepth', '1', '-delete'], { timeoutMs: CHANGE_TIMEOUT_MS });
}
