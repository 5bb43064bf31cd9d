import type { Clock, Driver, HostStep, RunOptions, StepOutcome } from '@quorate/core';
import { assertNever, revealText } from '@quorate/core';
import type { Micros, Timer } from '../engine/scheduler.js';
import { MICROS_PER_MS, millis, seconds } from '../engine/scheduler.js';
import { startTask } from '../engine/task.js';
import type { Task } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Process, Program } from '../host/process.js';
import { ORCHESTRATOR } from '../network/network.js';
import type { World } from '../world/world.js';
import type { Participant, Pump } from './pump.js';
import type { ReplyFaults } from './reply-faults.js';

/** TCP connect of an SSH client towards a black hole. */
const CONNECT_TIMEOUT_US = seconds(10);
/** A host that is switched off on the same network: no route after three ARP requests. */
const NO_ROUTE_US = seconds(3);
/** Three keepalives of 10 s without an answer. */
const KEEPALIVE_US = seconds(30);
const FILE_IO_US = millis(2);

/**
 * Runs host steps on the hosts of a simulated world as an SSH driver would on real ones: a cut link is noticed by
 * keepalive and makes the outcome unknown, while the remote process goes on.
 */
export class SimDriver implements Driver, Clock {
  readonly #world: World;
  readonly #pump: Pump;
  readonly #faults: ReplyFaults;
  readonly #participant: Participant;

  constructor(world: World, pump: Pump, faults: ReplyFaults) {
    this.#world = world;
    this.#pump = pump;
    this.#faults = faults;
    this.#participant = pump.attach();
  }

  nowMs(): number {
    return Math.floor(this.#world.scheduler.now() / MICROS_PER_MS);
  }

  wait(ms: number, { signal }: RunOptions): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#world.scheduler.after(millis(ms), () => {
        signal.removeEventListener('abort', done);
        this.#pump.deliver(this.#participant);
        resolve();
      });
      const done = (): void => {
        this.#world.scheduler.cancel(timer);
        this.#pump.deliver(this.#participant);
        resolve();
      };
      if (signal.aborted) done();
      else signal.addEventListener('abort', done, { once: true });
    });
  }

  idle(): void {
    this.#pump.idle(this.#participant);
  }

  /** The orchestrator is gone: the world no longer waits for it. */
  detach(): void {
    this.#pump.detach(this.#participant);
  }

  run(hostName: string, step: HostStep, { signal }: RunOptions): Promise<StepOutcome> {
    return new Promise((resolve) => {
      const exchange = new Exchange(
        this.#world,
        this.#world.host(hostName),
        step,
        this.#faults,
        (outcome) => {
          signal.removeEventListener('abort', abort);
          this.#pump.deliver(this.#participant);
          resolve(outcome);
        },
      );
      const abort = (): void => {
        exchange.abort();
      };
      exchange.begin();
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
  }
}

/** One step on its way to a host and back. Settles once. */
class Exchange {
  readonly #world: World;
  readonly #host: Host;
  readonly #step: HostStep;
  readonly #faults: ReplyFaults;
  readonly #settle: (outcome: StepOutcome) => void;
  readonly #startUs: Micros;
  #done = false;
  /** An answer is on its way; it is not sent twice. */
  #answering = false;
  #answer: StepOutcome | undefined;
  #process: Process | undefined;
  #timer: Timer | undefined;
  #keepalive: Timer | undefined;
  #stopWatching: (() => void) | undefined;

  constructor(
    world: World,
    host: Host,
    step: HostStep,
    faults: ReplyFaults,
    settle: (outcome: StepOutcome) => void,
  ) {
    this.#world = world;
    this.#host = host;
    this.#step = step;
    this.#faults = faults;
    this.#settle = settle;
    this.#startUs = world.scheduler.now();
  }

  begin(): void {
    const { scheduler } = this.#world;
    if (this.#host.power === 'off') {
      this.#timer = scheduler.after(NO_ROUTE_US, () => {
        this.#unreachable('no route to host');
      });
      return;
    }
    if (!this.#connected()) {
      this.#timer = scheduler.after(CONNECT_TIMEOUT_US, () => {
        this.#unreachable('connection timed out');
      });
      return;
    }
    this.#timer = scheduler.after(millis(this.#step.timeoutMs), () => {
      this.#kill();
      this.#finish(this.#lost('timed-out'));
    });
    scheduler.after(this.#latency(), () => {
      if (!this.#done) this.#arrive();
    });
    this.#stopWatching = this.#world.network.onLinkChange(() => {
      this.#watchConnection();
    });
  }

  abort(): void {
    if (this.#done) return;
    this.#kill();
    this.#finish(this.#lost('aborted'));
  }

  #arrive(): void {
    const lostBefore = this.#faults.takeLost(this.#host.name, this.#step, 'before');
    if (lostBefore) {
      this.#lose();
      return;
    }
    const { scheduler } = this.#world;
    switch (this.#step.kind) {
      case 'run':
        this.#runProgram(this.#step);
        return;
      case 'write-file':
      case 'read-file':
      case 'remove-file':
        scheduler.after(FILE_IO_US, () => {
          if (this.#host.power === 'on') this.#reply(this.#fileOutcome());
        });
        return;
      case 'probe-tcp': {
        const { address, port, timeoutMs } = this.#step;
        const task = startTask(scheduler, probe(this.#host, address, port, millis(timeoutMs)));
        task.result.onSettled(() => {
          const reason = task.result.value;
          this.#reply(
            reason === undefined || reason === 'open'
              ? this.#succeeded('')
              : {
                  kind: 'failed',
                  cause: { kind: 'tcp', reason },
                  stdout: '',
                  stderr: '',
                  tookMs: this.#tookMs(),
                },
          );
        });
        return;
      }
      default:
        assertNever(this.#step);
    }
  }

  #runProgram(step: Extract<HostStep, { kind: 'run' }>): void {
    const name = step.argv[0].split('/').pop() ?? '';
    const installed = !this.#host.missingPrograms.has(name);
    const program = (installed ? this.#world.programs[name] : undefined) ?? notFound(name);
    const process = this.#host.spawn(step.argv, program, {
      ...(step.env === undefined ? {} : { env: step.env }),
      ...(step.stdin === undefined ? {} : { stdin: revealText(step.stdin) }),
    });
    this.#process = process;
    process.exited.onSettled(() => {
      const status = process.exited.value;
      const { stdout, stderr } = process;
      if (status === undefined || this.#host.power === 'off') return;
      const tookMs = this.#tookMs();
      if (status.kind === 'signal') {
        this.#reply({
          kind: 'failed',
          cause: { kind: 'signal', signal: status.signal },
          stdout,
          stderr,
          tookMs,
        });
      } else if (status.code === 0) {
        this.#reply({ kind: 'succeeded', stdout, stderr, tookMs });
      } else {
        this.#reply({ kind: 'failed', cause: { kind: 'exit', code: status.code }, stdout, stderr, tookMs });
      }
    });
  }

  #fileOutcome(): StepOutcome {
    const { disk } = this.#host;
    const step = this.#step;
    switch (step.kind) {
      case 'write-file':
        disk.write(step.path, revealText(step.content), { mode: step.mode });
        return this.#succeeded('');
      case 'read-file': {
        const text = disk.text(step.path);
        if (text !== undefined) return this.#succeeded(text);
        const cause = { kind: 'absent', path: step.path } as const;
        return { kind: 'failed', cause, stdout: '', stderr: '', tookMs: this.#tookMs() };
      }
      case 'remove-file':
        disk.remove(step.path);
        return this.#succeeded('');
      case 'run':
      case 'probe-tcp':
        return this.#succeeded('');
    }
  }

  /** Sends the answer back, if the link still stands and no fault takes it. */
  #reply(outcome: StepOutcome): void {
    if (this.#done || this.#answering) return;
    if (this.#faults.takeLost(this.#host.name, this.#step, 'after')) {
      this.#lose();
      return;
    }
    this.#answering = true;
    const delayUs = this.#latency() + this.#faults.delayOf(this.#host.name);
    this.#world.scheduler.after(delayUs, () => {
      this.#answering = false;
      this.#answer = outcome;
      // An answer that meets a cut is sent again when the link is back, unless the keepalive gives up first.
      if (!this.#done && this.#connected()) this.#finish({ ...outcome, tookMs: this.#tookMs() });
    });
  }

  /** The connection is reset at this moment. */
  #lose(): void {
    this.#finish(this.#lost('connection-lost'));
  }

  #watchConnection(): void {
    if (this.#done) return;
    if (this.#connected()) {
      this.#world.scheduler.cancel(this.#keepalive);
      this.#keepalive = undefined;
      if (this.#answer !== undefined) this.#reply(this.#answer);
      return;
    }
    this.#keepalive ??= this.#world.scheduler.after(KEEPALIVE_US, () => {
      this.#lose();
    });
  }

  #unreachable(detail: string): void {
    const cause = { kind: 'unreachable', detail: `${this.#host.name}: ${detail}` } as const;
    this.#finish({ kind: 'failed', cause, stdout: '', stderr: '', tookMs: this.#tookMs() });
  }

  #finish(outcome: StepOutcome): void {
    if (this.#done) return;
    this.#done = true;
    this.#world.scheduler.cancel(this.#timer);
    this.#world.scheduler.cancel(this.#keepalive);
    this.#stopWatching?.();
    this.#settle(outcome);
  }

  #kill(): void {
    if (this.#process?.alive === true && this.#connected()) this.#host.kill(this.#process, 'SIGKILL');
  }

  #lost(cause: 'connection-lost' | 'timed-out' | 'aborted'): StepOutcome {
    const { stdout = '', stderr = '' } = this.#process ?? {};
    return { kind: 'unknown', cause, stdout, stderr, tookMs: this.#tookMs() };
  }

  #succeeded(stdout: string): StepOutcome {
    return { kind: 'succeeded', stdout, stderr: '', tookMs: this.#tookMs() };
  }

  #connected(): boolean {
    return this.#world.network.open(ORCHESTRATOR, this.#host.name);
  }

  #latency(): Micros {
    return this.#world.network.latency(ORCHESTRATOR, this.#host.name);
  }

  #tookMs(): number {
    return Math.round((this.#world.scheduler.now() - this.#startUs) / MICROS_PER_MS);
  }
}

function* probe(
  host: Host,
  address: string,
  port: number,
  timeoutUs: Micros,
): Task<'open' | 'refused' | 'timed-out' | 'no-route'> {
  const connection = yield* host.world.network.connect(host, address, port, timeoutUs);
  if (connection.kind === 'connected') return 'open';
  // A proxy without a living backend still accepts the connection before it closes it.
  return connection.reason === 'eof' ? 'open' : connection.reason;
}

function notFound(name: string): Program {
  return function* (process) {
    process.err(`${name}: command not found`);
    return 127;
  };
}
