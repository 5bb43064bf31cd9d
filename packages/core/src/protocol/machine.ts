import { initialContext } from './context.js';
import { protocolSetup } from './setup.js';
import { balancing } from './states/balancing.js';
import { blocked } from './states/blocked.js';
import { established } from './states/established.js';
import { initialising } from './states/initialising.js';
import { deciding, observing } from './states/observing.js';
import { preparing } from './states/preparing.js';
import { apply } from './states/steps.js';
import { verifying } from './states/verifying.js';

/**
 * The whole protocol. Pure: stepped with `transition()`, effects leave through the `dispatch` action, time arrives in
 * events. The states are the phases that a teacher would draw; hosts are records in the context.
 */
export const protocolMachine = protocolSetup.createMachine({
  id: 'protocol',
  context: ({ input }) => initialContext(input),
  initial: 'awaitingStart',
  on: {
    'run.resumed': { actions: ['record', apply('distrustMemory')] },
    'run.aborted': { actions: 'record', target: '.aborted' },
    // Whatever ends while its concern has been left is still learned from.
    'command.settled': { guard: 'settlesAnything', actions: 'record' },
  },
  states: {
    awaitingStart: {
      meta: { title: 'Waiting to be started', why: 'The first event brings the time.' },
      on: { 'run.started': { actions: 'noteStart', target: 'observing' } },
    },
    observing,
    deciding,
    preparing,
    balancing,
    initialising,
    established,
    verifying,
    blocked,
    ready: {
      type: 'final',
      tags: ['settled'],
      entry: [apply('noteDone')],
      meta: { title: 'Ready', why: 'The post-condition holds and nothing of this run is left over.' },
    },
    aborted: {
      type: 'final',
      tags: ['settled'],
      meta: {
        title: 'Aborted',
        why: 'Commands in flight count as unknown; the next run looks before it acts.',
      },
    },
  },
  options: { maxIterations: 1000 },
});
