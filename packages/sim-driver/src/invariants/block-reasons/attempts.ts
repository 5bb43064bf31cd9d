import type { Command } from '@quorate/core';
import type { Simulation } from '../../simulation/simulation.js';

/** How often each change was begun, over all runs of one simulation: one that is resumed goes on counting. */
class Attempts {
  readonly #begun = new Map<string, number>();

  note(command: Command): void {
    const subject = subjectOf(command);
    if (subject === undefined) return;
    const key = `${command.kind} ${subject}`;
    this.#begun.set(key, (this.#begun.get(key) ?? 0) + 1);
  }

  of(kind: Command['kind'], subject: string): number {
    return this.#begun.get(`${kind} ${subject}`) ?? 0;
  }

  /** The most that there were of one kind at any one subject. */
  mostOf(kind: Command['kind']): number {
    let most = 0;
    for (const [key, times] of this.#begun) if (key.startsWith(`${kind} `)) most = Math.max(most, times);
    return most;
  }
}

/** The host that a change is about, or the member. */
function subjectOf(command: Command): string | undefined {
  switch (command.kind) {
    case 'initialise':
    case 'join-control-plane':
    case 'join-worker':
    case 'finish-join':
    case 'restart-kubelet':
    case 'reset-host':
    case 'prepare-host':
      return command.host;
    case 'delete-node':
      return command.node;
    case 'promote-learner':
    case 'remove-member':
      return command.memberId;
    case 'observe':
    case 'wait':
    case 'prove-endpoint':
    case 'probe-api':
    case 'configure-load-balancer':
    case 'finish-initialise':
    case 'mint-credentials':
    case 'revoke-credentials':
    case 'apply-cni':
      return undefined;
  }
}

const BY_SIMULATION = new WeakMap<Simulation, Attempts>();

export function attemptsOf(simulation: Simulation): Attempts {
  const known = BY_SIMULATION.get(simulation);
  if (known !== undefined) return known;
  const attempts = new Attempts();
  BY_SIMULATION.set(simulation, attempts);
  return attempts;
}
