import type { ClusterSpec, Observation, Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { Plan } from '@quorate/sim-driver/plan';
import { movedSince, planAhead } from '@quorate/sim-driver/plan';
import type { ApplyOptions } from '../apply/apply-options.js';
import { carryOut } from '../apply/carry-out.js';
import { askConsent, consentQuestion, goesOnUnseen } from '../apply/consent.js';
import { foundLines } from '../apply/found-lines.js';
import { exitCodeOfRun, runEndLines } from '../apply/run-end.js';
import type { RunJournal } from '../apply/run-journal.js';
import { defaultJournalPath, noJournal, openRunJournal } from '../apply/run-journal.js';
import { EXIT } from '../exit-code.js';
import { exitCodesOf } from '../exit-code-table.js';
import { readPlanFile } from '../input/plan-file.js';
import { readSpecFile } from '../input/spec-file.js';
import { fetchAdminConf } from '../kubeconfig/fetch-admin-conf.js';
import { writeKubeconfig } from '../kubeconfig/write-kubeconfig.js';
import type { ForeseenChange } from '../progress/estimate.js';
import type { Refusal } from '../refusal.js';
import { refuse } from '../refusal.js';
import { planText } from '../render/plan-text.js';
import { painter } from '../render/style.js';
import { paintedLines } from '../render/styled-line.js';
import type { Terminal } from '../terminal.js';
import { screenOf } from '../terminal.js';
import type { Registration } from '../verb.js';
import type { ClusterWorld } from '../world/cluster-world.js';
import { lookAtHosts, tellNobodyAnswered, tellUnreached } from '../world/look-at-hosts.js';
import { openWorld } from '../world/open-world.js';
import { addWorldOptions } from '../world/world-options.js';

/** `quorate apply SPEC`: looks, plans, asks, and does it; goes on with a run that was interrupted. */
async function apply(specPath: string, options: ApplyOptions, terminal: Terminal): Promise<number> {
  const read = readSpecFile(specPath);
  if (!read.ok)
    return refuse(terminal, { problems: [...read.warnings, ...read.errors], exitCode: EXIT.configInvalid });
  for (const warning of read.warnings) terminal.err(warning);
  const { spec } = read;
  if (!terminal.interactive && options.yes !== true && options.plan === undefined) {
    const problems = [
      'nobody is there to be asked: give --yes, or a plan that was saved with `quorate plan --out`',
    ];
    return refuse(terminal, { problems, exitCode: EXIT.usage });
  }
  const saved = options.plan === undefined ? ok(undefined) : readPlanFile(options.plan, spec);
  if (!saved.ok) return refuse(terminal, saved.error);
  if (
    !terminal.interactive &&
    options.yes !== true &&
    saved.value !== undefined &&
    goesOnUnseen(saved.value)
  ) {
    const problems = [
      `${options.plan ?? ''}: this plan ends blocked; what is due when the reason is gone is not in it, and nobody is there to be asked: give --yes, or plan again when the reason is gone`,
    ];
    return refuse(terminal, { problems, exitCode: EXIT.usage });
  }
  const opened = await openWorld(spec, specPath, options, terminal);
  if (!opened.ok) return refuse(terminal, opened.error);
  const world = opened.value;
  try {
    const journal = await journalFor(specPath, spec, world, options, terminal);
    if (terminal.signal.aborted && !journal.ok) return interrupted(terminal);
    if (!journal.ok) return refuse(terminal, journal.error);
    try {
      return await applyTo({ spec, world, journal: journal.value, saved: saved.value, options, terminal });
    } finally {
      await journal.value.close();
    }
  } finally {
    await world.close();
  }
}

interface Task {
  readonly spec: ClusterSpec;
  readonly world: ClusterWorld;
  readonly journal: RunJournal;
  /** Given with --plan. */
  readonly saved: Plan | undefined;
  readonly options: ApplyOptions;
  readonly terminal: Terminal;
}

async function journalFor(
  specPath: string,
  spec: ClusterSpec,
  world: ClusterWorld,
  options: ApplyOptions,
  terminal: Terminal,
): Promise<Result<RunJournal, Refusal>> {
  if (world.simulated) return ok(noJournal(() => terminal.breathe()));
  const path = options.journal ?? defaultJournalPath(specPath, spec);
  if (options.wait !== true) return openRunJournal(path, spec);
  return openRunJournal(path, spec, {
    clock: world.clock,
    signal: terminal.signal,
    onWait: ({ path: lock, seen, safeNext }) => {
      terminal.err(`waits for the journal: ${lock}: ${seen}; ${safeNext}`);
    },
  });
}

function interrupted(terminal: Terminal): number {
  terminal.err('interrupted; nothing was changed');
  return EXIT.interrupted;
}

async function applyTo(task: Task): Promise<number> {
  const { spec, world, journal, options, terminal } = task;
  for (const line of foundLines(journal)) terminal.err(line);
  const observation = await lookAtHosts(spec, world, terminal);
  if (observation === undefined) return EXIT.interrupted;
  if (!tellUnreached(observation, terminal)) {
    tellNobodyAnswered(terminal);
    return EXIT.blocked;
  }
  const planned = await planFor(task, observation);
  if (planned === undefined || terminal.signal.aborted) return interrupted(terminal);
  if (!planned.ok) return refuse(terminal, planned.error);
  const plan = planned.value;
  const { columns, colour } = terminal;
  const style = { columns, paint: painter(colour.err), verbose: options.verbose === true };
  for (const line of planText(plan, spec, style)) terminal.err(line);
  const read = options.plan !== undefined && !goesOnUnseen(plan);
  const question = options.yes === true || read ? undefined : consentQuestion(plan);
  const answer = question === undefined ? 'yes' : await askConsent(question, terminal);
  if (answer !== 'yes') {
    terminal.err('nothing was changed');
    return answer === 'no' ? EXIT.refused : EXIT.interrupted;
  }
  const { result, spent } = await carryOut({ ...task, foreseen: foreseenIn(plan) });
  const write = options.json === true ? terminal.err.bind(terminal) : terminal.out.bind(terminal);
  const paint = painter(options.json === true ? colour.err : colour.out);
  for (const line of paintedLines(runEndLines(result, spent), screenOf(terminal), paint)) write(line);
  const code = exitCodeOfRun(result);
  return result.status === 'ready' ? keepKubeconfig(task) : code;
}

/** Undefined: interrupted. */
async function planFor(
  { spec, options, saved, terminal }: Task,
  observation: Observation,
): Promise<Result<Plan, Refusal> | undefined> {
  if (saved === undefined) {
    const plan = await planAhead({
      spec,
      observation,
      signal: terminal.signal,
      breathe: () => terminal.breathe(),
    });
    return plan === undefined ? undefined : ok(plan);
  }
  const moved = movedSince(saved, spec, observation);
  if (moved.length === 0) return ok(saved);
  const differences = moved.map(
    ({ fact, planned = 'nothing', now = 'nothing' }) => `  ${fact}: was ${planned}, is ${now}`,
  );
  const summary = `${options.plan ?? ''}: what it was made from has moved: plan again, and look at what it says now`;
  return err({ problems: [summary, ...differences], exitCode: EXIT.refused });
}

function foreseenIn({ steps }: Plan): readonly ForeseenChange[] {
  let doneMs = 0;
  return steps.map(({ title, startsAtMs, durationMs }) => {
    const waitsMs = Math.max(0, startsAtMs - doneMs);
    doneMs = Math.max(doneMs, startsAtMs + durationMs);
    return { title, expectedMs: durationMs, waitsMs };
  });
}

/** A cluster that is ready is ready, whatever becomes of this file. */
async function keepKubeconfig({ spec, world, options, terminal }: Task): Promise<number> {
  if (options.kubeconfig === false || (world.simulated && options.kubeconfig === undefined)) return EXIT.done;
  const path = options.kubeconfig ?? `${spec.name}.kubeconfig`;
  const fetched = await fetchAdminConf(spec, world, terminal);
  const written = fetched.ok
    ? writeKubeconfig(path, fetched.value.text, fetched.value.kubeconfig)
    : err(fetched.error.join('; '));
  if (written.ok)
    terminal.err(`${path}: ${written.value}, mode 0600: kubectl --kubeconfig ${path} get nodes`);
  else terminal.err(`the cluster is ready, but its kubeconfig was not kept: ${written.error}`);
  return EXIT.done;
}

export function registerApply({ program, terminal, finish }: Registration): void {
  const command = program
    .command('apply')
    .summary('build the cluster, or go on with it')
    .description(
      'Looks at the hosts, shows what it will do and asks; then does it, one membership change at a time. Run again, it goes on from ' +
        'what it finds, and from its journal if a run was interrupted. Ctrl-C ends it at the next safe point, a second one at once.',
    )
    .argument('<spec>', 'cluster spec (YAML)')
    .option(
      '--plan <file>',
      'carry out a plan that was saved; it is refused when the hosts are not as it saw them',
    )
    .option('-y, --yes', 'do not ask')
    .option('--journal <file>', 'default: .quorate/NAME.journal beside the spec')
    .option('--kubeconfig <file>', 'where the kubeconfig goes (default: NAME.kubeconfig)')
    .option('--no-kubeconfig', 'fetch none')
    .option('--wait', 'wait while another run is at work, instead of refusing')
    .option('--json', 'events as one JSON document a line, on stdout')
    .option('-v, --verbose', 'also every look, host step and condition');
  addWorldOptions(command)
    .addHelpText(
      'after',
      exitCodesOf(
        {
          [EXIT.done]: 'the cluster is ready',
          [EXIT.interrupted]: 'interrupted (Ctrl-C); run it again to go on',
        },
        [EXIT.configInvalid, EXIT.refused, EXIT.blocked, EXIT.failed, EXIT.outcomeUnknown],
      ),
    )
    .action(
      (
        spec: string,
        options: Omit<ApplyOptions, 'kubeconfig'> & { readonly kubeconfig?: string | boolean },
      ) => {
        const { kubeconfig, ...rest } = options;
        // Commander gives true where neither option was used.
        const wanted = kubeconfig === true ? undefined : kubeconfig;
        return finish(apply(spec, { ...rest, kubeconfig: wanted }, terminal));
      },
    );
}
