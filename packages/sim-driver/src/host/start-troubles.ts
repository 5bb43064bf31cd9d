import type { Micros } from '../engine/scheduler.js';
import { millis } from '../engine/scheduler.js';
import type { Task } from '../engine/task.js';
import { sleep } from '../engine/task.js';
import type { Process, Program } from './process.js';

/** What befalls every start of a program on a host. */
export interface StartTrouble {
  readonly program: string;
  readonly delayUs?: Micros;
  /** It ends with code 1 and this on stderr, before it has done anything. */
  readonly dies?: string;
}

/** Long enough to be seen running. */
const LIFE_US = millis(200);

/** Programs of one host that start slowly, or not at all, for as long as somebody holds them so. */
export class StartTroubles {
  readonly #troubles = new Set<StartTrouble>();

  add(trouble: StartTrouble): () => void {
    // Equal ones are told apart.
    const own = { ...trouble };
    this.#troubles.add(own);
    return () => {
      this.#troubles.delete(own);
    };
  }

  /** The task of a process that starts now. */
  start(process: Process, program: Program): Task<number> {
    if (this.#troubles.size === 0) return program(process);
    const own = [...this.#troubles].filter((trouble) => trouble.program === process.name);
    return own.length === 0 ? program(process) : troubled(process, program, own);
  }
}

function* troubled(process: Process, program: Program, troubles: readonly StartTrouble[]): Task<number> {
  yield* sleep(troubles.reduce((sumUs, { delayUs = 0 }) => sumUs + delayUs, 0));
  const dies = troubles.find((trouble) => trouble.dies !== undefined)?.dies;
  if (dies === undefined) return yield* program(process);
  yield* sleep(LIFE_US);
  process.err(dies);
  return 1;
}
