import type { Command } from '../commands/command.js';
import { mutates } from '../commands/describe.js';
import type { CommandFailure } from '../commands/report.js';
import type { ExecutionEvent } from '../executor/execution-event.js';
import { Cancellation, pause } from '../executor/cancellation.js';
import type { Clock } from '../executor/driver.js';
import type { Hands } from '../executor/run-plan.js';
import type { Secret } from '../foundation/secret.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { collectEvidence } from './collect-evidence.js';
import type { Diagnosis } from './diagnose.js';
import { diagnose } from './diagnose.js';
import type { Evidence } from './evidence.js';
import { diagnosisOfFailedLook } from './failed-look.js';

export interface FailureWatchOptions {
  readonly spec: ClusterSpec;
  /** Driver and clock for one look, beside the run that goes on; closed when the look is over. */
  readonly beside: () => Hands & { readonly close: () => void };
  readonly secrets?: readonly Secret[];
  /** Called for each failure, in order, as soon as its evidence is there. What it throws is lost. */
  readonly onDiagnosis?: (diagnosed: DiagnosedFailure) => void;
  /** Failures of one run that are looked into. Default 8: who fails more often fails for the same reason. */
  readonly most?: number;
}

export interface DiagnosedFailure {
  /** From 1, in the order of the failures. */
  readonly number: number;
  /** The command that failed; absent: the run is blocked by what it has seen. */
  readonly command?: Command;
  readonly failure?: CommandFailure;
  readonly diagnosis: Diagnosis;
}

type Trouble = Omit<DiagnosedFailure, 'diagnosis'>;

/** Far longer than any: a look ends by itself. */
const LONGEST_LOOK_MS = 3_600_000;

/**
 * Looks at the hosts whenever a change has failed or the run is blocked: at once, before what was left behind is cleaned up.
 * Give it every event of a run, and wait for {@link settled} at the end.
 */
export class FailureWatch {
  readonly #options: FailureWatchOptions;
  readonly #looks: Promise<DiagnosedFailure>[] = [];
  #failedSinceBlock = false;
  /** Looks that are not over. */
  #open = 0;
  /** Of whoever waits for the last of them. */
  #lastIsOver = new Cancellation();

  constructor(options: FailureWatchOptions) {
    this.#options = options;
  }

  onEvent(event: ExecutionEvent): void {
    if (event.type === 'command.settled') {
      if (event.report.failure === undefined || !mutates(event.command)) return;
      this.#failedSinceBlock = true;
      this.#look(event.command, event.report.failure, event.atMs);
    } else if (event.type === 'run.blocked') {
      if (!this.#failedSinceBlock) this.#look(undefined, undefined, event.atMs);
      this.#failedSinceBlock = false;
    }
  }

  /** The diagnoses of all failures so far, in order. Never rejects. `clock`: of whoever waits; time that is virtual passes on it. */
  async settled(clock: Clock): Promise<readonly DiagnosedFailure[]> {
    while (this.#open > 0) {
      this.#lastIsOver = new Cancellation();
      await pause(clock, LONGEST_LOOK_MS, this.#lastIsOver);
    }
    return Promise.all(this.#looks);
  }

  #look(command: Command | undefined, failure: CommandFailure | undefined, atMs: number): void {
    const { most = 8 } = this.#options;
    if (this.#looks.length >= most) return;
    const before = this.#looks.at(-1);
    const trouble: Trouble = {
      number: this.#looks.length + 1,
      ...(command === undefined ? {} : { command }),
      ...(failure === undefined ? {} : { failure }),
    };
    this.#looks.push(this.#diagnosed(trouble, atMs, before));
  }

  async #diagnosed(
    trouble: Trouble,
    atMs: number,
    before: Promise<DiagnosedFailure> | undefined,
  ): Promise<DiagnosedFailure> {
    const diagnosed: DiagnosedFailure = { ...trouble, diagnosis: await this.#diagnosis(trouble, atMs) };
    await before;
    try {
      this.#options.onDiagnosis?.(diagnosed);
    } catch {
      // Who listens has its own defects; they end neither the run nor the looks that follow.
    }
    return diagnosed;
  }

  async #diagnosis({ command, failure }: Trouble, atMs: number): Promise<Diagnosis> {
    try {
      const evidence = await this.#evidence(command);
      return diagnose(evidence, failure === undefined ? undefined : { failure });
    } catch (thrown) {
      const { spec, secrets } = this.#options;
      return diagnosisOfFailedLook({ spec, atMs, secrets, thrown });
    }
  }

  async #evidence(command: Command | undefined): Promise<Evidence> {
    const { spec, beside, secrets } = this.#options;
    const { close, ...hands } = beside();
    this.#open += 1;
    try {
      return await collectEvidence({
        spec,
        ...hands,
        ...(command === undefined ? {} : { command }),
        ...(secrets === undefined ? {} : { secrets }),
      });
    } finally {
      this.#open -= 1;
      // Before the look leaves: a virtual clock with nobody at work would run on.
      if (this.#open === 0) this.#lastIsOver.cancel();
      close();
    }
  }
}
