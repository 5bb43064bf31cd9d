import type { ClusterSpec } from '@quorate/core';
import { millis } from '../../src/engine/scheduler.js';
import { etcdMembers } from '../../src/etcd/inspect.js';
import type { Process } from '../../src/host/process.js';
import type { Simulation } from '../../src/index.js';
import { parseSpan } from '../../src/index.js';
import type { ScriptLine } from './script-line.js';
import { parseScriptLine } from './script-line.js';

/** Lines that run one after the other; those of an inner list are started together. */
export type NaiveScript = readonly (string | readonly string[])[];

/** How one command of a script ended. */
export interface Ended {
  readonly line: string;
  readonly end: 'succeeded' | 'failed' | 'still running' | 'skipped';
  readonly output: string;
  readonly tookMs: number;
}

type Command = Extract<ScriptLine, { kind: 'command' }>;

/** Half an hour after which nobody waits for a command any more. */
const PATIENCE_MS = 30 * 60_000;
const BOOT_MS = 10_000;
const ETCD_PKI = '/etc/kubernetes/pki/etcd';
const ENV = { KUBECONFIG: '/etc/kubernetes/admin.conf', ETCDCTL_API: '3' };

/** A person or a tool that types the tutorial's commands, takes exit codes for the truth, and stops at the first failure. */
export class NaiveOperator {
  readonly #simulation: Simulation;
  readonly #variables = new Map<string, string>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const { host, port } = simulation.spec.controlPlaneEndpoint;
    this.#variables.set('ENDPOINT', `${host}:${String(port)}`);
    this.#variables.set('VERSION', simulation.spec.kubernetesVersion);
    this.#variables.set('PODS', simulation.spec.networking.podSubnet);
    this.#variables.set(
      'ETCDCTL',
      `etcdctl --endpoints 127.0.0.1:2379 --cert=${ETCD_PKI}/server.crt --key=${ETCD_PKI}/server.key --cacert=${ETCD_PKI}/ca.crt`,
    );
  }

  /** Everything that was run, up to the first failure or to a command that does not come back. */
  run(script: NaiveScript): readonly Ended[] {
    this.#configureLoadBalancer();
    const all: Ended[] = [];
    for (const step of script) {
      const lines = (typeof step === 'string' ? [step] : step).map(parseScriptLine);
      const [first] = lines;
      if (first?.kind === 'wait') this.#simulation.advance(parseSpan(first.span) ?? 0);
      else if (first?.kind === 'switch-on') this.#switchOn(first.host);
      const commands = lines.filter((line) => line.kind === 'command');
      const ended = this.#together(commands);
      all.push(...ended);
      if (ended.some(({ end }, index) => isBad(end) && commands[index]?.mayFail !== true)) break;
    }
    return all;
  }

  /** Somebody types a command once more, in its short form as {@link Ended} has it, however it ended. */
  runAgain(line: string): Ended | undefined {
    const again = parseScriptLine(line);
    return again.kind === 'command' ? this.#together([again])[0] : undefined;
  }

  #together(commands: readonly Command[]): readonly Ended[] {
    const { scheduler } = this.#simulation.world;
    const startUs = scheduler.now();
    const started = commands.map((command) => ({ command, process: this.#start(command) }));
    const endUs = startUs + millis(PATIENCE_MS);
    const ends = new Map<Process, number>();
    const running = (): boolean => {
      for (const { process } of started)
        if (process?.alive === false && !ends.has(process)) ends.set(process, scheduler.now());
      return started.some(({ process }) => process?.alive === true);
    };
    while (running() && (scheduler.peek() ?? endUs) < endUs) scheduler.step();
    return started.map(({ command, process }) => {
      const tookMs =
        process === undefined ? 0 : Math.round(((ends.get(process) ?? endUs) - startUs) / millis(1));
      return this.#ended(command, process, tookMs);
    });
  }

  /** Undefined: nothing is run, because the host has no power or the script finds that it was done. */
  #start(command: Command): Process | undefined {
    const { world } = this.#simulation;
    const host = world.host(command.host);
    if (host.power === 'off') return undefined;
    if (command.unlessFile !== undefined && host.disk.exists(command.unlessFile)) return undefined;
    const argv = this.#expand(command).flatMap((word) => word.split(' '));
    const program = world.programs[argv[0] ?? ''];
    if (program === undefined) throw new Error(`no program ${argv[0] ?? ''}`);
    return host.spawn(argv, program, { env: ENV });
  }

  #ended(command: Command, process: Process | undefined, tookMs: number): Ended {
    const line = `${command.host}: ${command.text}`;
    if (process === undefined) {
      return this.#simulation.world.host(command.host).power === 'off'
        ? { line, end: 'failed', output: `ssh: connect to host ${command.host}: No route to host`, tookMs }
        : { line, end: 'skipped', output: '', tookMs };
    }
    const status = process.exited.value;
    const output = process.stdout + process.stderr;
    if (status === undefined) return { line, end: 'still running', output, tookMs };
    const succeeded = status.kind === 'exit' && status.code === 0;
    if (succeeded) this.#note(command, process.stdout);
    return { line, end: succeeded ? 'succeeded' : 'failed', output, tookMs };
  }

  /** What a person copies from the output: the credentials of the join command, and what the line asks to keep. */
  #note(command: Command, stdout: string): void {
    const text = stdout.replaceAll('\\\n', ' ');
    const found = {
      TOKEN: /--token (\S+)/.exec(text)?.[1],
      HASH: /--discovery-token-ca-cert-hash (\S+)/.exec(text)?.[1],
      KEY: /--certificate-key ([0-9a-f]{64})/.exec(text)?.[1],
    };
    for (const [name, value] of Object.entries(found))
      if (value !== undefined) this.#variables.set(name, value);
    if (command.variable !== undefined)
      this.#variables.set(command.variable, stdout.trimEnd().split('\n').at(-1) ?? '');
  }

  #expand(command: Command): readonly string[] {
    return command.argv.map((word) =>
      word.replaceAll(/\$([A-Z]+)(?:\((\w+)\))?/g, (whole, name: string, argument: string | undefined) => {
        if (name === 'ADDRESS') return addressOf(this.#simulation.spec, argument ?? command.host);
        if (name === 'MEMBER') return this.#memberId(argument ?? command.host);
        return this.#variables.get(name) ?? whole;
      }),
    );
  }

  /** As a person reads it off the member list. */
  #memberId(host: string): string {
    const url = `https://${addressOf(this.#simulation.spec, host)}:2380`;
    for (const { members } of etcdMembers(this.#simulation.world)) {
      const found = members.find(({ peerUrls }) => peerUrls.includes(url));
      if (found !== undefined) return found.id;
    }
    throw new Error(`no member of ${host}`);
  }

  #switchOn(host: string): void {
    this.#simulation.powerOn(host);
    this.#simulation.advance(BOOT_MS);
  }

  /** nginx as the tutorial configures it: a list of masters, and nothing else. */
  #configureLoadBalancer(): void {
    const { spec, world } = this.#simulation;
    const proxy = spec.hosts.find(({ role }) => role === 'load-balancer');
    if (proxy === undefined) return;
    const servers = spec.hosts
      .filter(({ role }) => role === 'control-plane')
      .map(({ advertiseAddress }) => `server ${advertiseAddress}:6443;`);
    const upstream = `upstream masters { ${servers.join(' ')} }`;
    const listener = 'server { listen 6443; proxy_pass masters; }';
    world
      .host(proxy.name)
      .disk.write('/etc/nginx/nginx.conf', `events {}\nstream {\n${upstream}\n${listener}\n}\n`);
    this.#simulation.shell(proxy.name, ['systemctl', 'enable', '--now', 'nginx']);
    this.#simulation.shell(proxy.name, ['systemctl', 'restart', 'nginx']);
  }
}

function isBad(end: Ended['end']): boolean {
  return end === 'failed' || end === 'still running';
}

function addressOf(spec: ClusterSpec, host: string): string {
  const found = spec.hosts.find(({ name }) => name === host);
  if (found === undefined) throw new Error(`no host ${host}`);
  return found.advertiseAddress;
}
