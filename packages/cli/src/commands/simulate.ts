import type { ClusterSpec, ExecutionEvent } from '@quorate/core';
import { hostsOf } from '@quorate/core';
import type { Fault, Scenario, Simulation, Story } from '@quorate/sim-driver';
import { parseFault, parseSpan, runScenario } from '@quorate/sim-driver';
import { EXIT, exitCodeOf } from '../exit-code.js';
import { loadScenario, loadSpec } from '../load.js';
import { Narrator } from '../render/narrator.js';
import type { Terminal } from '../terminal.js';

export interface SimulateOptions {
  readonly seed?: string;
  readonly fault: readonly string[];
  readonly late: readonly string[];
  readonly scenario?: string;
  readonly json?: true;
  readonly verbose?: true;
}

/** `quorate simulate`: the protocol over a simulated world. Progress on stderr, results on stdout. */
export async function simulate(
  specPath: string | undefined,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<number> {
  const scenario = buildScenario(specPath, options, terminal);
  if (typeof scenario === 'number') return scenario;
  const json = options.json === true;
  const tell = json ? tellJson(terminal) : tellPeople(scenario, options, terminal);
  const story = await runScenario(scenario, tell);
  const last = story.chapters.at(-1)?.result;
  if (last === undefined) return EXIT.defect;
  if (json) {
    terminal.out(
      JSON.stringify({
        type: 'story.ended',
        status: last.status,
        seed: scenario.seed,
        trace: story.simulation.world.trace.hash,
      }),
    );
  } else {
    showEnd(scenario, story, terminal);
  }
  return exitCodeOf(last);
}

function buildScenario(
  specPath: string | undefined,
  options: SimulateOptions,
  terminal: Terminal,
): Scenario | number {
  const base = options.scenario === undefined ? undefined : loadScenario(options.scenario);
  if (base !== undefined && !base.ok) return refuse(terminal, base.error);
  const path = specPath ?? base?.value.specPath;
  if (path === undefined)
    return refuse(terminal, ['give a cluster spec, or a scenario that names one'], EXIT.usage);
  const loaded = loadSpec(path);
  for (const warning of loaded.warnings) terminal.err(warning);
  if (!loaded.ok) return refuse(terminal, loaded.errors, EXIT.configInvalid);
  const { spec } = loaded;
  const names = spec.hosts.map((host) => host.name);
  const problems: string[] = [];
  const faults: Fault[] = [];
  for (const text of [...(base?.value.faults ?? []), ...options.fault]) {
    const fault = parseFault(text, names);
    if (fault.ok) faults.push(fault.value);
    else problems.push(fault.error);
  }
  const late = parseLate([...(base?.value.late ?? []), ...options.late], spec, problems);
  const seed = options.seed === undefined ? (base?.value.seed ?? 1) : Number(options.seed);
  if (!Number.isSafeInteger(seed)) problems.push(`seed "${options.seed ?? ''}" is not a whole number`);
  if (problems.length > 0) return refuse(terminal, problems, EXIT.usage);
  return { spec, seed, faults, late };
}

function parseLate(texts: readonly string[], spec: ClusterSpec, problems: string[]): Record<string, number> {
  const late: Record<string, number> = {};
  const first = hostsOf(spec, 'control-plane')[0]?.name;
  for (const text of texts) {
    const [name = '', span = ''] = text.split('=', 2);
    const ms = parseSpan(span);
    const host = spec.hosts.find((one) => one.name === name);
    if (host === undefined) problems.push(`late host "${name}" is not in the spec`);
    else if (host.role !== 'control-plane' && host.role !== 'worker')
      problems.push(`${name} is a ${host.role}: only masters and workers can be late`);
    else if (name === first)
      problems.push(`${name} is the first master: without it there is no cluster to be late for`);
    else if (ms === undefined || ms < 0) problems.push(`"${text}" is not HOST=TIME such as master3=3d`);
    else late[name] = ms;
  }
  return late;
}

function refuse(terminal: Terminal, problems: readonly string[], code: number = EXIT.configInvalid): number {
  for (const problem of problems) terminal.err(problem);
  terminal.err('nothing was done');
  return code;
}

function tellJson(terminal: Terminal) {
  return {
    onEvent: (event: ExecutionEvent): void => {
      terminal.out(JSON.stringify(event));
    },
  };
}

function tellPeople(scenario: Scenario, options: SimulateOptions, terminal: Terminal) {
  let narrator: Narrator | undefined;
  return {
    onChapter: (spec: ClusterSpec, atMs: number, newcomers: readonly string[]): void => {
      narrator ??= new Narrator({
        startMs: atMs,
        verbose: options.verbose === true,
        write: (line) => {
          terminal.err(line);
        },
      });
      const masters = hostsOf(spec, 'control-plane').length;
      const workers = hostsOf(spec, 'worker').length;
      const what = `${spec.name}: Kubernetes ${spec.kubernetesVersion}, ${masters} masters, ${workers} workers`;
      narrator.heading(
        newcomers.length === 0
          ? `${what} (simulated, seed ${scenario.seed})`
          : `${newcomers.join(', ')} appears: ${what}`,
      );
    },
    onEvent: (event: ExecutionEvent): void => {
      narrator?.tell(event);
    },
  };
}

const ETCDCTL = [
  'etcdctl',
  '--endpoints=127.0.0.1:2379',
  '--cert=/etc/kubernetes/pki/etcd/server.crt',
  '--key=/etc/kubernetes/pki/etcd/server.key',
  '--cacert=/etc/kubernetes/pki/etcd/ca.crt',
  'member',
  'list',
] as const;

function showEnd(scenario: Scenario, story: Story, terminal: Terminal): void {
  const { simulation, chapters } = story;
  const last = chapters.at(-1);
  if (last === undefined) return;
  const via = hostsOf(last.spec, 'control-plane').find(
    (host) => simulation.world.host(host.name).power === 'on',
  )?.name;
  const { result } = last;
  terminal.out('');
  if (via !== undefined) {
    show(
      simulation,
      via,
      ['kubectl', 'get', 'nodes'],
      { KUBECONFIG: '/etc/kubernetes/admin.conf' },
      terminal,
    );
    show(simulation, via, ETCDCTL, { ETCDCTL_API: '3' }, terminal);
  }
  const took = Math.round(chapters.reduce((sum, chapter) => sum + chapter.result.tookMs, 0) / 1000);
  const changes = chapters.reduce((sum, chapter) => sum + chapter.result.changes, 0);
  switch (result.status) {
    case 'ready':
      terminal.out(
        `ready: ${changes} changes in ${took} s of virtual time; seed ${scenario.seed}, trace ${simulation.world.trace.hash}`,
      );
      return;
    case 'blocked':
      terminal.out(`blocked (${result.reason.code}): ${result.reason.summary}`);
      for (const remedy of result.reason.remedies) terminal.out(`  safe next: ${remedy}`);
      return;
    case 'aborted':
      terminal.out(`aborted; in flight: ${result.inFlight.join(', ') || 'nothing'}`);
  }
}

function show(
  simulation: Simulation,
  host: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  terminal: Terminal,
): void {
  const shown = argv
    .map((word) => (word.includes('=/etc/kubernetes/pki') ? '' : word))
    .filter((word) => word !== '');
  terminal.out(`${host}$ ${shown.join(' ')}`);
  const { stdout, stderr } = simulation.shell(host, argv, env);
  terminal.out(`${stdout}${stderr}`.trimEnd());
  terminal.out('');
}
