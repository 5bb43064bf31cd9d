import type { Micros, Timers } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import { Future } from '../../engine/task.js';
import type { EtcdError, EtcdResult } from '../client.js';
import { failed, REQUEST_TIMED_OUT } from '../errors.js';
import type { Command } from '../raft/command.js';

/** etcd: 5 s plus twice the election timeout. Holds for reads and writes of keys, not for membership changes. */
export const SERVER_TIMEOUT_US = seconds(7);

/** What applying a command gave: a revision, a count, or a refusal. */
export type ApplyResult = EtcdResult<number>;

interface Blocked {
  readonly command: Command;
  readonly deadlineUs: Micros;
}

export interface ProposalEnvironment {
  hasLeader(): boolean;
  /** To the leader, which may be this member. */
  forward(command: Command): void;
  /** The answer to a proposal that no leader took for 7 s. */
  readonly contextExpired: EtcdError;
}

/** Commands that this member has proposed and whose callers wait for them to be applied here. */
export class Proposals {
  readonly #scheduler: Timers;
  readonly #environment: ProposalEnvironment;
  readonly #waiting = new Map<Command, Future<ApplyResult>>();
  #blocked: Blocked[] = [];

  constructor(scheduler: Timers, environment: ProposalEnvironment) {
    this.#scheduler = scheduler;
    this.#environment = environment;
  }

  /**
   * While there is no leader the command waits here and nothing is proposed. Once handed to a leader it is never sent
   * again: with a leader that dies it is lost, and its caller learns nothing before a time is up.
   */
  submit(command: Command, deadlineUs: Micros, limit: 'server-timeout' | 'none'): Future<ApplyResult> {
    const future = new Future<ApplyResult>();
    this.#waiting.set(command, future);
    const timeoutUs = this.#scheduler.now() + SERVER_TIMEOUT_US;
    const limited = limit === 'server-timeout' && timeoutUs < deadlineUs;
    if (this.#environment.hasLeader()) this.#environment.forward(command);
    else this.#blocked.push({ command, deadlineUs: limited ? timeoutUs : deadlineUs });
    if (limited && !future.settled) {
      const timer = this.#scheduler.at(timeoutUs, () => {
        const blocked = this.#blocked.some((one) => one.command === command);
        this.settle(command, failed(blocked ? this.#environment.contextExpired : REQUEST_TIMED_OUT));
      });
      future.onSettled(() => {
        this.#scheduler.cancel(timer);
      });
    }
    return future;
  }

  /** A leader is known: hands over what waited for one and is still wanted. */
  flush(): void {
    const blocked = this.#blocked;
    this.#blocked = [];
    const nowUs = this.#scheduler.now();
    for (const { command, deadlineUs } of blocked) {
      if (deadlineUs > nowUs) this.#environment.forward(command);
      else this.#waiting.delete(command);
    }
  }

  settle(command: Command, result: ApplyResult): void {
    const future = this.#waiting.get(command);
    if (future === undefined) return;
    this.#waiting.delete(command);
    future.settle(result);
  }
}
