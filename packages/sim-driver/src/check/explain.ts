import type { BlockReason, ClusterSpec } from '@quorate/core';
import { quorumOf, hostsOf } from '@quorate/core';
import { MICROS_PER_SECOND, millis } from '../engine/scheduler.js';
import { invariantOf } from '../invariants/catalogue.js';
import { DEFAULT_START_MS } from '../simulation/simulation.js';
import { causalChain } from './causal-chain.js';
import type { ClusterProperty } from './cluster-property.js';
import { faultText } from './fault-text.js';
import type { Happening } from './happenings.js';
import { chainLines, namedIn, recorded, told } from './happenings.js';
import { OperatorView } from './operator-view.js';
import type { CheckedRun } from './run-checked.js';
import { runChecked } from './run-checked.js';
import type { RunEnd } from './run-end.js';
import { endKey } from './run-end.js';
import { shortened } from './shortened.js';

const MOST_LINES = 40;
const MOST_FAULTS = 5;
const MOST_CHECKS = 5;

/**
 * Why a run ended as it did, for people: the scenario in short forms, the rule or guard with its numbers, the chain of faults, changes
 * (with what permitted them, and how they failed) and events of the hosts concerned, and what an operator would have seen. At most
 * 40 lines, unless more faults struck. The run is done once more for it.
 */
export async function explain(
  failed: CheckedRun,
  properties: readonly ClusterProperty[] = [],
): Promise<string> {
  const happenings: Happening[] = [];
  const view = new OperatorView();
  const names = failed.scenario.spec.hosts.map(({ name }) => name);
  let block: BlockReason | undefined;
  const keep = (happening: Happening | undefined): void => {
    if (happening !== undefined) happenings.push(happening);
  };
  await runChecked(failed.scenario, properties, {
    onEvent: (event) => {
      keep(told(event, names));
      view.onEvent(event);
      if (event.type === 'run.blocked') block = event.reason;
    },
    onRecord: (record) => {
      keep(recorded(record));
    },
  });
  const { end } = failed;
  const { spec } = failed.scenario;
  const untilUs = timeOf(end) ?? Number.POSITIVE_INFINITY;
  const concerned = hostsConcerned(failed, block);
  const lines = chainLines(
    happenings.filter(({ atUs }) => atUs <= untilUs),
    concerned,
  );
  const above = [endKey(end), ...ruleLines(end, block, spec), '', ...scenarioLines(failed), ''];
  const seen = view.lines.map(({ atUs, text }) => `${secondsOf(atUs)}  ${text}`);
  const below = ['', 'What an operator saw:', ...orNothing(seen)];
  const chain = causalChain(lines, MOST_LINES - above.length - 1 - below.length).map((part) =>
    'leftOut' in part
      ? `${' '.repeat(11)}(${part.leftOut} ${part.leftOut === 1 ? 'line' : 'lines'} left out)`
      : `${secondsOf(part.atUs)}  ${part.text}`,
  );
  return [...above, 'What led to it:', ...orNothing(chain), ...below].join('\n');
}

function scenarioLines({ scenario, struck }: CheckedRun): readonly string[] {
  const { spec, seed, faults } = scenario;
  return [
    `Scenario: ${spec.hosts.map(({ name }) => name).join(', ')}; seed ${seed}`,
    ...faults
      .slice(0, MOST_FAULTS)
      .map((fault) => `  ${faultText(fault)}${struck.includes(fault) ? '' : ' (never struck)'}`),
    ...(faults.length > MOST_FAULTS ? [`  and ${faults.length - MOST_FAULTS} more`] : []),
  ];
}

/** When the rule was broken; undefined: at the end. */
function timeOf(end: RunEnd): number | undefined {
  if (end.kind === 'violation') return end.violation.atUs;
  return end.kind === 'property' ? end.atUs : undefined;
}

function ruleLines(end: RunEnd, block: BlockReason | undefined, spec: ClusterSpec): readonly string[] {
  const masters = hostsOf(spec, 'control-plane').length;
  const numbers = `${masters} ${masters === 1 ? 'master' : 'masters'}, quorum ${quorumOf(masters)}`;
  switch (end.kind) {
    case 'violation': {
      const { invariant, message } = end.violation;
      const { title, formula } = invariantOf(invariant);
      return [`  must hold: ${title}`, `  formula:   ${formula}`, `  was seen:  ${message}`];
    }
    case 'property':
      return [`  must hold: ${end.title}`, `  was seen:  ${end.message}`];
    case 'gave-up':
      return [
        `  must hold: a fault that heals ends ready (${numbers})`,
        `  was seen:  ${end.summary}`,
        ...guardLines(block),
      ];
    case 'no-end':
      return [`  must hold: every run ends within its bounds`, `  was seen:  no end after ${end.bound}`];
    case 'threw':
      return ['  must hold: a run ends ready or blocked', `  was seen:  ${end.message}`];
    case 'blocked':
      return [`  was seen:  ${end.summary} (${numbers})`, ...guardLines(block)];
    case 'ready':
      return [`  after ${end.changes} changes (${numbers})`];
  }
}

/** The conditions of the guard that stood in the way, each with what was seen. */
function guardLines(block: BlockReason | undefined): readonly string[] {
  const failing = (block?.evidence ?? []).filter(({ holds }) => holds !== 'yes');
  const more = failing.length - MOST_CHECKS;
  return [
    ...failing
      .slice(0, MOST_CHECKS)
      .map(
        ({ id, holds, evidence }) =>
          `  ${holds === 'no' ? 'not held:  ' : 'not known: '}${id}: ${shortened(evidence)}`,
      ),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

/** Hosts that faults name, and those in what is said of the end. Empty: all. */
function hostsConcerned({ scenario, end }: CheckedRun, block: BlockReason | undefined): ReadonlySet<string> {
  const names = scenario.spec.hosts.map(({ name }) => name);
  const inFaults = scenario.faults.flatMap(({ args, when }) => [
    ...Object.values(args),
    ...(when.kind === 'on' && when.host !== undefined ? [when.host] : []),
  ]);
  return new Set([...names.filter((name) => inFaults.includes(name)), ...namedIn(saidOf(end, block), names)]);
}

function saidOf(end: RunEnd, block: BlockReason | undefined): string {
  switch (end.kind) {
    case 'violation':
      return end.violation.message;
    case 'property':
    case 'threw':
      return end.message;
    case 'blocked':
    case 'gave-up':
      return [
        end.summary,
        ...(block?.evidence ?? []).map(({ holds, evidence }) => (holds === 'yes' ? '' : evidence)),
      ].join(' ');
    case 'no-end':
    case 'ready':
      return '';
  }
}

function orNothing(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['  nothing'] : lines;
}

function secondsOf(atUs: number): string {
  const since = (atUs - millis(DEFAULT_START_MS)) / MICROS_PER_SECOND;
  return `${since.toFixed(1)}s`.padStart(9);
}
