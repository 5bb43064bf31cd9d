import type { ClusterSpec, ResetPlan, ResetRequest } from '@quorate/core';
import { planReset } from '@quorate/core';
import { EXIT } from '../exit-code.js';
import { exitCodesOf } from '../exit-code-table.js';
import { readSpecFile } from '../input/spec-file.js';
import { refuse } from '../refusal.js';
import type { ResetRun } from '../reset/carry-out-reset.js';
import { carryOutReset } from '../reset/carry-out-reset.js';
import { resetUnderLease } from '../reset/reset-under-lease.js';
import { resetLines } from '../reset/reset-text.js';
import type { Terminal } from '../terminal.js';
import type { Registration } from '../verb.js';
import { repeatable } from '../verb.js';
import type { ClusterWorld } from '../world/cluster-world.js';
import { lookAtHosts } from '../world/look-at-hosts.js';
import { openWorld } from '../world/open-world.js';
import type { WorldOptions } from '../world/world-options.js';
import { addWorldOptions } from '../world/world-options.js';

export interface ResetOptions extends WorldOptions {
  readonly host: readonly string[];
  readonly leaveUnreachable?: true;
  readonly yes?: true;
  readonly confirm?: string;
  readonly withoutLease?: true;
}

const LAST_WORDS =
  'ended at once: what was under way goes on on its host; quorate status shows what is left, and reset goes on from there';

/** `quorate reset SPEC`: destroys a cluster, or takes hosts out of it, after its name was typed. */
async function reset(specPath: string, options: ResetOptions, terminal: Terminal): Promise<number> {
  const read = readSpecFile(specPath);
  if (!read.ok)
    return refuse(terminal, { problems: [...read.warnings, ...read.errors], exitCode: EXIT.configInvalid });
  for (const warning of read.warnings) terminal.err(warning);
  const problems = usageProblems(read.spec, options, terminal);
  if (problems.length > 0) return refuse(terminal, { problems, exitCode: EXIT.usage });
  const opened = await openWorld(read.spec, specPath, options, terminal);
  if (!opened.ok) return refuse(terminal, opened.error);
  try {
    return await resetIn(opened.value, read.spec, options, terminal);
  } finally {
    await opened.value.close();
  }
}

/** Destroying needs the name of what is destroyed: typed, or with --yes as an option of its own. */
function usageProblems(spec: ClusterSpec, options: ResetOptions, terminal: Terminal): readonly string[] {
  const { host, yes, confirm, leaveUnreachable } = options;
  const able = spec.hosts.filter(({ role }) => role === 'control-plane' || role === 'worker');
  const names = able.map(({ name }) => name);
  const unknown = host.filter((name) => !names.includes(name));
  const agreed = `--yes --confirm ${spec.name}`;
  return [
    ...unknown.map((name) => `no master or worker "${name}" in the spec; there are ${names.join(', ')}`),
    ...(leaveUnreachable === true && host.length > 0
      ? ['--leave-unreachable is for the whole cluster: without --host']
      : []),
    ...(confirm !== undefined && confirm !== spec.name
      ? [`--confirm ${confirm}: the cluster of this spec is called ${spec.name}`]
      : []),
    ...(yes === true && confirm === undefined ? [`--yes destroys nothing without the name: ${agreed}`] : []),
    ...(yes !== true && !terminal.interactive
      ? [`nobody sits at a terminal to confirm: give ${agreed} to reset without a question`]
      : []),
  ];
}

async function resetIn(
  world: ClusterWorld,
  spec: ClusterSpec,
  options: ResetOptions,
  terminal: Terminal,
): Promise<number> {
  const observation = await lookAtHosts(spec, world, terminal);
  if (observation === undefined) return EXIT.interrupted;
  const request: ResetRequest = {
    hosts: options.host.length === 0 ? 'all' : options.host,
    leaveUnreachable: options.leaveUnreachable === true,
  };
  const plan = planReset(spec, observation, request);
  if (plan.refusals.length > 0) return refused(plan, terminal);
  if (plan.order.length === 0) {
    terminal.err('nothing to reset: no host that was reached holds anything of a cluster');
    return EXIT.done;
  }
  for (const line of resetLines(spec, observation, plan)) terminal.err(line);
  if (options.yes !== true) {
    const typed = await terminal.ask(`type the name of the cluster to destroy this (${spec.name}): `);
    if (isInterrupted(terminal)) return stopped(terminal);
    if (typed?.trim() !== spec.name) {
      terminal.err(`that is not its name; nothing was changed`);
      return EXIT.refused;
    }
  }
  const run = { spec, plan, world, terminal };
  const code = await carriedOut(run, options);
  if (code === EXIT.done) terminal.out(`reset: ${plan.order.join(', ')}`);
  return code;
}

async function carriedOut(run: ResetRun, { withoutLease }: ResetOptions): Promise<number> {
  run.terminal.changing(LAST_WORDS);
  try {
    return await (withoutLease === true ? carryOutReset(run) : resetUnderLease(run));
  } finally {
    run.terminal.changing(undefined);
  }
}

function refused(plan: ResetPlan, terminal: Terminal): number {
  for (const { why, remedy } of plan.refusals) {
    terminal.err(`refused: ${why}`);
    terminal.err(`  → ${remedy}`);
  }
  terminal.err('nothing was changed');
  return EXIT.refused;
}

/** Asked anew each time: the user may interrupt while something is waited for. */
function isInterrupted({ signal }: Pick<Terminal, 'signal'>): boolean {
  return signal.aborted;
}

function stopped(terminal: Terminal): number {
  terminal.err('interrupted; nothing was changed');
  return EXIT.interrupted;
}

export function registerReset({ program, terminal, finish }: Registration): void {
  const command = program
    .command('reset')
    .summary('destroy a cluster, or take hosts out of it, after its name was typed')
    .description(
      'Resets the hosts of a cluster with kubeadm: workers first, the last master last, and each member of etcd leaves while the ' +
        'others can still agree to it. A single host is only reset when the voters that remain keep quorum. Shows what would be ' +
        'destroyed and wants the name of the cluster typed.',
    )
    .argument('<spec>', 'cluster spec (YAML)')
    .addOption(repeatable('--host <name>', 'only this master or worker', 'the whole cluster'))
    .option('--leave-unreachable', 'of a whole cluster: go on without hosts that cannot be reached')
    .option(
      '--without-lease',
      'do not ask whether another run is at work: when neither the first master nor the API can be reached',
    )
    .option('-y, --yes', 'ask nothing; needs --confirm')
    .option('--confirm <name>', 'the name of the cluster, instead of typing it');
  addWorldOptions(command)
    .addHelpText(
      'after',
      exitCodesOf({ [EXIT.done]: 'reset, or nothing to reset' }, [
        EXIT.configInvalid,
        EXIT.refused,
        EXIT.failed,
        EXIT.outcomeUnknown,
        EXIT.interrupted,
      ]),
    )
    .action((spec: string, options: ResetOptions) => finish(reset(spec, options, terminal)));
}
