import type { ClusterSpec, Command, ExecutionEvent, Verdict } from '@quorate/core';
import type { World } from '../world/world.js';
import { etcdStanding, worstDuring } from './etcd-standing.js';
import type { EtcdStanding, PlanStep } from './plan.js';
import { pointOfNoReturn } from './point-of-no-return.js';
import { actionOf, hostsOfCommand } from './step-of.js';

interface Begun {
  readonly number: number;
  readonly command: Command;
  readonly title: string;
  readonly permit: Verdict | undefined;
  readonly atMs: number;
  readonly before: EtcdStanding;
  readonly waitsFor: readonly string[];
}

/** Turns the events of a run in a simulated world into steps, with what stands behind each of them. */
export class StepRecorder {
  readonly #spec: ClusterSpec;
  readonly #world: World;
  readonly #startedMs: number;
  readonly #begun = new Map<string, Begun>();
  readonly #steps: PlanStep[] = [];
  /** By reason without its numbers: of reasons that differ in a count only the last is kept. */
  #waits = new Map<string, string>();
  /** When the run came to stand still, since it began. */
  blockedAtMs: number | undefined;
  #workingMs = 0;
  #workingSinceMs = 0;

  constructor(spec: ClusterSpec, world: World, startedMs: number) {
    this.#spec = spec;
    this.#world = world;
    this.#startedMs = startedMs;
  }

  /** In the order in which they begin. */
  get steps(): readonly PlanStep[] {
    return [...this.#steps].sort((a, b) => a.number - b.number);
  }

  /** Time in which at least one change ran. */
  get workingMs(): number {
    return this.#workingMs;
  }

  tell(event: ExecutionEvent): void {
    switch (event.type) {
      case 'command.issued':
        if (event.mutates) this.#begin(event);
        else if (event.command.kind === 'wait') this.#waitFor(event.command.reason);
        return;
      case 'command.settled':
        this.#end(event);
        return;
      case 'run.blocked':
        this.blockedAtMs = event.atMs - this.#startedMs;
        this.#waitFor(`a person, or the reason to go away: ${event.reason.summary}`);
        return;
      case 'run.unblocked':
        this.blockedAtMs = undefined;
        return;
      case 'state.entered':
      case 'step.started':
      case 'step.settled':
      case 'event.ignored':
      case 'run.stopping':
      case 'run.ended':
        return;
    }
  }

  #waitFor(reason: string): void {
    const kind = reason.replaceAll(/\b\d+(\.\d+)?\b/g, 'N');
    this.#waits.delete(kind);
    this.#waits.set(kind, reason);
  }

  #begin({ id, command, title, permit, atMs }: Extract<ExecutionEvent, { type: 'command.issued' }>): void {
    if (this.#begun.size === 0) this.#workingSinceMs = atMs;
    const number = this.#steps.length + this.#begun.size + 1;
    const before = etcdStanding(this.#world);
    this.#begun.set(id, {
      number,
      command,
      title,
      permit,
      atMs,
      before,
      waitsFor: [...this.#waits.values()],
    });
    this.#waits = new Map();
  }

  #end({ id, atMs, report }: Extract<ExecutionEvent, { type: 'command.settled' }>): void {
    const begun = this.#begun.get(id);
    if (begun === undefined) return;
    this.#begun.delete(id);
    if (this.#begun.size === 0) this.#workingMs += atMs - this.#workingSinceMs;
    const { number, command, title, permit, before, waitsFor } = begun;
    const after = etcdStanding(this.#world);
    const reason = pointOfNoReturn(command, this.#spec, before, after);
    this.#steps.push({
      number,
      kind: command.kind,
      action: actionOf(command),
      hosts: hostsOfCommand(command),
      title,
      ...(permit === undefined ? {} : { permit }),
      etcd: { before, during: worstDuring(command, before, after), after },
      startsAtMs: begun.atMs - this.#startedMs,
      durationMs: atMs - begun.atMs,
      outcome: report.outcome,
      ...(reason === undefined ? {} : { pointOfNoReturn: reason }),
      waitsFor,
    });
  }
}
