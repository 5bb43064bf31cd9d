import { millis } from '../../../src/engine/scheduler.js';
import { etcdMembers, runningServers } from '../../../src/etcd/inspect.js';
import { etcdPrograms } from '../../../src/etcd/programs.js';
import { hasContactWithQuorum } from '../../../src/etcd/server/quorum-contact.js';
import type { Host } from '../../../src/host/host.js';
import type { Process } from '../../../src/host/process.js';
import { World } from '../../../src/world/world.js';
import { addressOf, firstMembers } from './etcd-flags.js';
import { MemberLabels } from './member-labels.js';
import { SETTLE_LIMIT_MS } from './record.js';
import type { Action, Outcome, Output, RecordedStep, Recording } from './recording.js';
import { answerOf, endOf, leaderOf, stateOf, withIds } from './recording.js';
import type { Slot } from './script.js';
import { PUT_MANY, SLOTS } from './script.js';
import type { ListedMember, MemberSnapshot, Snapshot, Standing } from './snapshot.js';
import { isSettled, standingOf, YOUNG_MS } from './snapshot.js';

export interface SimulationOptions {
  /** For all simulated etcd processes, on top of what the real ones were told. */
  readonly extraFlags?: readonly string[];
}

/** Does in the simulator, at the same times, what was done to the real processes. */
export function simulate(recording: Recording, options: SimulationOptions = {}): readonly Outcome[] {
  return new Simulation(recording, options).run();
}

const CLIENT = 'client';

class Simulation {
  readonly #recording: Recording;
  readonly #options: SimulationOptions;
  readonly #world: World;
  readonly #labels = new MemberLabels();
  readonly #processes = new Map<Slot, Process>();
  readonly #startedUs = new Map<Slot, number>();
  #known: readonly ListedMember[];

  constructor(recording: Recording, options: SimulationOptions) {
    this.#recording = recording;
    this.#options = options;
    const { version, startUs, block, script } = recording;
    this.#known = firstMembers(block, script.voters);
    this.#world = new World({ seed: 1, startUs, programs: etcdPrograms });
    const host = (name: string, address: string): Host =>
      this.#world.addHost({
        name,
        addresses: [address],
        machineId: name,
        productUuid: name,
        software: { etcd: version, etcdctl: version },
      });
    for (const slot of SLOTS) host(`m${slot}`, addressOf(block, slot));
    host(CLIENT, `${block}.1`);
  }

  run(): readonly Outcome[] {
    return this.#recording.steps.map((step) => {
      const { scheduler } = this.#world;
      const dueUs = this.#recording.startUs + millis(step.atMs);
      if (dueUs > scheduler.now()) scheduler.runUntil(dueUs);
      this.#setClocks(dueUs);
      const answer = this.#do(step.action);
      const snapshot = step.settles ? this.#settle(step) : [];
      return {
        answer: answer === undefined ? undefined : answerOf(answer, this.#labels),
        state: stateOf(snapshot, this.#labels),
      };
    });
  }

  /** Where settling takes longer than it did, the clocks, which ids are made from, still show what the real ones showed. */
  #setClocks(us: number): void {
    for (const host of this.#world.hosts.values()) host.clockOffsetUs = us - this.#world.scheduler.now();
  }

  #do(action: Action): Output | undefined {
    switch (action.kind) {
      case 'etcdctl': {
        const answer = this.#etcdctl(withIds(action.argv, this.#labels));
        if (action.adds !== undefined) this.#labels.learnFromAddition(answer.stdout, action.adds);
        return answer;
      }
      case 'etcd':
        this.#startedUs.set(action.slot, this.#world.scheduler.now());
        this.#processes.set(
          action.slot,
          this.#host(action.slot).spawn(
            [...action.argv, ...(this.#options.extraFlags ?? [])],
            program('etcd'),
          ),
        );
        return undefined;
      case 'kill':
        this.#kill(action.slot);
        return undefined;
      case 'wipe':
        this.#kill(action.slot);
        this.#host(action.slot).disk.removeTree(`/data/m${action.slot}`);
        return undefined;
      case 'put-many':
        if (this.#standing(this.#snapshot()).quorum)
          for (let number = 0; number < PUT_MANY; number += 1)
            this.#etcdctl(['etcdctl', `--endpoints=${action.endpoint}`, 'put', 'many', 'many']);
        return undefined;
      case 'rest':
      case 'nothing':
        return undefined;
    }
  }

  #etcdctl(argv: readonly string[]): Output {
    const process = this.#world.host(CLIENT).spawn(argv, program('etcdctl'));
    this.#until(() => process.exited.settled, 60_000);
    const status = process.exited.value;
    return {
      exit: status?.kind === 'exit' ? status.code : -1,
      stdout: process.stdout,
      stderr: process.stderr,
    };
  }

  #kill(slot: Slot): void {
    const process = this.#processes.get(slot);
    if (process !== undefined) this.#host(slot).kill(process, 'SIGKILL');
  }

  #settle(step: RecordedStep): Snapshot {
    this.#wait();
    this.#labels.learnFrom(this.#snapshot());
    this.#steerLeader(step.leader);
    const snapshot = this.#snapshot();
    this.#known = this.#standing(snapshot).list;
    this.#labels.learnFrom(snapshot);
    return snapshot;
  }

  #standing(snapshot: Snapshot): Standing {
    return standingOf(snapshot, this.#known);
  }

  #wait(): void {
    const sinceUs = this.#world.scheduler.now();
    this.#until(() => {
      const snapshot = this.#snapshot();
      if (isSettled(snapshot, this.#known)) return true;
      const { quorum } = this.#standing(snapshot);
      return (
        this.#world.scheduler.now() - sinceUs > millis(quorum ? SETTLE_LIMIT_MS.quorum : SETTLE_LIMIT_MS.none)
      );
    }, SETTLE_LIMIT_MS.quorum);
  }

  /** Who wins an election is chance: leadership is moved to whom the real members have elected. */
  #steerLeader(label: string | undefined): void {
    const present = leaderOf(this.#snapshot());
    if (label === undefined || present === undefined || this.#labels.labelOf(present) === label) return;
    const leading = [...this.#world.hosts.values()]
      .flatMap((host) => runningServers(host))
      .map(({ server }) => server)
      .find((server) => server.raft.role === 'leader' && hasContactWithQuorum(server));
    if (leading === undefined) return;
    leading.raft.transferLeadership(this.#labels.idOf(label));
    this.#until(() => leaderOf(this.#snapshot()) === this.#labels.idOf(label), 2000);
    this.#wait();
  }

  #snapshot(): Snapshot {
    const views = new Map(etcdMembers(this.#world).map((view) => [view.host, view]));
    return [...this.#processes]
      .sort(([a], [b]) => a - b)
      .map(([slot, process]): MemberSnapshot => {
        const ended = process.exited.value;
        if (ended !== undefined) {
          const how = ended.kind === 'signal' ? 'killed' : endOf(ended.code, process.stderr);
          return { slot, process: { kind: 'ended', how }, serving: undefined };
        }
        const view = views.get(`m${slot}`);
        const ageUs = this.#world.scheduler.now() - (this.#startedUs.get(slot) ?? 0);
        const running = { kind: 'running', young: ageUs < millis(YOUNG_MS) } as const;
        if (view?.ready !== true) return { slot, process: running, serving: undefined };
        const { server } = runningServers(this.#host(slot))[0] ?? {};
        const learner = view.role === 'learner';
        const told =
          !learner && (view.leaderId !== undefined || server?.profile.linearizableMemberList === false);
        return {
          slot,
          process: running,
          serving: {
            id: view.memberId,
            leaderId: view.leaderId,
            learner,
            commit: view.commit,
            applied: view.applied,
            list: told ? view.members : undefined,
            connected: view.members
              .map((member) => member.id)
              .filter((id) => server?.links.activeSince(id) !== undefined),
          },
        };
      });
  }

  #until(condition: () => boolean, limitMs: number): void {
    const { scheduler } = this.#world;
    const limitUs = scheduler.now() + millis(limitMs);
    while (!condition()) {
      const next = scheduler.peek();
      if (next === undefined || next > limitUs) {
        scheduler.runUntil(limitUs);
        return;
      }
      scheduler.step();
    }
  }

  #host(slot: Slot): Host {
    return this.#world.host(`m${slot}`);
  }
}

function program(name: string): NonNullable<(typeof etcdPrograms)[string]> {
  const found = etcdPrograms[name];
  if (found === undefined) throw new Error(`no program ${name}`);
  return found;
}
