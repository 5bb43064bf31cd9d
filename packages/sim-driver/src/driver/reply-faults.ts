import type { HostStep } from '@quorate/core';
import type { Micros } from '../engine/scheduler.js';

/** An answer that shall not arrive. */
export interface LostReply {
  readonly host: string;
  /** Program name of a run step, for example `kubeadm`; absent: any step. */
  readonly program?: string;
  /** Words that argv must hold, for example `join`. */
  readonly containing?: string;
  /** `before`: the step never ran. `after`: it ran and ended, the answer was lost. */
  readonly moment: 'before' | 'after';
}

/** What goes wrong between the orchestrator and the hosts, beyond links that are cut. */
export class ReplyFaults {
  readonly #lost: LostReply[] = [];
  readonly #delays = new Map<string, Micros>();

  /** Takes effect once, on the next step that fits. */
  loseNext(lost: LostReply): void {
    this.#lost.push(lost);
  }

  setDelay(host: string, us: Micros): void {
    this.#delays.set(host, us);
  }

  delayOf(host: string): Micros {
    return this.#delays.get(host) ?? 0;
  }

  takeLost(host: string, step: HostStep, moment: 'before' | 'after'): boolean {
    if (this.#lost.length === 0) return false;
    const index = this.#lost.findIndex(
      (lost) => lost.moment === moment && lost.host === host && fits(lost, step),
    );
    if (index < 0) return false;
    this.#lost.splice(index, 1);
    return true;
  }
}

function fits(lost: LostReply, step: HostStep): boolean {
  if (lost.program === undefined) return true;
  if (step.kind !== 'run' || step.argv[0] !== lost.program) return false;
  return lost.containing === undefined || step.argv.includes(lost.containing);
}
