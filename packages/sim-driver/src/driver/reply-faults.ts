import type { HostStep } from '@quorate/core';
import type { Micros } from '../engine/scheduler.js';

/** The steps that a fault is about. */
export interface StepFilter {
  readonly host: string;
  /** Program name of a run step, for example `kubeadm`; absent: any step. */
  readonly program?: string;
  /** Words that argv must hold, for example `join`. */
  readonly containing?: string;
}

/** What befalls a step, once. */
export type StepTrouble =
  /** The connection is reset when the step arrives (it never runs), or when it has ended (its answer is lost). */
  | { readonly kind: 'lost'; readonly moment: 'before' | 'after' }
  /** The connection is reset so long after the step began; the program goes on. */
  | { readonly kind: 'cut'; readonly afterUs: Micros }
  /** Nothing comes back until the time-out of the step, and nothing is ended: the program never began, or it has ended. */
  | { readonly kind: 'hung'; readonly moment: 'before' | 'after' };

interface Pending {
  readonly filter: StepFilter;
  readonly trouble: StepTrouble;
}

/** What goes wrong between the orchestrator and the hosts, beyond links that are cut. */
export class ReplyFaults {
  readonly #pending: Pending[] = [];
  readonly #delays = new Map<string, Set<{ readonly us: Micros }>>();
  readonly #refusals = new Map<string, Set<{ readonly reason: string }>>();
  readonly #sessions = new Map<string, number>();
  readonly #sessionLimits = new Map<string, Set<{ readonly most: number }>>();

  /** Takes effect once, on the next step that fits. */
  troubleNext(filter: StepFilter, trouble: StepTrouble): void {
    this.#pending.push({ filter, trouble });
  }

  /** Every answer of a host takes so much longer; the answer ends it. */
  delay(host: string, us: Micros): () => void {
    return hold(this.#delays, host, { us });
  }

  delayOf(host: string): Micros {
    if (this.#delays.size === 0) return 0;
    let us = 0;
    for (const delay of this.#delays.get(host) ?? []) us += delay.us;
    return us;
  }

  /** New steps of a host are refused, in these words of an SSH client; those under way go on. The answer ends it. */
  refuse(host: string, reason: string): () => void {
    return hold(this.#refusals, host, { reason });
  }

  refusalOf(host: string): string | undefined {
    if (this.#refusals.size === 0) return undefined;
    const [first] = this.#refusals.get(host) ?? [];
    return first?.reason;
  }

  /** At most so many steps at once on a host; the answer ends it. */
  limitSessions(host: string, most: number): () => void {
    return hold(this.#sessionLimits, host, { most });
  }

  #mostSessions(host: string): number {
    if (this.#sessionLimits.size === 0) return Number.POSITIVE_INFINITY;
    let most = Number.POSITIVE_INFINITY;
    for (const limit of this.#sessionLimits.get(host) ?? []) most = Math.min(most, limit.most);
    return most;
  }

  /** Steps of a host are refused, held up or limited in number, for as long as somebody holds it so. */
  isTroubled(host: string): boolean {
    return [this.#refusals, this.#delays, this.#sessionLimits].some(
      (held) => (held.get(host)?.size ?? 0) > 0,
    );
  }

  /** False: the host has as many steps under way as it takes. */
  openSession(host: string): boolean {
    const open = this.#sessions.get(host) ?? 0;
    if (open >= this.#mostSessions(host)) return false;
    this.#sessions.set(host, open + 1);
    return true;
  }

  /** A step is over. */
  closeSession(host: string): void {
    this.#sessions.set(host, (this.#sessions.get(host) ?? 1) - 1);
  }

  /** The trouble of that kind and moment that is due for a step; it is over then. */
  take(
    host: string,
    step: HostStep,
    kind: StepTrouble['kind'],
    moment?: 'before' | 'after',
  ): StepTrouble | undefined {
    if (this.#pending.length === 0) return undefined;
    const index = this.#pending.findIndex(
      ({ filter, trouble }) =>
        trouble.kind === kind &&
        ('moment' in trouble ? trouble.moment : undefined) === moment &&
        fits(filter, host, step),
    );
    return index < 0 ? undefined : this.#pending.splice(index, 1)[0]?.trouble;
  }
}

function hold<T>(held: Map<string, Set<T>>, host: string, value: T): () => void {
  const values = held.get(host) ?? new Set();
  held.set(host, values.add(value));
  return () => {
    values.delete(value);
  };
}

function fits(filter: StepFilter, host: string, step: HostStep): boolean {
  if (filter.host !== host) return false;
  if (filter.program === undefined) return true;
  if (step.kind !== 'run' || step.argv[0] !== filter.program) return false;
  return filter.containing === undefined || step.argv.includes(filter.containing);
}
