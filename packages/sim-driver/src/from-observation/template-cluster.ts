import type { ClusterSpec } from '@quorate/core';
import { orchestrate } from '../scenario/orchestrate.js';
import { Simulation } from '../simulation/simulation.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface TemplateOptions {
  /** With a host for every load balancer, somebody else's too. */
  readonly spec: ClusterSpec;
  readonly seed: number;
  readonly observedAtMs: number;
  /** The slowest clock of all hosts minus the orchestrator's: certificates must be valid there too. */
  readonly slowestClockMs: number;
  readonly cniApplied: boolean;
}

/**
 * The finished cluster of a specification, made by simulated kubeadm a day before the look: files, keys, members and API
 * objects that fit each other, of which the hosts get what was seen on them.
 */
export async function templateCluster(options: TemplateOptions): Promise<Simulation> {
  const { spec, seed, observedAtMs, slowestClockMs, cniApplied } = options;
  const { preparation: _done, ...rest } = spec;
  const faultless: ClusterSpec = {
    ...rest,
    assumeNew: true,
    cni: cniApplied ? spec.cni : { kind: 'none' },
    credentials: { tokenTtlMs: DAY_MS, keep: true },
    budgets: { ...spec.budgets, blockedPatienceMs: Math.min(spec.budgets.blockedPatienceMs, HOUR_MS) },
  };
  const startMs = observedAtMs - DAY_MS + Math.min(0, slowestClockMs);
  const simulation = new Simulation({ spec: faultless, seed, startMs });
  await orchestrate(simulation);
  return simulation;
}
