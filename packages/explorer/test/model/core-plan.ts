import type { ClusterSpec, Observation, ProtocolContext } from '@quorate/core';
import { CATCHING_UP, known, STABLE_FOR_MS, STABLE_LOOKS } from '@quorate/core';
import { initialContext } from '../../../core/src/protocol/context.js';
import { planControlPlane } from '../../../core/src/protocol/control-plane-plan.js';
import { attemptKey } from '../../../core/src/protocol/issue.js';
import type { StateWords } from '../../src/index.js';
import { protocolDecisions } from '../../src/index.js';
import { lookAt } from '../../src/model/decisions.js';
import { get, GLOBAL, globalOf, HOST, POWER } from '../../src/model/layout.js';
import { LOOK_MS, observe } from '../../src/model/observe.js';

/** By so many plans in a row every wait is over, or something is wrong. */
const MOST_WAITS = 10;

/**
 * What the plan of core itself does in a state whose cluster is established; undefined when it is not. In text:
 * `join-control-plane m2`, `halt join-refused`, `wait`, `ready`. Each master is the first of the spec once.
 */
export function planOfCore(
  spec: ClusterSpec,
  state: StateWords,
  patienceSpent: boolean,
): ReadonlySet<string> | undefined {
  const observation = observe(spec, state);
  const credentialsValid = get(globalOf(state), GLOBAL.credentials) === 1;
  const look = lookAt(spec, observation, patienceSpent, credentialsValid);
  if (protocolDecisions.origin(look).kind !== 'established') return undefined;
  const expiresAtMs = look.credentialsExpireAtMs;
  const plans = spec.hosts.map((_, first) => {
    const hosts = [...spec.hosts.slice(first), ...spec.hosts.slice(0, first)];
    const context: ProtocolContext = {
      ...initialContext({ spec: { ...spec, hosts } }),
      nowMs: LOOK_MS,
      observation: withTokens(observation, expiresAtMs),
      stability: { sinceMs: LOOK_MS - STABLE_FOR_MS - 1, lastMs: LOOK_MS, count: STABLE_LOOKS },
      controlPlaneChangedMs: LOOK_MS,
      credentials: {
        token: { id: 'held', caCertHash: 'sha256:model', expiresAtMs },
        certificateKey: { expiresAtMs },
      },
      ...memories(state),
    };
    const planned = patienceSpent ? outwaited(context) : planControlPlane(context);
    return describePlan(planned, () => protocolDecisions.isDone(look), patienceSpent);
  });
  return new Set(plans);
}

/** The token that is held is in the cluster, with its signature and the certificates. */
function withTokens(observation: Observation, expiresAtMs: number): Observation {
  const token = { id: 'held', description: '', expiresAtMs, usages: ['authentication', 'signing'] };
  return {
    ...observation,
    cluster: {
      ...observation.cluster,
      tokens: known([token]),
      signedTokenIds: known(['held']),
      uploadedCertificates: known({ emptyEntries: [] }),
    },
  };
}

function memories(state: StateWords): Pick<ProtocolContext, 'attempts' | 'kubeadmDoubtful'> {
  const words = Array.from(state.subarray(0, -1), (word, index) => ({ name: `m${index + 1}`, word }));
  return {
    attempts: Object.fromEntries(
      words.flatMap(({ name, word }) => [
        [name, get(word, HOST.attempts)],
        // No pod is refused by a kubelet in this model.
        [attemptKey(name, 'restart-kubelet'), 1],
      ]),
    ),
    kubeadmDoubtful: words
      .filter(({ word }) => get(word, HOST.joining) === 1 && get(word, HOST.power) !== POWER.on)
      .map(({ name }) => name),
  };
}

/** Nothing changes, and every wait lasts until its patience is spent; but in this model a learner that runs has caught up. */
function outwaited(context: ProtocolContext): ProtocolContext {
  const { joinTimeoutMs, settleMs } = context.spec.budgets;
  const sinceMs = LOOK_MS - Math.max(joinTimeoutMs, settleMs);
  let planned = planControlPlane(context);
  for (let round = 0; round < MOST_WAITS; round++) {
    const waits = Object.entries(planned.waits).filter(([, { reason }]) => reason !== CATCHING_UP);
    if (waits.every(([, wait]) => wait.sinceMs === sinceMs)) return planned;
    const spent = Object.fromEntries(waits.map(([key, { reason }]) => [key, { reason, sinceMs }]));
    planned = planControlPlane({ ...planned, waits: spent });
  }
  throw new Error('the plan of core waits for something new without end');
}

function describePlan({ plan }: ProtocolContext, isDone: () => boolean, patienceSpent: boolean): string {
  switch (plan?.kind) {
    case undefined:
      return 'no plan';
    case 'complete':
      // What is verified after the plan, and waited for as long.
      return isDone() ? 'ready' : patienceSpent ? 'halt not-settling' : 'wait';
    case 'repair':
      return `${plan.step.kind} ${plan.host}`;
    case 'join':
      return `join-control-plane ${plan.host}`;
    case 'mint':
      return `mint-credentials ${plan.host}`;
    case 'prepare':
      return `prepare ${plan.host}`;
    case 'wait':
    case 'pause':
      return 'wait';
    case 'halt':
      return `halt ${plan.block.code}`;
  }
}
