import type { ClusterSpec } from '@quorate/core';
import type { StateWords } from '../../src/index.js';
import { BLOCKS } from '../../src/model/block-codes.js';
import type { Choice } from '../../src/model/choice.js';
import { choicesAt } from '../../src/model/choice.js';
import type { Decisions } from '../../src/model/decisions.js';
import { observe } from '../../src/model/observe.js';
import { verdictsOn } from '../../src/model/verdicts.js';

/** The guards asked anew, about the state as it is. */
export function coldChoices(
  decisions: Decisions,
  spec: ClusterSpec,
  state: StateWords,
  patienceSpent: boolean,
): ReadonlySet<string> {
  const { joinAttempts } = spec.budgets;
  const verdicts = verdictsOn(decisions, spec, state, observe(spec, state), patienceSpent);
  const { mindsDoubtfulJoins } = decisions;
  return named(choicesAt(verdicts, { joinAttempts, mindsDoubtfulJoins }, state, patienceSpent));
}

/** In text: `join-control-plane m2`, `halt join-refused`, `wait`, `ready`. */
export function named(
  choices: readonly Choice[],
  hostAt: (host: number) => number = (host) => host,
): ReadonlySet<string> {
  return new Set(
    choices.map((choice) => {
      if (choice.kind === 'act') return `${choice.action} m${hostAt(choice.host) + 1}`;
      return choice.kind === 'halt' ? `halt ${BLOCKS[choice.block] ?? 'nothing'}` : choice.kind;
    }),
  );
}

export function sameSet(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return some.size === others.size && [...some].every((one) => others.has(one));
}
