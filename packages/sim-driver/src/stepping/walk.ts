import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { Fault } from '../faults/fault.js';
import type { Beginning } from '../scenario/begin-simulation.js';
import { parseWhatIf } from '../what-if/parse-what-if.js';
import type { Play, Played, StepEvent } from './play.js';
import { playTo } from './play.js';

export interface WalkStart extends Beginning {
  readonly faults: readonly Fault[];
}

/** One way that the bootstrap can go. */
export interface Branch {
  /** From 1, in the order in which they were begun. */
  readonly number: number;
  readonly play: Play;
  /** Of the branch that it left, and after which step; undefined for the first. */
  readonly from: { readonly number: number; readonly step: number } | undefined;
}

/** Walks through a simulated bootstrap, forth and back, and forks it where something is done to it. */
export class Walk {
  readonly #branches: Branch[];
  #current: Branch;
  #played: Played;
  /** Virtual time before the first step, in milliseconds since the Unix epoch. */
  readonly startMs: number;

  private constructor(branch: Branch, played: Played) {
    this.#branches = [branch];
    this.#current = branch;
    this.#played = played;
    this.startMs = played.simulation.nowMs();
  }

  /** Stands before the first step. */
  static async begin(start: WalkStart): Promise<Walk> {
    const branch: Branch = { number: 1, play: { ...start, interventions: [] }, from: undefined };
    return new Walk(branch, await playTo(branch.play, 0));
  }

  get branch(): Branch {
    return this.#current;
  }

  get branches(): readonly Branch[] {
    return this.#branches;
  }

  /** How many steps were taken. */
  get position(): number {
    return this.#played.steps.length;
  }

  /** The step that was taken last. */
  get event(): StepEvent | undefined {
    return this.#played.steps.at(-1);
  }

  get played(): Played {
    return this.#played;
  }

  get ended(): boolean {
    return this.#played.result !== undefined;
  }

  /** To a step of this branch; before its beginning or after its end is the beginning or the end. The steps that are new. */
  async to(step: number): Promise<readonly StepEvent[]> {
    const before = this.position;
    this.#played = await playTo(this.#current.play, Math.max(0, step));
    return this.#played.steps.slice(before);
  }

  /** Does something here, in a branch of its own: what was done later in this one does not happen there. */
  async fork(text: string): Promise<Result<Branch, readonly string[]>> {
    const { play, number } = this.#current;
    const step = this.position;
    const actions = parseWhatIf(text, play.spec.hosts);
    if (!actions.ok) return actions;
    const strange = actions.value.find(({ kind }) => kind !== 'strike');
    if (strange !== undefined)
      return err([`"${strange.text}": between two steps only faults can be done, such as: off master2`]);
    const earlier = play.interventions.filter(({ afterStep }) => afterStep <= step);
    const here = actions.value.flatMap((action) =>
      action.kind === 'strike' ? [{ afterStep: step, text: action.text, fault: action.fault }] : [],
    );
    const branch: Branch = {
      number: this.#branches.length + 1,
      play: { ...play, interventions: [...earlier, ...here] },
      from: { number, step },
    };
    this.#branches.push(branch);
    this.#current = branch;
    await this.to(step);
    return ok(branch);
  }

  /** To another branch, at the same step, or at its end when it has fewer. */
  async switchTo(number: number): Promise<boolean> {
    const branch = this.#branches[number - 1];
    if (branch === undefined) return false;
    this.#current = branch;
    await this.to(this.position);
    return true;
  }
}
