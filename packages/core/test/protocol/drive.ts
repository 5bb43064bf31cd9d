import type { Command, IssuedCommand, ProtocolState, ProtocolStatus } from '../../src/index.js';
import { activePaths, initialState, statusOf, step } from '../../src/index.js';
import type { ModelCluster } from './model-cluster.js';

export interface Drive {
  readonly state: ProtocolState;
  readonly status: ProtocolStatus;
  readonly commands: readonly Command[];
  readonly issued: readonly IssuedCommand[];
  readonly steps: number;
}

export interface DriveOptions {
  /** Called before each command is executed. */
  readonly before?: (issued: IssuedCommand, model: ModelCluster) => void;
  readonly maxCommands?: number;
}

/** Runs the machine over the model, one command after the other in the order of issue, until it settles. */
export function drive(model: ModelCluster, options: DriveOptions = {}): Drive {
  const { before, maxCommands = 2_000 } = options;
  const first = step(initialState(model.spec), { type: 'run.started', atMs: model.nowMs });
  let { state } = first;
  const queue = [...first.issued];
  const issued: IssuedCommand[] = [...first.issued];
  let steps = 0;
  for (;;) {
    const status = statusOf(state);
    const next = queue.shift();
    if (next === undefined || status.kind === 'ready') {
      return { state, status, commands: issued.map((one) => one.command), issued, steps };
    }
    steps += 1;
    if (steps > maxCommands) throw new Error(`does not settle: ${activePaths(state).join(' ')}`);
    before?.(next, model);
    const report = model.execute(next);
    const taken = step(state, { type: 'command.settled', atMs: model.nowMs, commandId: next.id, report });
    ({ state } = taken);
    queue.push(...taken.issued);
    issued.push(...taken.issued);
  }
}

const LOOKS: ReadonlySet<Command['kind']> = new Set(['observe', 'wait', 'probe-api']);

export function kinds(commands: readonly Command[]): readonly string[] {
  return commands.filter(({ kind }) => !LOOKS.has(kind)).map(({ kind }) => kind);
}
