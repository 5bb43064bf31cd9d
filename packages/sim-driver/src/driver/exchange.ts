import type { HostStep, StepOutcome } from '@quorate/core';
import { assertNever, revealText } from '@quorate/core';
import type { Awaiting } from '../engine/future.js';
import type { Due, Micros, Timer } from '../engine/scheduler.js';
import { MICROS_PER_MS, millis, seconds } from '../engine/scheduler.js';
import { startTask } from '../engine/task.js';
import type { Task } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Process, Program } from '../host/process.js';
import type { LinkWatcher } from '../network/network.js';
import { ORCHESTRATOR } from '../network/network.js';
import type { World } from '../world/world.js';
import type { ReplyFaults, StepTrouble } from './reply-faults.js';
import type { Abortable } from './under-signal.js';

/** TCP connect of an SSH client towards a black hole. */
const CONNECT_TIMEOUT_US = seconds(10);
/** A host that is switched off on the same network: no route after three ARP requests. */
const NO_ROUTE_US = seconds(3);
/** Three keepalives of 10 s without an answer. */
const KEEPALIVE_US = seconds(30);
const FILE_IO_US = millis(2);
/** A server that opens no further session is asked again after this long, until the patience of a connect is over. */
const SESSION_PAUSE_US = millis(100);

/** One step on its way to a host and back. Settles once. */
export class Exchange implements Abortable, LinkWatcher, Due, Awaiting {
  readonly #world: World;
  readonly #host: Host;
  readonly #step: HostStep;
  readonly #faults: ReplyFaults;
  readonly #settle: (outcome: StepOutcome) => void;
  readonly #startUs: Micros;
  #done = false;
  /** An answer is on its way; it is not sent twice. */
  #answering = false;
  /** What the host has answered; on its way, or held up by a link. */
  #answer: StepOutcome | undefined;
  #process: Process | undefined;
  #timer: Timer | undefined;
  #keepalive: Timer | undefined;
  /** sshd has let it in. */
  #inSession = false;

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
    if (!this.#world.network.admits(ORCHESTRATOR, this.#host.name)) {
      this.#timer = scheduler.after(CONNECT_TIMEOUT_US, () => {
        this.#unreachable('connection timed out');
      });
      return;
    }
    const refusal = this.#faults.refusalOf(this.#host.name);
    if (refusal === undefined) {
      this.#openSession();
      return;
    }
    this.#timer = scheduler.after(2 * this.#latency(), () => {
      this.#unreachable(refusal);
    });
  }

  /** sshd takes so many sessions at once; until there is room the time of the step does not run. */
  #openSession(): void {
    const { scheduler } = this.#world;
    if (this.#faults.openSession(this.#host.name)) {
      this.#inSession = true;
      this.#send();
      return;
    }
    if (scheduler.now() - this.#startUs >= CONNECT_TIMEOUT_US) {
      this.#unreachable('the server opens no further session; see MaxSessions in its sshd_config');
      return;
    }
    this.#timer = scheduler.after(SESSION_PAUSE_US, () => {
      this.#openSession();
    });
  }

  #send(): void {
    const { scheduler } = this.#world;
    this.#timer = scheduler.after(millis(this.#step.timeoutMs), () => {
      this.#kill();
      this.#finish(this.#lost('timed-out'));
    });
    this.#host.timers.after(this.#latency(), this);
    this.#world.network.watchLinks(this);
  }

  /** Nobody waits for the answer any more: a step that has not arrived never will, a program that runs goes on. */
  sever(): void {
    if (!this.#done) this.#close();
  }

  abort(): void {
    if (this.#done) return;
    this.#kill();
    this.#finish(this.#lost('aborted'));
  }

  /** It is at the host, or its answer is here. */
  due(): void {
    if (this.#answering) this.#answerArrives();
    else if (!this.#done && this.#host.power === 'on') this.#arrive();
  }

  #arrive(): void {
    if (this.#takes('lost', 'before')) {
      this.#lose();
      return;
    }
    if (this.#takes('hung', 'before')) return;
    const { scheduler } = this.#world;
    const cut = this.#takes('cut');
    if (cut?.kind === 'cut')
      scheduler.after(cut.afterUs, () => {
        this.#lose();
      });
    switch (this.#step.kind) {
      case 'run':
        this.#runProgram(this.#step);
        return;
      case 'write-file':
      case 'read-file':
      case 'remove-file':
        this.#host.timers.after(FILE_IO_US, () => {
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
    const [path] = step.argv;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const installed = !this.#host.missingPrograms.has(name);
    const program = (installed ? this.#world.programs[name] : undefined) ?? notFound(name);
    const process = this.#host.spawn(step.argv, program, {
      env: step.env,
      stdin: step.stdin === undefined ? undefined : revealText(step.stdin),
    });
    this.#process = process;
    process.exited.onSettled(this);
  }

  /** Its program has ended. */
  futureSettled(): void {
    const status = this.#process?.exited.value;
    if (this.#process === undefined || status === undefined || this.#host.power === 'off') return;
    const { stdout, stderr } = this.#process;
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
  }

  #fileOutcome(): StepOutcome {
    const { disk } = this.#host;
    const step = this.#step;
    switch (step.kind) {
      case 'write-file':
        if (!disk.condition.hasRoomFor(step.path)) return this.#noSpaceLeft(step.path);
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

  #noSpaceLeft(path: string): StepOutcome {
    const cause = { kind: 'io', detail: `${path}: No space left on device` } as const;
    return { kind: 'failed', cause, stdout: '', stderr: '', tookMs: this.#tookMs() };
  }

  /** Sends the answer back, if the link still stands and no fault takes it. */
  #reply(outcome: StepOutcome): void {
    if (this.#done || this.#answering) return;
    if (this.#takes('lost', 'after')) {
      this.#lose();
      return;
    }
    this.#answering = true;
    // What an abort or the time-out of the step ends is the wait.
    if (this.#takes('hung', 'after')) return;
    this.#answer = outcome;
    this.#world.scheduler.after(this.#latency() + this.#faults.delayOf(this.#host.name), this);
  }

  #answerArrives(): void {
    this.#answering = false;
    // An answer that meets a cut is sent again when the link is back, unless the keepalive gives up first.
    if (this.#answer !== undefined && !this.#done && this.#connected())
      this.#finish(withTime(this.#answer, this.#tookMs()));
  }

  /** The connection is reset at this moment. */
  #lose(): void {
    this.#finish(this.#lost('connection-lost'));
  }

  linksChanged(): void {
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
    this.#close();
    this.#settle(outcome);
  }

  #close(): void {
    this.#done = true;
    this.#world.scheduler.cancel(this.#timer);
    this.#world.scheduler.cancel(this.#keepalive);
    if (!this.#inSession) return;
    this.#world.network.unwatchLinks(this);
    this.#faults.closeSession(this.#host.name);
  }

  #takes(kind: StepTrouble['kind'], moment?: 'before' | 'after'): StepTrouble | undefined {
    const trouble = this.#faults.take(this.#host.name, this.#step, kind, moment);
    if (trouble !== undefined)
      this.#world.record('driver.trouble', this.#host.name, {
        kind,
        ...(moment === undefined ? {} : { moment }),
      });
    return trouble;
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

/** The way back takes less than a millisecond, as a rule. */
function withTime(outcome: StepOutcome, tookMs: number): StepOutcome {
  return outcome.tookMs === tookMs ? outcome : { ...outcome, tookMs };
}

function* probe(
  host: Host,
  address: string,
  port: number,
  timeoutUs: Micros,
): Task<'open' | 'refused' | 'timed-out' | 'no-route'> {
  const connection = yield* host.world.network.establish(host, address, port, timeoutUs);
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
