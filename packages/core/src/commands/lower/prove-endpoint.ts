import type { ProveEndpointCommand } from '../command.js';
import type { LoweringContext } from '../lowering-context.js';
import type { StepPlan } from '../step-plan.js';
import { inAnyCase, place } from './placing.js';

export const PROBE_ENDPOINT = 'probe-endpoint';

const PROBE_TIMEOUT_MS = 5_000;

export function lowerProveEndpoint(command: ProveEndpointCommand, context: LoweringContext): StepPlan {
  const { host: address, port } = context.spec.controlPlaneEndpoint;
  const probe = { kind: 'probe-tcp', address, port, timeoutMs: PROBE_TIMEOUT_MS } as const;
  return { stages: [inAnyCase(...command.from.map((host) => place(host, PROBE_ENDPOINT, probe)))] };
}
