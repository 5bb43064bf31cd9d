import type { RestartKubeletCommand } from '../command.js';
import type { StepPlan } from '../step-plan.js';
import { mustSucceed, place } from './placing.js';
import { CHANGE_TIMEOUT_MS, run } from './programs.js';

export function lowerRestartKubelet({ host }: RestartKubeletCommand): StepPlan {
  const restart = run(['systemctl', 'restart', 'kubelet'], { timeoutMs: CHANGE_TIMEOUT_MS });
  return { stages: [mustSucceed(place(host, 'restart-kubelet', restart))] };
}
