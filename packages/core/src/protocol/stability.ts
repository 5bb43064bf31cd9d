import type { ApiAnswers } from '../commands/report.js';
import type { Stability } from '../decisions/may-join.js';
import { apiChecks, mastersThatShouldServe, STABLE_LOOKS } from '../decisions/may-join.js';
import type { Observation } from '../observation/observation.js';
import type { HostName } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';

/** How often in a row the API has answered everywhere, with a look at every master. */
export function stabilityAfterLook(
  { spec, stability }: ProtocolContext,
  observation: Observation,
): Stability | null {
  const answered = apiChecks(spec, observation).every((one) => one.holds === 'yes');
  if (!answered) return null;
  const { atMs } = observation.cluster;
  return stability === null ? { sinceMs: atMs, lastMs: atMs, count: 1 } : onceMore(stability, atMs);
}

/** The same with a probe: it counts only when each master that should serve was asked, and begins no count by itself. */
export function stabilityAfterProbe(
  { spec, observation, stability }: ProtocolContext,
  answers: Readonly<Record<HostName, ApiAnswers>>,
  atMs: number,
): Stability | null {
  if (stability === null || observation === null) return null;
  const answered = mastersThatShouldServe(spec, observation).every((name) =>
    answersEverywhere(answers[name]),
  );
  return answered ? onceMore(stability, atMs) : null;
}

/** With one more answer the API has answered often enough: what asks for it next is the last that is asked before a join. */
export function nextAnswerMakesStable({ stability }: ProtocolContext): boolean {
  return stability !== null && stability.count + 1 >= STABLE_LOOKS;
}

export function answersEverywhere(answers: ApiAnswers | undefined): boolean {
  return answers?.itself === 'yes' && answers.viaEndpoint === 'yes';
}

function onceMore({ sinceMs, count }: Stability, atMs: number): Stability {
  return { sinceMs, lastMs: atMs, count: count + 1 };
}
