import type { PreparationItem } from '../../preparation/preparation-item.js';
import type { PrepareHostCommand } from '../command.js';
import { isQuestion } from '../lower/apt.js';
import { itemOfKey } from '../lower/prepare-host.js';
import type { CommandReport } from '../report.js';
import type { StepOutcomes, StepPlan } from '../step-plan.js';
import type { ChangeResult } from './change.js';
import { readChange } from './change.js';
import { classifyPackageFailure } from './classify-package-failure.js';

/** Which items are done; of a version that apt could not find, what it could have installed instead. */
export function readPrepareHost(
  command: PrepareHostCommand,
  plan: StepPlan,
  outcomes: StepOutcomes,
): CommandReport {
  const change = readChange(changesOf(plan), outcomes, {
    classOf: (_placed, outcome) => classifyPackageFailure(outcome),
  });
  const done = command.items.filter((item) => isDone(item, plan, outcomes));
  return {
    ...withOffer(change, plan, outcomes),
    facts: { kind: 'prepared', host: command.host, items: done },
  };
}

function isDone(item: PreparationItem, plan: StepPlan, outcomes: StepOutcomes): boolean {
  const steps = changesOf(plan).stages.flatMap((stage) =>
    stage.steps.filter(({ key }) => itemOfKey(key) === item),
  );
  return steps.every(({ key }) => outcomes.get(key)?.kind === 'succeeded');
}

/** Questions have no say in how the command ended. */
function changesOf(plan: StepPlan): StepPlan {
  return { stages: plan.stages.filter((stage) => !stage.steps.every(({ step }) => isQuestion(step))) };
}

function withOffer(change: ChangeResult, plan: StepPlan, outcomes: StepOutcomes): ChangeResult {
  if (change.failure?.class !== 'package-not-found') return change;
  const question = plan.stages.flatMap((stage) => stage.steps).find(({ step }) => isQuestion(step));
  const offer = question === undefined ? undefined : outcomes.get(question.key);
  if (offer?.kind !== 'succeeded') return change;
  const seen = `${change.failure.seen}\n${describeOffer(offer.stdout)}`;
  return { ...change, failure: { ...change.failure, seen } };
}

const VERSIONS_SHOWN = 8;

/** `kubeadm | 1.26.0-1.1 | https://… Packages`: the newest first. */
function describeOffer(madison: string): string {
  const versions = new Set(
    madison.split('\n').flatMap((line) => /^\s*\S+\s*\|\s*(\S+)\s*\|/.exec(line)?.[1] ?? []),
  );
  if (versions.size === 0) return 'the package archives of this host offer none of these packages';
  const shown = [...versions].slice(0, VERSIONS_SHOWN);
  const more = versions.size > shown.length ? ` and ${versions.size - shown.length} more` : '';
  return `the package archives of this host offer ${shown.join(', ')}${more}`;
}
