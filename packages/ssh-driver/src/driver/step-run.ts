import type { CancelSignal, HostStep, Result, StepFailureCause, StepOutcome } from '@quorate/core';
import { assertNever } from '@quorate/core';
import type { Connection, OpenRefusal } from '../connection/connection.js';
import { serverName } from '../connection/same-server.js';
import type { RemoteJob } from '../remote/remote-job.js';
import { remoteJob } from '../remote/remote-job.js';
import type { HostSessionOptions } from './host-session.js';
import { Interruption } from './interruption.js';
import { OutputCapture } from './output-capture.js';
import { pause } from './pause.js';
import { failureOf } from './read-ending.js';
import type { RemoteEnding, RemoteProcess } from './remote-process.js';
import { rootRefusal } from './root-refusal.js';
import { startJob } from './start-job.js';

export interface StepRunOptions extends HostSessionOptions {
  readonly onSudoRefusal: (detail: string) => void;
}

interface Started {
  readonly kind: 'started';
  readonly connection: Connection;
  readonly process: RemoteProcess;
}

type NotStarted = { readonly kind: 'not-started'; readonly outcome: StepOutcome };

/** Between two attempts to open a session on a server that takes no more of them, or that ends each connection. */
const REFUSED_PAUSE_MS = 100;
/** A longer line is shown up to here; a longer complaint, from here to its end. */
const MAX_SHOWN = 16 * 1024;
const MAX_COMPLAINT = 2_000;

/** One step on one host, from the first look for a connection to its outcome. */
export class StepRun {
  readonly #options: StepRunOptions;
  readonly #step: HostStep;
  readonly #job: RemoteJob;
  readonly #interruption: Interruption;
  readonly #output: { readonly stdout: OutputCapture; readonly stderr: OutputCapture };
  readonly #startedAt = performance.now();

  constructor(options: StepRunOptions, step: HostStep, signal: CancelSignal) {
    this.#options = options;
    this.#step = step;
    this.#job = remoteJob(step);
    this.#interruption = new Interruption(this.#job.timeoutMs, signal, options.aborts);
    this.#output = { stdout: this.#capture('stdout'), stderr: this.#capture('stderr') };
  }

  async outcome(): Promise<StepOutcome> {
    try {
      if (this.#interruption.cause !== undefined) return this.#unknown('aborted');
      const started = await this.#start();
      return started.kind === 'started' ? await this.#follow(started) : started.outcome;
    } finally {
      this.#interruption.dispose();
    }
  }

  /** Tries again as long as it is certain that nothing has run. */
  async #start(): Promise<Started | NotStarted> {
    const giveUpAt = performance.now() + this.#options.patienceMs;
    for (;;) {
      const connected = await this.#connect();
      if (connected.kind === 'not-started') return connected;
      const attempt = await this.#tryOn(connected.connection);
      if (!('refusal' in attempt)) return attempt;
      const final = this.#finalRefusal(attempt.refusal, performance.now() >= giveUpAt);
      if (final !== undefined) return { kind: 'not-started', outcome: final };
      await this.#interruption.first(pause(REFUSED_PAUSE_MS));
      if (this.#interruption.cause !== undefined) return this.#interruptedBefore();
    }
  }

  async #connect(): Promise<{ readonly kind: 'connected'; readonly connection: Connection } | NotStarted> {
    const { connections, target, host } = this.#options;
    this.#interruption.startTime();
    const connected = await this.#interruption.first(connections.get(target, host));
    this.#interruption.stopTime();
    if (connected === undefined) return this.#interruptedBefore();
    if (connected.ok) return { kind: 'connected', connection: connected.value };
    return { kind: 'not-started', outcome: this.#unreachable(connected.error.detail) };
  }

  async #tryOn(connection: Connection): Promise<Started | NotStarted | { readonly refusal: OpenRefusal }> {
    const slot = connection.slots.take();
    // Its time does not run while it waits for others: they are not its fault.
    const release = await this.#interruption.first(slot);
    if (release === undefined) {
      void slot.then((giveBack) => giveBack());
      return this.#interruptedBefore();
    }
    this.#interruption.startTime();
    const sentAt = performance.now();
    const starting = startJob(connection, this.#options.target.sudo, this.#job, this.#output);
    const started = await this.#interruption.first(starting);
    if (started === undefined) {
      void this.#endLate(connection, starting, release);
      return { kind: 'not-started', outcome: this.#unknown(this.#interruption.cause ?? 'aborted') };
    }
    if (started.ok) {
      void started.value.introduced.then((group) => {
        if (group !== undefined) connection.slots.began(performance.now() - sentAt);
      });
      void started.value.ended.then(release);
      return { kind: 'started', connection, process: started.value };
    }
    this.#interruption.stopTime();
    release();
    return { refusal: started.error };
  }

  /** The command was on its way when the step was interrupted: should it start after all, it is ended. */
  async #endLate(
    connection: Connection,
    starting: Promise<Result<RemoteProcess, OpenRefusal>>,
    release: () => void,
  ): Promise<void> {
    const started = await starting;
    if (started.ok) {
      await this.#endRemotely(connection, started.value);
      await started.value.ended;
    }
    release();
  }

  #endRemotely(connection: Connection, process: RemoteProcess): Promise<void> {
    const { enders, target } = this.#options;
    return enders.for(connection).end(process, target.sudo);
  }

  async #follow({ connection, process }: Started): Promise<StepOutcome> {
    const ending = await this.#interruption.first(process.ended);
    if (ending === undefined) {
      await this.#endRemotely(connection, process);
      return this.#unknown(this.#interruption.cause ?? 'aborted');
    }
    if (ending.kind === 'lost') return this.#unknown('connection-lost');
    return process.isRoot ? this.#ended(ending, process) : this.#notRoot(ending, process);
  }

  #ended(ending: Exclude<RemoteEnding, { kind: 'lost' }>, process: RemoteProcess): StepOutcome {
    const { stdout, stderr } = this.#output;
    const complaint = this.#complaint(process.prelude(), stderr.text());
    const cause = failureOf(this.#step, {
      ending,
      began: process.began,
      complaint,
      cutBytes: stdout.cutBytes,
    });
    if (cause === undefined) return { kind: 'succeeded', ...this.#seen() };
    return this.#failed(cause);
  }

  #notRoot(ending: Exclude<RemoteEnding, { kind: 'lost' }>, process: RemoteProcess): StepOutcome {
    const { target, onSudoRefusal } = this.#options;
    const { sudoRefusedPassword } = process;
    const said = this.#complaint(process.prelude());
    const detail = rootRefusal({ target, ending, said, sudoRefusedPassword });
    if (sudoRefusedPassword) onSudoRefusal(detail);
    return this.#unreachable(detail);
  }

  /** Undefined: it is worth another attempt. */
  #finalRefusal(refusal: OpenRefusal, patienceIsOver: boolean): StepOutcome | undefined {
    const where = serverName(this.#options.target);
    switch (refusal.kind) {
      case 'full':
        return patienceIsOver
          ? this.#unreachable(
              `${where}: the server opens no further session; see MaxSessions in its sshd_config`,
            )
          : undefined;
      case 'gone':
        return patienceIsOver
          ? this.#unreachable(
              `${where}: the connection ends before a command is sent${lastTrouble(refusal.why)}`,
            )
          : undefined;
      case 'in-doubt':
        return this.#unknown('connection-lost');
      case 'refused':
        return this.#unreachable(`${where}: the command cannot be started: ${refusal.detail}`);
      default:
        return assertNever(refusal);
    }
  }

  #interruptedBefore(): NotStarted {
    const timedOut = this.#interruption.cause === 'timed-out';
    const outcome = timedOut ? this.#unreachable(this.#notConnected()) : this.#unknown('aborted');
    return { kind: 'not-started', outcome };
  }

  #notConnected(): string {
    const { target, connections } = this.#options;
    const server = serverName(target);
    const trouble = connections.troubleWith(target)?.replace(`${server}: `, '');
    return `${server}: not connected within the time-out of the step${lastTrouble(trouble)}`;
  }

  #unreachable(detail: string): StepOutcome {
    return this.#failed({ kind: 'unreachable', detail: this.#options.mask.mask(detail) });
  }

  #failed(cause: StepFailureCause): StepOutcome {
    return { kind: 'failed', cause, ...this.#seen() };
  }

  #unknown(cause: 'connection-lost' | 'timed-out' | 'aborted'): StepOutcome {
    return { kind: 'unknown', cause, ...this.#seen() };
  }

  #seen() {
    const { stdout, stderr } = this.#output;
    const tookMs = Math.round(performance.now() - this.#startedAt);
    return { stdout: stdout.text(), stderr: stderr.text(), tookMs };
  }

  #complaint(...said: readonly string[]): string {
    const text = said.join('\n').trim().slice(-MAX_COMPLAINT);
    return this.#options.mask.mask(text);
  }

  /** What programs print is shown as it comes, unless it may be secret. Contents of files are not output. */
  #capture(stream: 'stdout' | 'stderr'): OutputCapture {
    const step = this.#step;
    if (step.kind !== 'run' || step.sensitive === true) return new OutputCapture();
    const { host, mask, onEvent } = this.#options;
    return new OutputCapture((line) => {
      onEvent({ type: 'output-line', host, stream, line: mask.mask(line).slice(0, MAX_SHOWN) });
    });
  }
}

function lastTrouble(trouble: string | undefined): string {
  return trouble === undefined ? '' : `; last: ${trouble}`;
}
