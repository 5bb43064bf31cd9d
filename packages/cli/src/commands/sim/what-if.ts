import type { ExecutionEvent } from '@quorate/core';
import { beginWhatIf, lookAt, parseWhatIf, runWhatIf, WHAT_IF_SETTLE_MS } from '@quorate/sim-driver';
import type { WhatIfAction, WhatIfStep } from '@quorate/sim-driver';
import { EXIT, exitCodeOf } from '../../exit-code.js';
import type { StoryInput } from '../../input/story.js';
import { refuse } from '../../refusal.js';
import { lookLines } from '../../render/cluster-look.js';
import { summaryOf } from '../../render/cluster-summary.js';
import { Narrator } from '../../render/narrator.js';
import { painter } from '../../render/style.js';
import { blockedLines, paintedLines } from '../../render/styled-line.js';
import { sinceStart } from '../../render/virtual-time.js';
import type { Terminal } from '../../terminal.js';
import { screenOf } from '../../terminal.js';

export interface WhatIfFormat {
  readonly json: boolean;
  readonly verbose: boolean;
}

/**
 * Builds the cluster, does one thing after the other to it, and says how it stands after each. The exit code is that of the last
 * run of the protocol; 8 when an invariant broke.
 */
export async function whatIf(
  text: string,
  { scenario }: StoryInput,
  { json, verbose }: WhatIfFormat,
  terminal: Terminal,
): Promise<number> {
  const { seed, observed } = scenario;
  const unmet = neitherFaultsNorLate(scenario);
  if (unmet !== undefined) return refuse(terminal, { problems: [unmet], exitCode: EXIT.usage });
  const actions = parseWhatIf(text, scenario.spec.hosts);
  if (!actions.ok) return refuse(terminal, { problems: actions.error, exitCode: EXIT.usage });
  const { simulation, assumptions, spec, result } = await beginWhatIf(scenario, actions.value);
  const before = lookAt(simulation);
  const startMs = before.atMs;
  const paint = painter(terminal.colour.out);
  const say = (line: string): void => {
    terminal.out(line);
  };
  if (!json) {
    const standing =
      observed === undefined ? result?.status : `as seen at ${new Date(observed.cluster.atMs).toISOString()}`;
    say(paint('bold', `${summaryOf(spec)} (simulated, seed ${seed}): ${standing ?? ''}`));
    for (const assumption of assumptions) terminal.err(`assumed: ${assumption}`);
    for (const line of lookLines(before)) say(`  ${line}`);
  }
  if (result !== undefined && result.status !== 'ready') {
    if (json) say(JSON.stringify({ type: 'what-if.not-built', atMs: startMs, look: before, result }));
    else if (result.status === 'blocked')
      for (const line of paintedLines(blockedLines(result.reason), screenOf(terminal), paint)) say(line);
    return exitCodeOf(result);
  }
  const write = (line: string): void => {
    terminal.err(line);
  };
  const narrator = new Narrator({
    startMs,
    verbose,
    paint: painter(terminal.colour.err),
    columns: screenOf(terminal),
    write,
  });
  const onEvent = (event: ExecutionEvent): void => {
    if (verbose && !json) narrator.tell(event);
  };
  let code: number = EXIT.done;
  for await (const step of runWhatIf(simulation, actions.value, { spec, before, onEvent })) {
    await terminal.breathe();
    if (terminal.signal.aborted) return EXIT.interrupted;
    if (json) say(JSON.stringify(jsonOf(step)));
    else for (const line of linesOf(step, startMs)) say(line);
    if (step.result !== undefined) code = exitCodeOf(step.result);
    if (step.violations.length > 0) return EXIT.invariantViolated;
  }
  return code;
}

/** They have moments of a run from nothing; what is tried out here happens after it, one thing after the other. */
function neitherFaultsNorLate({ faults, late }: StoryInput['scenario']): string | undefined {
  if (faults.length === 0 && Object.keys(late).length === 0) return undefined;
  return '--what-if takes neither faults nor late hosts, nor those of a scenario: make them actions, such as "off master2" or "wait 3d; join master3"';
}

function linesOf({ action, atMs, result, look, violations }: WhatIfStep, startMs: number): readonly string[] {
  const later = action.kind === 'strike' ? ` (${WHAT_IF_SETTLE_MS / 1000} s later)` : '';
  const ended =
    result === undefined
      ? []
      : [
          result.status === 'blocked'
            ? `blocked (${result.reason.code}): ${result.reason.summary}`
            : `${result.status} after ${result.changes} changes`,
        ];
  return [
    '',
    `${sinceStart(atMs - startMs)}  ${action.text}${later}`,
    ...[...ended, ...lookLines(look)].map((line) => `  ${line}`),
    ...violations.map(({ invariant, message }) => `  INVARIANT ${invariant} BROKEN: ${message}`),
  ];
}

/** One line of `--json`. */
function jsonOf({ action, atMs, result, look, violations }: WhatIfStep): {
  readonly type: 'what-if.step';
  readonly action: WhatIfAction['text'];
} & Omit<WhatIfStep, 'action'> {
  return {
    type: 'what-if.step',
    action: action.text,
    atMs,
    look,
    violations,
    ...(result === undefined ? {} : { result }),
  };
}
