import { seconds } from '../../src/engine/scheduler.js';
import type { Micros } from '../../src/engine/scheduler.js';
import type { Task } from '../../src/engine/task.js';
import { startTask } from '../../src/engine/task.js';
import { etcdMembersOn } from '../../src/etcd/inspect.js';
import type { EtcdMemberView } from '../../src/etcd/inspect.js';
import { etcdPrograms } from '../../src/etcd/programs.js';
import type { Host } from '../../src/host/host.js';
import type { ExitStatus, Process } from '../../src/host/process.js';
import { World } from '../../src/world/world.js';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const START_US = 1_700_000_000 * 1_000_000;

/** A world of hosts cp1, cp2, … at 10.0.0.11, .12, … on which etcd can run. */
export class EtcdTestbed {
  readonly world: World;
  readonly version: string;

  constructor(options: { readonly seed?: number; readonly version?: string; readonly hosts?: number } = {}) {
    this.version = options.version ?? '3.5.16';
    this.world = new World({
      seed: options.seed ?? 1,
      startUs: START_US,
      keepTrace: true,
      programs: etcdPrograms,
    });
    for (let number = 1; number <= (options.hosts ?? 3); number += 1) {
      this.world.addHost({
        name: `cp${number}`,
        addresses: [`10.0.0.${10 + number}`],
        machineId: `machine-${number}`,
        productUuid: `product-${number}`,
        software: { etcd: this.version, etcdctl: this.version },
      });
    }
  }

  host(name: string): Host {
    return this.world.host(name);
  }

  get nowUs(): Micros {
    return this.world.scheduler.now();
  }

  peerUrl(name: string): string {
    return `http://${this.host(name).addresses[0] ?? ''}:2380`;
  }

  /** Starts etcd with flags like those of kubeadm. */
  start(
    name: string,
    options: { cluster?: readonly string[]; state?: 'new' | 'existing'; flags?: readonly string[] } = {},
  ): Process {
    const program = etcdPrograms['etcd'];
    if (program === undefined) throw new Error('no etcd');
    const address = this.host(name).addresses[0] ?? '';
    const cluster = (options.cluster ?? [name]).map((member) => `${member}=${this.peerUrl(member)}`);
    const argv = [
      'etcd',
      `--name=${name}`,
      '--data-dir=/var/lib/etcd',
      `--listen-client-urls=http://127.0.0.1:2379,http://${address}:2379`,
      `--advertise-client-urls=http://${address}:2379`,
      `--listen-peer-urls=http://${address}:2380`,
      `--initial-advertise-peer-urls=http://${address}:2380`,
      `--initial-cluster=${cluster.join(',')}`,
      `--initial-cluster-state=${options.state ?? 'new'}`,
      '--listen-metrics-urls=http://127.0.0.1:2381',
      ...(options.flags ?? []),
    ];
    return this.host(name).spawn(argv, program);
  }

  /** A statically bootstrapped cluster of `names`, with a leader and all of them ready. */
  bootstrap(names: readonly string[], flags: readonly string[] = []): void {
    for (const name of names) this.start(name, { cluster: names, flags });
    this.until(() => names.every((name) => this.member(name)?.ready === true));
  }

  member(name: string): EtcdMemberView | undefined {
    return etcdMembersOn(this.host(name))[0];
  }

  get leader(): EtcdMemberView | undefined {
    const views = [...this.world.hosts.values()].flatMap((host) => etcdMembersOn(host));
    return views.filter((view) => view.role === 'leader').sort((a, b) => b.term - a.term)[0];
  }

  leaderName(): string {
    const name = this.leader?.host;
    if (name === undefined) throw new Error('no leader');
    return name;
  }

  kill(name: string): void {
    const process = this.member(name)?.process ?? this.host(name).processesNamed('etcd')[0];
    if (process !== undefined) this.host(name).kill(process, 'SIGKILL');
  }

  wipe(name: string): void {
    this.host(name).disk.removeTree('/var/lib/etcd');
  }

  /** Cuts a host off from all others, or lets it back. */
  isolate(name: string, cut = true): void {
    for (const other of this.world.hosts.keys()) {
      if (other === name) continue;
      if (cut) {
        this.world.network.cut(name, other);
        this.world.network.cut(other, name);
      } else {
        this.world.network.heal(name, other);
        this.world.network.heal(other, name);
      }
    }
  }

  wait(durationUs: Micros): void {
    this.world.scheduler.runUntil(this.nowUs + durationUs);
  }

  /** Lets time pass until the condition holds. Throws after a virtual minute. */
  until(condition: () => boolean, limitUs: Micros = seconds(60)): void {
    const limit = this.nowUs + limitUs;
    while (!condition()) {
      const next = this.world.scheduler.peek();
      if (next === undefined || next > limit) throw new Error('the condition never held');
      this.world.scheduler.step();
    }
  }

  etcdctl(name: string, ...argv: readonly string[]): CommandResult {
    const program = etcdPrograms['etcdctl'];
    if (program === undefined) throw new Error('no etcdctl');
    const process = this.host(name).spawn(['etcdctl', ...argv], program);
    const status = this.exitOf(process);
    return {
      code: status.kind === 'exit' ? status.code : -1,
      stdout: process.stdout,
      stderr: process.stderr,
    };
  }

  exitOf(process: Process): ExitStatus {
    this.until(() => process.exited.settled);
    const status = process.exited.value;
    if (status === undefined) throw new Error('still running');
    return status;
  }

  run<T>(task: Task<T>): T {
    const running = startTask(this.world.scheduler, task);
    this.until(() => running.result.settled);
    const { value } = running.result;
    return value as T;
  }
}
