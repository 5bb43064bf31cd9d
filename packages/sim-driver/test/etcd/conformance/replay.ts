import { seconds } from '../../../src/engine/scheduler.js';
import { bootstrapMemberId, decimalId } from '../../../src/etcd/identity.js';
import { etcdMembers, runningServers } from '../../../src/etcd/inspect.js';
import { etcdPrograms } from '../../../src/etcd/programs.js';
import { hasContactWithQuorum } from '../../../src/etcd/server/quorum-contact.js';
import { terminateEtcd } from '../../../src/etcd/terminate.js';
import { startTask } from '../../../src/engine/task.js';
import type { Process } from '../../../src/host/process.js';
import { World } from '../../../src/world/world.js';
import type { NormalForm } from './normal-form.js';
import { normalForm } from './normal-form.js';
import type { Transcript, TranscriptStep } from './transcript.js';

export interface ReplayedCommand {
  readonly command: string;
  readonly expected: NormalForm & { readonly took: string };
  readonly actual: NormalForm & { readonly took: string };
}

export interface Replay {
  readonly recorded: number;
  readonly commands: readonly ReplayedCommand[];
  readonly exits: readonly {
    readonly member: string;
    readonly expected: number;
    readonly actual: number | undefined;
  }[];
}

/** What the recorder did before or between the lines it wrote down. */
export type HiddenAction =
  | { readonly kind: 'bootstrap'; readonly at: number; readonly members: readonly string[] }
  /** `member add` through cp1, then started with state existing. */
  | { readonly kind: 'grow'; readonly at: number; readonly members: readonly string[] }
  | {
      readonly kind: 'start';
      readonly at: number;
      readonly member: string;
      readonly members: readonly string[];
    }
  | { readonly kind: 'restart'; readonly at: number; readonly member: string }
  | { readonly kind: 'lead'; readonly at: number; readonly member: string };

export interface ReplayOptions {
  readonly hidden: readonly HiddenAction[];
  /** Commands beyond the model, or that follow from something beyond it. */
  readonly until?: number;
  /** Hosts have networks of their own, 10.90.0.0/24, and etcd listens on 127.0.0.1 as well. */
  readonly namespaces?: boolean;
  /** Members that took that many seconds longer to become active than the model: chance, but checks depend on it. */
  readonly lateStarts?: Readonly<Record<string, number>>;
  /** A removed member that is started again ends with 0 or 1 in 3.5.30, depending on how far its start has come. */
  readonly exitCodes?: 'by-chance';
}

type CommandStep = TranscriptStep & { kind: 'command' };

const RECORDER = 'recorder';
const SUPPORTED =
  /^etcdctl (?:(?!hashkv|defrag|snapshot|lease|compaction|watch|txn|--rev|alarm disarm|--nosuch|nosuch|--cacert|&|--hex).)*$/;
/** A wait in the recorded command shows in the simulated one too. */
const SLOW_SECONDS = 1.5;

/** Plays a recording against simulated processes and compares what etcdctl answers. */
export function replay(transcript: Transcript, options: ReplayOptions): Replay {
  return new Replayer(transcript, options).run();
}

class Replayer {
  readonly #transcript: Transcript;
  readonly #options: ReplayOptions;
  readonly #world: World;
  readonly #processes = new Map<string, Process>();
  readonly #argv = new Map<string, readonly string[]>();
  readonly #recordedUrls: ReadonlyMap<string, string>;
  readonly #simulatedUrls = new Map<string, string>();
  readonly #commands: ReplayedCommand[] = [];
  readonly #exits: { member: string; expected: number; actual: number | undefined }[] = [];
  readonly #startUs: number;
  #recorded = 0;

  constructor(transcript: Transcript, options: ReplayOptions) {
    this.#transcript = transcript;
    this.#options = options;
    const software = { etcd: transcript.version, etcdctl: transcript.version };
    this.#world = new World({ seed: 7, startUs: seconds(1_700_000_000), programs: etcdPrograms });
    for (let number = 1; number <= 9; number += 1) {
      const address = options.namespaces === true ? `10.90.0.1${number}` : `127.0.0.1${number}`;
      const identity = { machineId: `m${number}`, productUuid: `p${number}` };
      this.#world.addHost({ name: `cp${number}`, addresses: [address], ...identity, software });
    }
    const identity = { machineId: 'recorder', productUuid: 'recorder' };
    this.#world.addHost({ name: RECORDER, addresses: ['10.90.0.1'], ...identity, software });
    this.#startUs = this.#world.scheduler.now();
    this.#recordedUrls = recordedUrls(transcript);
  }

  run(): Replay {
    const hidden = [...this.#options.hidden].sort((a, b) => a.at - b.at);
    const until = this.#options.until ?? Infinity;
    for (const step of this.#transcript.steps) {
      if (isEtcdctl(step)) this.#recorded += 1;
      if (step.at > until) continue;
      while ((hidden[0]?.at ?? Infinity) <= step.at) {
        const action = hidden.shift();
        if (action !== undefined) this.#act(action);
      }
      this.#runUntil(step.at);
      this.#step(step);
    }
    return { recorded: this.#recorded, commands: this.#commands, exits: this.#exits };
  }

  #step(step: TranscriptStep): void {
    switch (step.kind) {
      case 'command':
        this.#command(step);
        return;
      case 'signal':
        this.#signal(step.signal, step.member);
        return;
      case 'network':
        this.#isolate(step.member, step.state === 'cut');
        return;
      case 'leader':
        this.#makeLeader(step.member);
        return;
      case 'exited': {
        if (this.#options.exitCodes === 'by-chance') return;
        const process = this.#processes.get(step.member);
        this.#until(() => process?.exited.settled === true, 2);
        const status = process?.exited.value;
        const actual = status?.kind === 'exit' ? status.code : undefined;
        this.#exits.push({ member: step.member, expected: step.code, actual });
      }
    }
  }

  #command(step: CommandStep): void {
    const { command } = step;
    if (command.startsWith('etcd --name')) {
      this.#start(command.replace(/ &$/, '').split(' '));
      return;
    }
    const wiped = /^rm -rf \/tmp\/x\/(cp\d)$/.exec(command);
    if (wiped !== null) this.#world.host(wiped[1] ?? '').disk.removeTree(`/tmp/x/${wiped[1] ?? ''}`);
    const loop = /^for i in (.*); do (etcdctl .*?)(?: >\/dev\/null)?; done/.exec(command);
    if (loop !== null) this.#loop(loop[1] ?? '', loop[2] ?? '');
    if (SUPPORTED.test(command) && step.exit !== undefined) this.#compare(step);
  }

  #loop(range: string, body: string): void {
    const sequence = /\$\(seq 1 (\d+)\)/.exec(range);
    const items =
      sequence === null ? range.split(' ') : Array.from({ length: Number(sequence[1]) }, (_, i) => i + 1);
    for (const item of items) this.#etcdctl(RECORDER, body.replaceAll('$i', String(item)));
  }

  #compare(step: CommandStep): void {
    this.#steerLeader(step.stdout);
    this.#awaitStarted(step.stdout);
    const command = step.command.replace(/\b[0-9a-f]{15,16}\b/g, (id) => this.#simulatedId(id));
    const beganUs = this.#world.scheduler.now();
    const process = this.#etcdctl(step.host ?? RECORDER, command);
    const tookSeconds = (this.#world.scheduler.now() - beganUs) / 1e6;
    this.#learnIds();
    const status = process.exited.value;
    const exit = status?.kind === 'exit' ? status.code : -1;
    const output = { exit, stdout: process.stdout.split('\n'), stderr: process.stderr.split('\n') };
    const recorded = { exit: step.exit ?? -1, stdout: step.stdout, stderr: step.stderr.map(unraced(step)) };
    this.#commands.push({
      command: `${this.#transcript.version} ${this.#transcript.scenario} t=${step.at} ${step.command}`,
      expected: { ...normalForm(recorded, withDecimals(this.#recordedUrls)), took: pace(step.tookSeconds) },
      actual: {
        ...normalForm(output, withDecimals(this.#simulatedUrls)),
        took: pace(tookSeconds, step.tookSeconds),
      },
    });
  }

  #etcdctl(host: string, command: string): Process {
    const process = this.#world.host(host).spawn(words(command), program('etcdctl'));
    this.#until(() => process.exited.settled, 120);
    return process;
  }

  #start(argv: readonly string[]): void {
    const name = /--name=(\w+)/.exec(argv.join(' '))?.[1] ?? '';
    this.#argv.set(name, argv);
    const lateSeconds = this.#options.lateStarts?.[name] ?? 0;
    this.#world.scheduler.runUntil(this.#world.scheduler.now() + seconds(lateSeconds));
    this.#processes.set(name, this.#world.host(name).spawn(argv, program('etcd')));
  }

  #signal(signal: string, member: string): void {
    const host = this.#world.host(member);
    const process = this.#processes.get(member);
    if (process === undefined) return;
    if (signal === 'SIGKILL') host.kill(process, 'SIGKILL');
    else if (signal === 'SIGTERM') startTask(this.#world.scheduler, terminateEtcd(host, process));
    // A stopped process reads nothing and sends nothing.
    else this.#isolate(member, signal === 'SIGSTOP');
  }

  #isolate(member: string, cut: boolean): void {
    const { network, hosts } = this.#world;
    for (const other of hosts.keys()) {
      if (other === member) continue;
      for (const [from, to] of [
        [member, other],
        [other, member],
      ] as const) {
        if (cut) network.cut(from, to);
        else network.heal(from, to);
      }
    }
  }

  #act(action: HiddenAction): void {
    this.#runUntil(action.at);
    switch (action.kind) {
      case 'bootstrap':
        for (const member of action.members) this.#start(this.#flags(member, action.members, 'new'));
        this.#until(() => action.members.every((member) => this.#isReady(member)), 30);
        break;
      case 'grow':
        for (const [index, member] of action.members.entries()) {
          if (index === 0) continue;
          this.#etcdctl(
            RECORDER,
            `etcdctl --endpoints=${this.#url('cp1', 2379)} member add ${member} --peer-urls=${this.#url(member, 2380)}`,
          );
          this.#start(this.#flags(member, action.members.slice(0, index + 1), 'existing'));
          this.#until(() => this.#isReady(member), 30);
          this.#world.scheduler.runUntil(this.#world.scheduler.now() + seconds(5.2));
        }
        break;
      case 'start':
        this.#start(this.#flags(action.member, action.members, 'new'));
        break;
      case 'restart':
        this.#start(this.#argv.get(action.member) ?? []);
        break;
      case 'lead':
        this.#makeLeader(action.member);
    }
    this.#learnIds();
  }

  #flags(member: string, members: readonly string[], state: string): readonly string[] {
    const client = this.#url(member, 2379);
    const local = this.#options.namespaces === true ? ',http://127.0.0.1:2379' : '';
    const peer = this.#url(member, 2380);
    const cluster = members.map((name) => `${name}=${this.#url(name, 2380)}`).join(',');
    return [
      'etcd',
      `--name=${member}`,
      `--data-dir=/tmp/x/${member}`,
      `--listen-client-urls=${client}${local}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=${cluster}`,
      `--initial-cluster-state=${state}`,
      '--initial-cluster-token=t1',
    ];
  }

  #url(member: string, port: number): string {
    return `http://${this.#world.host(member).addresses[0] ?? ''}:${port}`;
  }

  #isReady(member: string): boolean {
    return etcdMembers(this.#world).some((view) => view.host === member && view.ready);
  }

  /** Who wins an election is chance: where the recording shows the leader, leadership is moved there. */
  #steerLeader(stdout: readonly string[]): void {
    for (const line of stdout) {
      const simple = /^\S+, ([0-9a-f]+), [\d.]+, [^,]+, true, /.exec(line)?.[1];
      const json = /"leader":(\d+)/.exec(line)?.[1];
      const recorded = simple ?? (json === undefined ? undefined : BigInt(json).toString(16));
      const url = recorded === undefined ? undefined : this.#recordedUrls.get(recorded);
      const host = /\.1(\d):/.exec(url ?? '')?.[1];
      if (host !== undefined) {
        this.#until(() => etcdMembers(this.#world).some((view) => view.role === 'leader'), 2);
        this.#makeLeader(`cp${host}`);
        return;
      }
    }
  }

  /** Recorded times are too coarse to tell how long after a start a command ran: the answer tells. */
  #awaitStarted(stdout: readonly string[]): void {
    for (const line of stdout) {
      const name = /, started, (cp\d), \S+, http/.exec(line)?.[1];
      if (name !== undefined && this.#processes.get(name)?.alive === true)
        this.#until(() => this.#isReady(name), 1);
    }
  }

  #makeLeader(member: string): void {
    const leader = [...this.#world.hosts.values()]
      .flatMap((host) => runningServers(host))
      .map((running) => running.server)
      .find((server) => server.raft.role === 'leader' && hasContactWithQuorum(server));
    if (leader === undefined || leader.host.name === member) return;
    const target = etcdMembers(this.#world).find((view) => view.host === member);
    if (target === undefined) return;
    leader.raft.transferLeadership(target.memberId);
    this.#until(
      () => etcdMembers(this.#world).some((view) => view.host === member && view.role === 'leader'),
      2,
    );
    this.#world.scheduler.runUntil(this.#world.scheduler.now() + seconds(0.05));
  }

  #learnIds(): void {
    for (const view of etcdMembers(this.#world)) {
      for (const member of view.members) this.#simulatedUrls.set(member.id, member.peerUrls[0] ?? '');
    }
  }

  #simulatedId(recorded: string): string {
    const url = this.#recordedUrls.get(recorded);
    // The newest member that ever had this URL.
    const found = [...this.#simulatedUrls].filter(([, known]) => known === url).at(-1)?.[0];
    return this.#simulatedUrls.has(recorded) ? recorded : (found ?? recorded);
  }

  #runUntil(at: number): void {
    const dueUs = this.#startUs + Math.round(at * 1e6);
    if (dueUs > this.#world.scheduler.now()) this.#world.scheduler.runUntil(dueUs);
  }

  #until(condition: () => boolean, limitSeconds: number): void {
    const limitUs = this.#world.scheduler.now() + seconds(limitSeconds);
    while (!condition()) {
      const next = this.#world.scheduler.peek();
      if (next === undefined || next > limitUs) return;
      this.#world.scheduler.step();
    }
  }
}

function isEtcdctl(step: TranscriptStep): boolean {
  return step.kind === 'command' && step.command.startsWith('etcdctl ');
}

/** Peer URLs by id, from member lists and from the answers to `member add`. */
function recordedUrls(transcript: Transcript): ReadonlyMap<string, string> {
  const urls = new Map<string, string>();
  for (let number = 1; number <= 9; number += 1) {
    for (const url of [`http://127.0.0.1${number}:2380`, `http://10.90.0.1${number}:2380`]) {
      urls.set(bootstrapMemberId([url], 't1'), url);
    }
  }
  for (const step of transcript.steps) {
    if (step.kind !== 'command') continue;
    for (const line of step.stdout) {
      const listed = /^([0-9a-f]+), (?:un)?started, [^,]*, (http[^,]+),/.exec(line);
      if (listed !== null) urls.set(listed[1] ?? '', listed[2] ?? '');
    }
    const added = /^Member +([0-9a-f]+) added/.exec(step.stdout[0] ?? '')?.[1];
    const url = /--peer-urls=(\S+)/.exec(step.command)?.[1];
    if (added !== undefined && url !== undefined) urls.set(added, url);
  }
  return urls;
}

function withDecimals(urls: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...urls].flatMap(([id, url]) => [[id, url] as const, [decimalId(id), url] as const]));
}

/** `slow` commands must be as slow as recorded, to half a second or a quarter: the recorder shared its machine. */
function pace(tookSeconds: number, recordedSeconds = tookSeconds): string {
  if (Math.max(tookSeconds, recordedSeconds) < SLOW_SECONDS) return 'at once';
  return Math.abs(tookSeconds - recordedSeconds) < Math.max(0.5, recordedSeconds / 4)
    ? 'as recorded'
    : `${tookSeconds} s instead of ${recordedSeconds} s`;
}

function words(command: string): readonly string[] {
  return command.split(' ').filter((word) => word !== '');
}

function program(name: string): NonNullable<(typeof etcdPrograms)[string]> {
  const found = etcdPrograms[name];
  if (found === undefined) throw new Error(`no program ${name}`);
  return found;
}

/** At the client's own deadline the server's answer to the same deadline may come first. */
function unraced(step: CommandStep): (line: string) => string {
  const atDeadline = !step.command.includes('--command-timeout') && Math.abs(step.tookSeconds - 5) < 0.3;
  return (line) =>
    atDeadline && line === 'Error: etcdserver: request timed out' ? 'Error: context deadline exceeded' : line;
}
