import type { ExecutionEvent, ClusterSpec } from '@quorate/core';
import { quorumOf, hostsOf } from '@quorate/core';
import { MICROS_PER_SECOND, millis } from '../engine/scheduler.js';
import type { TraceRecord } from '../engine/trace.js';
import { invariantOf } from '../invariants/catalogue.js';
import { DEFAULT_START_MS } from '../simulation/simulation.js';
import type { ClusterProperty } from './cluster-property.js';
import { faultText } from './fault-text.js';
import type { CheckedRun } from './run-checked.js';
import { runChecked } from './run-checked.js';
import type { RunEnd } from './run-end.js';
import { endKey } from './run-end.js';

const CHAIN_LINES = 20;
const SEEN_LINES = 6;

interface Line {
  readonly atUs: number;
  readonly text: string;
}

/**
 * Why a run ended as it did, for people: the scenario in short forms, the rule with its numbers, the chain of faults, commands
 * (with what permitted them) and events of the hosts concerned, and what an operator would have seen. At most 40 lines. The run
 * is done once more for it.
 */
export async function explain(
  failed: CheckedRun,
  properties: readonly ClusterProperty[] = [],
): Promise<string> {
  const chain: Line[] = [];
  const seen: Line[] = [];
  const hosts = hostsConcerned(failed);
  await runChecked(failed.scenario, properties, {
    onEvent: (event) => {
      const line = chainLineOf(event);
      if (line !== undefined) chain.push({ atUs: millis(event.atMs), text: line });
      for (const text of operatorLines(event)) seen.push({ atUs: millis(event.atMs), text });
    },
    onRecord: (record) => {
      const text = recordLine(record, hosts);
      if (text !== undefined) chain.push({ atUs: record.atUs, text });
    },
  });
  const untilUs = timeOf(failed.end) ?? Number.POSITIVE_INFINITY;
  const { spec, seed, faults } = failed.scenario;
  return [
    endKey(failed.end),
    ...ruleLines(failed.end, spec),
    '',
    `Scenario: ${spec.hosts.map(({ name }) => name).join(', ')}; seed ${seed}`,
    ...faults
      .slice(0, 5)
      .map((fault) => `  ${faultText(fault)}${failed.struck.includes(fault) ? '' : ' (never struck)'}`),
    ...(faults.length > 5 ? [`  and ${faults.length - 5} more`] : []),
    '',
    'What led to it:',
    ...tail(
      chain.filter(({ atUs }) => atUs <= untilUs),
      CHAIN_LINES,
    ),
    '',
    'What an operator saw:',
    ...tail(seen, SEEN_LINES),
  ].join('\n');
}

/** When the rule was broken; undefined: at the end. */
function timeOf(end: RunEnd): number | undefined {
  if (end.kind === 'violation') return end.violation.atUs;
  return end.kind === 'property' ? end.atUs : undefined;
}

function ruleLines(end: RunEnd, spec: ClusterSpec): readonly string[] {
  const masters = hostsOf(spec, 'control-plane').length;
  const numbers = `${masters} masters, quorum ${quorumOf(masters)}`;
  switch (end.kind) {
    case 'violation': {
      const { invariant, message } = end.violation;
      const { title, formula } = invariantOf(invariant);
      return [`  must hold: ${title}`, `  formula:   ${formula}`, `  was seen:  ${message}`];
    }
    case 'property':
      return [`  must hold: ${end.title}`, `  was seen:  ${end.message}`];
    case 'gave-up':
      return [`  must hold: a fault that heals ends ready (${numbers})`, `  was seen:  ${end.summary}`];
    case 'no-end':
      return [`  must hold: every run ends within its bounds`, `  was seen:  no end after ${end.bound}`];
    case 'threw':
      return ['  must hold: a run ends ready or blocked', `  was seen:  ${end.message}`];
    case 'blocked':
      return [`  reason: ${end.summary}`];
    case 'ready':
      return [`  after ${end.changes} changes (${numbers})`];
  }
}

/** Hosts that faults name, and those in the message of what was violated. Empty: all. */
function hostsConcerned({ scenario, end }: CheckedRun): ReadonlySet<string> {
  const names = scenario.spec.hosts.map(({ name }) => name);
  const said = end.kind === 'violation' ? end.violation.message : end.kind === 'property' ? end.message : '';
  const inFaults = scenario.faults.flatMap(({ args, when }) => [
    ...Object.values(args),
    ...(when.kind === 'on' && when.host !== undefined ? [when.host] : []),
  ]);
  return new Set(names.filter((name) => inFaults.includes(name) || said.includes(name)));
}

const WORLD_EVENTS =
  /^(etcd\.(?!leader)|fault\.|host\.|orchestrator\.|apiserver\.|node\.(registered|not-ready)|token\.|secret\.|lb\.)/;

function recordLine({ event, host, detail }: TraceRecord, hosts: ReadonlySet<string>): string | undefined {
  const isPhase = event === 'kubeadm.phase' && !String(detail?.['phase']).includes('/');
  if (!WORLD_EVENTS.test(event) && !isPhase) return undefined;
  const global = host === undefined || event.startsWith('fault.') || event.startsWith('etcd.member');
  if (!global && hosts.size > 0 && !hosts.has(host)) return undefined;
  const details = Object.entries(detail ?? {}).map(([key, value]) => `${key}=${String(value)}`);
  return [event.startsWith('fault.') ? 'FAULT' : 'world', event, host ?? '', ...details]
    .filter((part) => part !== '')
    .join(' ');
}

function chainLineOf(event: ExecutionEvent): string | undefined {
  if (event.type === 'command.issued' && event.mutates) {
    const permit = (event.permit?.checks ?? []).map(({ id, evidence }) => `${id}: ${evidence}`);
    return `issue ${event.title}${permit.length === 0 ? '' : ` [${shortened(permit.join('; '))}]`}`;
  }
  if (event.type === 'command.settled' && event.report.outcome !== 'succeeded') {
    const { outcome, failure } = event.report;
    return `ended ${event.title}: ${outcome}${failure === undefined ? '' : `, ${failure.class}`}`;
  }
  return undefined;
}

function operatorLines(event: ExecutionEvent): readonly string[] {
  switch (event.type) {
    case 'run.blocked':
      return [
        `blocked, ${event.reason.code}: ${event.reason.summary}`,
        ...event.reason.evidence
          .filter(({ holds }) => holds !== 'yes')
          .map((one) => `  ${one.id}: ${shortened(one.evidence)}`),
        ...event.reason.remedies.slice(0, 1).map((one) => `  next: ${shortened(one)}`),
      ];
    case 'run.stopping':
      return ['is asked to stop'];
    case 'run.unblocked':
      return ['goes on'];
    case 'run.ended':
      return [`the run ends ${event.result.status} after ${event.result.changes} changes`];
    case 'command.settled':
      return event.report.outcome === 'succeeded' ? [] : [`${event.title}: ${event.report.outcome}`];
    case 'state.entered':
    case 'command.issued':
    case 'step.started':
    case 'step.settled':
    case 'event.ignored':
      return [];
  }
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= 160 ? line : `${line.slice(0, 157)}...`;
}

/** The last lines, with their time since the start of the run. */
function tail(lines: readonly Line[], most: number): readonly string[] {
  if (lines.length === 0) return ['  nothing'];
  const hidden = Math.max(0, lines.length - most);
  const shown = lines.slice(hidden).map(({ atUs, text }) => `${secondsOf(atUs)}  ${text}`);
  return hidden === 0 ? shown : [`  (${hidden} earlier lines left out)`, ...shown];
}

function secondsOf(atUs: number): string {
  const since = (atUs - millis(DEFAULT_START_MS)) / MICROS_PER_SECOND;
  return `${since.toFixed(1)}s`.padStart(9);
}
