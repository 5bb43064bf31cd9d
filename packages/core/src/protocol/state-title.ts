import { protocolMachine } from './machine.js';

export interface StateTitle {
  readonly title: string;
  readonly why: string;
}

/** Teaching text of a state, by its path such as `balancing.proving`; of the nearest enclosing state that has one. */
export function titleOf(path: string): StateTitle | undefined {
  for (let names = path.split('.'); names.length > 0; names = names.slice(0, -1)) {
    const meta = protocolMachine.getStateNodeById(['protocol', ...names].join('.')).meta;
    if (meta !== undefined) return meta;
  }
  return undefined;
}
