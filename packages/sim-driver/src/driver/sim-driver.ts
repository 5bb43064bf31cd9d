import type { CancelSignal, Clock, Driver, HostStep, RunOptions, StepOutcome } from '@quorate/core';
import { MICROS_PER_MS, millis } from '../engine/scheduler.js';
import type { World } from '../world/world.js';
import { Exchange } from './exchange.js';
import type { Participant, Pump } from './pump.js';
import type { ReplyFaults } from './reply-faults.js';
import type { Abortable } from './under-signal.js';
import { UnderSignal } from './under-signal.js';

/**
 * Runs host steps on the hosts of a simulated world as an SSH driver would on real ones: a cut link is noticed by
 * keepalive and makes the outcome unknown, while the remote process goes on.
 */
export class SimDriver implements Driver, Clock {
  readonly #world: World;
  readonly #pump: Pump;
  readonly #faults: ReplyFaults;
  readonly #participant: Participant;
  readonly #exchanges = new Set<Exchange>();
  readonly #underSignals = new WeakMap<CancelSignal, UnderSignal>();
  #dead = false;

  constructor(world: World, pump: Pump, faults: ReplyFaults) {
    this.#world = world;
    this.#pump = pump;
    this.#faults = faults;
    this.#participant = pump.attach();
  }

  nowMs(): number {
    return Math.floor(this.#world.scheduler.now() / MICROS_PER_MS);
  }

  /** Nobody sets the time of the world. */
  elapsedMs(): number {
    return this.nowMs();
  }

  wait(ms: number, { signal }: RunOptions): Promise<void> {
    return new Promise((resolve) => {
      const over = (): void => {
        this.#end(pause, signal);
        this.#pump.deliver(this.#participant);
        resolve();
      };
      const timer = this.#world.scheduler.after(millis(ms), () => {
        if (!this.#dead) over();
      });
      const pause: Abortable = {
        abort: () => {
          this.#world.scheduler.cancel(timer);
          over();
        },
      };
      this.#begin(pause, signal);
    });
  }

  idle(): void {
    this.#pump.idle(this.#participant);
  }

  /** The orchestrator is gone: the world no longer waits for it. */
  detach(): void {
    this.#pump.detach(this.#participant);
  }

  /** The orchestrator is killed: it learns nothing more, and what has not reached a host yet never will. Programs go on. */
  die(): void {
    this.#dead = true;
    for (const exchange of this.#exchanges) exchange.sever();
    this.#exchanges.clear();
    this.detach();
  }

  run(hostName: string, step: HostStep, { signal }: RunOptions): Promise<StepOutcome> {
    return new Promise((resolve) => {
      const host = this.#world.host(hostName);
      const exchange = new Exchange(this.#world, host, step, this.#faults, (outcome) => {
        this.#exchanges.delete(exchange);
        this.#end(exchange, signal);
        this.#pump.deliver(this.#participant);
        resolve(outcome);
      });
      this.#exchanges.add(exchange);
      exchange.begin();
      this.#begin(exchange, signal);
    });
  }

  #begin(one: Abortable, signal: CancelSignal): void {
    if (signal.aborted) {
      one.abort();
      return;
    }
    let under = this.#underSignals.get(signal);
    if (under === undefined) this.#underSignals.set(signal, (under = new UnderSignal(signal)));
    under.begin(one);
  }

  #end(one: Abortable, signal: CancelSignal): void {
    this.#underSignals.get(signal)?.end(one);
  }
}
