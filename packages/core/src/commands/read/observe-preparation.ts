import { assertNever } from '../../foundation/assert-never.js';
import type { Tri } from '../../foundation/tri.js';
import type { HostObservation } from '../../observation/observation.js';
import { readOsRelease } from '../../observation/read/preparation-facts.js';
import type { HostPreparation, ObservedItem } from '../../preparation/host-preparation.js';
import type { PreparationItem } from '../../preparation/preparation-item.js';
import { itemsFor } from '../../preparation/preparation-item.js';
import type { HostSpec } from '../../spec/cluster-spec.js';
import { hostNamed } from '../../spec/cluster-spec.js';
import { PREPARATION_QUESTIONS as Q } from '../lower/observe-preparation.js';
import { keyOf } from '../lower/placing.js';
import type { LoweringContext } from '../lowering-context.js';
import type { StepOutcomes } from '../step-plan.js';
import type { Answer, PreparationAnswers } from './preparation-answers.js';
import { answerOf, hasProgram, whyNot } from './preparation-answers.js';
import * as packages from './preparation-packages.js';
import * as system from './preparation-system.js';

/** The host with how far it is prepared, when it was reached. Without kubeadm none runs, also where nobody can list processes. */
export function withPreparation(
  seen: HostObservation,
  outcomes: StepOutcomes,
  context: LoweringContext,
): HostObservation {
  if (seen.reachable !== 'yes') return seen;
  const preparation = readPreparation(hostNamed(context.spec, seen.host), outcomes, context);
  if (preparation === undefined) return seen;
  const programs = answerOf(outcomes.get(keyOf(seen.host, Q.programs)), 1);
  const idle =
    seen.kubeadmRunning === 'unknown' && programs.kind === 'text' && !hasProgram(programs.text, 'kubeadm');
  return { ...seen, ...(idle ? { kubeadmRunning: 'no' as const } : {}), preparation };
}

/** Undefined when the host needs nothing, or told nothing. */
function readPreparation(
  host: HostSpec,
  outcomes: StepOutcomes,
  context: LoweringContext,
): HostPreparation | undefined {
  const { preparation } = context.spec;
  const items = itemsFor(context.spec, host);
  if (preparation === undefined || items.length === 0) return undefined;
  const of = (question: string, answeringExit = 0): Answer =>
    answerOf(outcomes.get(keyOf(host.name, question)), answeringExit);
  const answers: PreparationAnswers = { host, preparation, context, of };
  const os = of(Q.os);
  return {
    atMs: context.nowMs,
    os: os.kind === 'text' ? readOsRelease(os.text) : { supported: unclear(os), name: whyNot(os) },
    items: items.map((item) => readItem(item, answers)),
  };
}

/** A system without /etc/os-release is none that we know. */
function unclear(answer: Answer): Tri {
  return answer.kind === 'absent' ? 'no' : 'unknown';
}

function readItem(item: PreparationItem, answers: PreparationAnswers): ObservedItem {
  switch (item) {
    case 'package-state':
      return packages.readPackageState(answers);
    case 'tools':
      return packages.readTools(answers);
    case 'hosts-file':
      return system.readHostsFile(answers);
    case 'swap-off':
      return system.readSwap(answers);
    case 'kernel-modules':
      return system.readModules(answers);
    case 'sysctls':
      return system.readSysctls(answers);
    case 'container-runtime':
      return packages.readRuntime(answers);
    case 'container-runtime-config':
      return packages.readRuntimeConfig(answers);
    case 'kubernetes-repository':
      return packages.readRepository(answers);
    case 'kubernetes-packages':
      return packages.readKubernetesPackages(answers);
    case 'load-balancer-packages':
      return packages.readBalancerPackages(answers);
    default:
      return assertNever(item);
  }
}
