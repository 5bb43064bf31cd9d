import type { Phase } from '../run.js';
import type { JoinContext } from './join-context.js';
import type { NodeSetup } from './node-setup.js';

/** A phase that works on the local files alone, as a phase of join. */
export function onSetup(phase: Phase<NodeSetup>): Phase<JoinContext> {
  const { name, phases } = phase;
  return {
    name,
    ...(phases === undefined ? {} : { phases: phases.map(onSetup) }),
    *run(context) {
      if (phase.run === undefined) return undefined;
      const setup = yield* context.setup();
      return setup.ok ? yield* phase.run(setup.value) : setup.failure;
    },
  };
}
